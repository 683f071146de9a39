// What the shop sells, who supplies it, and how much of it each place keeps: made from
// the year's sales, as a buyer would who knew it beforehand.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "suppliers-sim/chance.h"
#include "suppliers-sim/online_retail.h"

namespace headwater::sim {

struct Item {
  std::string code;
  std::string description;
  std::string piece_gtin;
  // What is ordered: the piece, or the case of `case_count` where it sells fast.
  std::string order_gtin;
  int64_t case_count = 1;
  // Of order_gtin; and the least that an order may ask for.
  int64_t order_multiple = 1;
  int64_t order_minimum = 1;
  int supplier = 0;
  int64_t price_micros = 0;  // what the shop pays for a piece

  bool in_cases() const { return case_count > 1; }
};

// Levels of Item::order_gtin.
struct AgreedLevel {
  int item = 0;
  int64_t minimum = 0;
  int64_t maximum = 0;
};

class Assortment {
 public:
  Assortment(const OnlineRetail& data, const Chance& chance);

  const std::vector<Item>& items() const { return items_; }
  // -1 for a service code.
  int ItemOf(int32_t stock_code) const { return item_of_[static_cast<size_t>(stock_code)]; }
  // -1 for a GTIN of nothing here; any pack finds its item.
  int FindGtin(std::string_view gtin) const;
  int country_count() const { return country_count_; }

  // By supplier and country, in the order of items.
  const std::map<std::pair<int, int>, std::vector<AgreedLevel>>& agreements() const {
    return agreements_;
  }
  // Pieces of an item at a country's shop before the first day. Zero for most.
  int64_t OpeningStock(int item, int country) const { return opening_[Cell(item, country)]; }
  bool IsAgreed(int item, int country) const { return agreed_[Cell(item, country)]; }

  // Items of one supplier, in order.
  const std::vector<int>& ItemsOf(int supplier) const {
    return by_supplier_[static_cast<size_t>(supplier)];
  }

  size_t Cell(int item, int country) const {
    return static_cast<size_t>(item) * static_cast<size_t>(country_count_) +
           static_cast<size_t>(country);
  }

 private:
  struct Demand {
    int64_t sold = 0;   // pieces, as they were sold
    int64_t usual = 0;  // without the heads of very big orders
    int64_t lost = 0;   // written off
    int days = 0;       // on which it sold
    base::Day last = 0;
  };

  void MakeItems(const OnlineRetail& data, const Chance& chance);
  std::vector<Demand> Measure(const OnlineRetail& data);
  void PriceAndPack(const std::vector<Demand>& demand, const Chance& chance);
  void Agree(const OnlineRetail& data, const std::vector<Demand>& demand);

  int country_count_;
  std::vector<Item> items_;
  std::vector<int> item_of_;
  std::vector<std::vector<int64_t>> prices_;  // of each item, while it is made
  absl::flat_hash_map<std::string, int> by_gtin_;
  std::vector<std::vector<int>> by_supplier_;
  std::map<std::pair<int, int>, std::vector<AgreedLevel>> agreements_;
  std::vector<int64_t> opening_;
  std::vector<bool> agreed_;
};

}  // namespace headwater::sim
