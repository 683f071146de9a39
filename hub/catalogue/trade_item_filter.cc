#include "hub/catalogue/trade_item_filter.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/catalogue/catalogue_rules.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"

namespace headwater::catalogue {
namespace {

using base::AbslView;
using exchange::FieldPath;
using exchange::Violations;

void AddInverted(std::string_view field, std::string_view min_name, int64_t min,
                 std::string_view max_name, int64_t max, Violations& violations) {
  violations.Add(FieldPath(field), v1::REASON_INTERVAL_INVERTED,
                 absl::StrCat(AbslView(min_name), " ", min, " is above ", AbslView(max_name), " ",
                              max, "; exchange them, or leave one out"));
}

void CheckRange(std::string_view field, const v1::IntegerRange& range, Violations& violations) {
  if (!range.has_min() || !range.has_max() || range.min() <= range.max()) return;
  AddInverted(field, "min", range.min(), "max", range.max(), violations);
}

bool IsIn(const v1::IntegerRange& range, int64_t value) {
  return (!range.has_min() || value >= range.min()) && (!range.has_max() || value <= range.max());
}

// How many pieces of the base, or whole units of the measure, the price buys. 0: a
// statement that is not sound.
int64_t PricedCount(const v1::TradeItem& item) {
  const v1::Price& price = item.price();
  if (!item.measure_unit_code().empty()) return 1;
  const int64_t pieces = price.has_base_count() ? price.base_count() : 1;
  const base::Gtin priced = exchange::GtinOf(price.gtin());
  if (price.gtin().empty() || priced == exchange::GtinOf(item.gtin())) return pieces;
  Violations violations;
  const std::vector<int64_t> counts = CountPacks(item, FieldPath(), violations);
  for (int i = 0; i < item.packs_size(); ++i) {
    // At most a million prices of a trillion pieces.
    if (exchange::GtinOf(item.packs(i).gtin()) == priced) {
      return pieces * counts[static_cast<size_t>(i)];
    }
  }
  return 0;
}

bool IsIn(const v1::PriceRange& range, const v1::TradeItem& item) {
  const v1::Money& money = item.price().money();
  if (money.currency_code() != range.currency_code()) return false;
  const int64_t count = PricedCount(item);
  if (count == 0) return false;
  // One piece costs `price` / `count`: the ends are multiplied, nothing is divided.
  const __int128 price = money.amount_micros();
  return (!range.has_min_micros() || price >= static_cast<__int128>(range.min_micros()) * count) &&
         (!range.has_max_micros() || price <= static_cast<__int128>(range.max_micros()) * count);
}

}  // namespace

absl::Status CheckRanges(const v1::ListTradeItemsRequest& request) {
  Violations violations;
  const v1::PriceRange& price = request.price();
  if (price.has_min_micros() && price.has_max_micros() && price.min_micros() > price.max_micros()) {
    AddInverted("price", "min_micros", price.min_micros(), "max_micros", price.max_micros(),
                violations);
  }
  CheckRange("tax_rate_basis_points", request.tax_rate_basis_points(), violations);
  CheckRange("order_multiple", request.order_multiple(), violations);
  CheckRange("minimum_order_quantity", request.minimum_order_quantity(), violations);
  CheckRange("lead_time_days", request.lead_time_days(), violations);
  CheckRange("shelf_life_days", request.shelf_life_days(), violations);
  return violations.ToStatus();
}

bool Fits(const v1::TradeItem& item, const v1::ListTradeItemsRequest& request) {
  if (request.has_orderable() && CanBeOrdered(item) != request.orderable()) return false;
  if (request.has_price() && !IsIn(request.price(), item)) return false;
  if (request.has_order_multiple() &&
      !IsIn(request.order_multiple(), std::max<int64_t>(item.order_multiple(), 1))) {
    return false;
  }
  return !request.has_minimum_order_quantity() ||
         IsIn(request.minimum_order_quantity(), item.minimum_order_quantity());
}

}  // namespace headwater::catalogue
