// Totals over sales, by one dimension.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/sales.pb.h"
#include "hub/sales/sales_scan.h"

namespace headwater::sales {

// What an item-day is: one item at one location on one day. It may have several rows, by
// promotion: that the shelf was empty is known by any of them, that it never was by all.
struct SalesTotal {
  int64_t sold = 0;
  std::optional<int64_t> returned;    // of the rows that tell
  std::optional<int64_t> net_micros;  // the same
  // Item-days, and those of which so much is known.
  int64_t reported = 0;
  int64_t stock_out = 0;
  int64_t returned_known = 0;
  int64_t net_known = 0;
  int64_t shelf_known = 0;
  // Item-days of what is sold by measure: not in the quantities. 0 by item.
  int64_t in_money_alone = 0;
};

// Not thread-safe. A pure fold: rows in, totals out.
class SalesTotals {
 public:
  explicit SalesTotals(v1::SalesDimension dimension) : dimension_(dimension) {}

  // The rows of an item-day come one after the other. INTERNAL when a sum is too large
  // for 64 bits.
  absl::Status Add(const ScannedRow& row);

  struct Entry {
    int64_t value;  // of the dimension: a GTIN, a GLN or a day
    std::string currency;
    SalesTotal total;
  };
  // The biggest by net amount first; days in order. Once, after the last row.
  absl::StatusOr<std::vector<Entry>> Take(size_t most);

 private:
  struct ItemDay {
    ScannedRow first;  // without its currency, which is `key`'s
    std::pair<int64_t, std::string> key;
    SalesTotal sums;
    bool stock_out = false;
    bool returned_known = true;
    bool net_known = true;
    bool shelf_known = true;
    bool quantities = true;
  };

  int64_t ValueOf(const ScannedRow& row) const;
  bool SameItemDay(const ScannedRow& row) const;
  absl::Status Close();

  const v1::SalesDimension dimension_;
  std::optional<ItemDay> open_;
  absl::flat_hash_map<std::pair<int64_t, std::string>, SalesTotal> totals_;
};

}  // namespace headwater::sales
