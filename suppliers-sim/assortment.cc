#include "suppliers-sim/assortment.h"

#include <algorithm>

#include "suppliers-sim/countries.h"
#include "suppliers-sim/keys.h"
#include "suppliers-sim/shop_codes.h"

namespace headwater::sim {
namespace {

// A line of more pieces than this tells of one customer, not of demand.
constexpr int64_t kUsualLineMax = 300;
// A place agrees on an item that sold there on so many days.
constexpr int kDaysAtHome = 20;
constexpr int kDaysAbroad = 10;
// Until the next review and the arrival of what it orders, with some days in hand.
constexpr int64_t kDaysCovered = 35;
constexpr int64_t kDaysOrdered = 21;

int64_t CeilDiv(int64_t a, int64_t b) { return (a + b - 1) / b; }

int64_t CaseCountOf(int64_t year) {
  if (year >= 4000) return 24;
  if (year >= 1500) return 12;
  return year >= 700 ? 6 : 1;
}

// Half of the lines that sold at a price sold for no more. Full pence.
int64_t PurchasePrice(std::vector<int64_t>& prices, int64_t percent) {
  constexpr int64_t kPenny = 10'000;
  int64_t median = 1'000'000;
  if (!prices.empty()) {
    const auto middle = prices.begin() + static_cast<std::ptrdiff_t>(prices.size() / 2);
    std::nth_element(prices.begin(), middle, prices.end());
    median = *middle;
  }
  return std::max(kPenny, median * percent / 100 / kPenny * kPenny);
}

}  // namespace

Assortment::Assortment(const OnlineRetail& data, const Chance& chance)
    : country_count_(static_cast<int>(data.countries.size())) {
  MakeItems(data, chance);
  const std::vector<Demand> demand = Measure(data);
  PriceAndPack(demand, chance);
  Agree(data, demand);
}

int Assortment::FindGtin(std::string_view gtin) const {
  while (gtin.size() > 13 && gtin.front() == '0') gtin.remove_prefix(1);
  const auto found = by_gtin_.find(std::string(gtin));
  return found == by_gtin_.end() ? -1 : found->second;
}

void Assortment::MakeItems(const OnlineRetail& data, const Chance& chance) {
  std::map<std::string, std::vector<size_t>> codes;
  for (size_t i = 0; i < data.stock_codes.size(); ++i) {
    const std::string& code = data.stock_codes[i].code;
    if (!IsServiceCode(code)) codes[ItemCode(code)].push_back(i);
  }
  item_of_.assign(data.stock_codes.size(), -1);
  by_supplier_.resize(kSuppliers);
  for (const auto& [code, places] : codes) {
    const int number = static_cast<int>(items_.size());
    Item item{.code = code, .description = data.stock_codes[places.front()].description};
    item.piece_gtin = PieceGtin(number);
    item.supplier = static_cast<int>(chance.Between(0, kSuppliers - 1, "supplier", code));
    for (const size_t place : places) item_of_[place] = number;
    by_supplier_[static_cast<size_t>(item.supplier)].push_back(number);
    items_.push_back(std::move(item));
  }
  prices_.resize(items_.size());
}

std::vector<Assortment::Demand> Assortment::Measure(const OnlineRetail& data) {
  std::vector<Demand> demand(items_.size() * static_cast<size_t>(country_count_));
  for (const auto& [day, invoices] : data.days) {
    for (const Invoice& invoice : invoices) {
      for (const InvoiceLine& line : invoice.lines) {
        const int item = ItemOf(line.stock_code);
        if (item < 0) continue;
        Demand& at = demand[Cell(item, invoice.country)];
        if (line.price_micros > 0) prices_[static_cast<size_t>(item)].push_back(line.price_micros);
        if (line.quantity < 0) {
          if (!invoice.is_cancellation()) at.lost -= line.quantity;
          continue;
        }
        at.sold += line.quantity;
        at.usual += std::min<int64_t>(line.quantity, kUsualLineMax);
        at.days += at.last == day ? 0 : 1;
        at.last = day;
      }
    }
  }
  return demand;
}

void Assortment::PriceAndPack(const std::vector<Demand>& demand, const Chance& chance) {
  for (size_t i = 0; i < items_.size(); ++i) {
    Item& item = items_[i];
    const int number = static_cast<int>(i);
    item.price_micros =
        PurchasePrice(prices_[i], chance.Between(45, 65, "purchase price", item.code));
    int64_t year = 0;
    for (int country = 0; country < country_count_; ++country) {
      year += demand[Cell(number, country)].usual;
    }
    item.case_count = CaseCountOf(year);
    item.order_gtin = item.in_cases() ? CaseGtin(number) : item.piece_gtin;
    if (!item.in_cases() && chance.Hits(150, "order multiple", item.code)) item.order_multiple = 4;
    item.order_minimum = item.order_multiple;
    if (!item.in_cases() && chance.Hits(100, "order minimum", item.code)) item.order_minimum = 8;
    by_gtin_[item.piece_gtin] = number;
    by_gtin_[item.order_gtin] = number;
  }
  prices_.clear();
}

void Assortment::Agree(const OnlineRetail& data, const std::vector<Demand>& demand) {
  const int64_t year = std::max<int64_t>(data.last_day() - data.first_day() + 1, 1);
  opening_.resize(demand.size());
  agreed_.resize(demand.size());
  for (int number = 0; number < static_cast<int>(items_.size()); ++number) {
    const Item& item = items_[static_cast<size_t>(number)];
    for (int country = 0; country < country_count_; ++country) {
      const Demand& at = demand[Cell(number, country)];
      const bool home = data.countries[static_cast<size_t>(country)] == kHomeCountry;
      if (at.days < (home ? kDaysAtHome : kDaysAbroad)) {
        // Bought in before the season, for all of it.
        opening_[Cell(number, country)] = at.sold + at.lost;
        continue;
      }
      AgreedLevel level{.item = number};
      level.minimum = CeilDiv(at.usual * kDaysCovered, year * item.case_count);
      level.maximum = level.minimum + std::max(item.order_minimum, CeilDiv(at.usual * kDaysOrdered,
                                                                           year * item.case_count));
      agreements_[{item.supplier, country}].push_back(level);
      agreed_[Cell(number, country)] = true;
      opening_[Cell(number, country)] = level.maximum * item.case_count;
    }
  }
}

}  // namespace headwater::sim
