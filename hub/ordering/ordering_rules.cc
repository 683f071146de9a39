#include "hub/ordering/ordering_rules.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"

namespace headwater::ordering {
namespace {

constexpr int64_t kBasisPoints = 10'000;

void TrimOutcome(v1::ResponseOutcome outcome, int64_t less, std::vector<OrderSplit>& splits) {
  for (auto split = splits.rbegin(); split != splits.rend() && less > 0; ++split) {
    if (split->outcome != outcome) continue;
    const int64_t taken = std::min(less, split->quantity - split->despatched);
    split->quantity -= taken;
    less -= taken;
  }
}

// a * b * c; nullopt when it does not fit.
std::optional<__int128> Product(int64_t a, int64_t b, int64_t c) {
  const __int128 two = static_cast<__int128>(a) * b;
  __int128 three = 0;
  if (__builtin_mul_overflow(two, static_cast<__int128>(c), &three)) return std::nullopt;
  return three;
}

}  // namespace

void OrderTally::Count(const OrderLineLedger& ledger, int sign) {
  lines += sign;
  open += ledger.open > 0 ? sign : 0;
  pending += ledger.pending() > 0 ? sign : 0;
  in_transit += ledger.in_transit > 0 ? sign : 0;
  despatched += ledger.despatched > 0 ? sign : 0;
  received += ledger.received > 0 ? sign : 0;
  supplier_ended += ledger.rejected > 0 || ledger.cancelled_by_supplier > 0 ? sign : 0;
  const bool counts = ledger.finished() && ledger.wanted() > 0;
  finished += counts ? sign : 0;
  filled += counts && ledger.filled() ? sign : 0;
}

v1::OrderState StateOf(const OrderTally& tally) {
  if (tally.open > 0) return v1::ORDER_STATE_NEW;
  if (tally.pending > 0) {
    return tally.despatched == 0 ? v1::ORDER_STATE_ACKNOWLEDGED
                                 : v1::ORDER_STATE_PARTIALLY_DESPATCHED;
  }
  if (tally.in_transit > 0) {
    return tally.received == 0 ? v1::ORDER_STATE_DESPATCHED : v1::ORDER_STATE_PARTIALLY_RECEIVED;
  }
  if (tally.despatched > 0) return v1::ORDER_STATE_RECEIVED;
  return tally.supplier_ended > 0 ? v1::ORDER_STATE_REJECTED : v1::ORDER_STATE_CANCELLED;
}

bool IsClosed(v1::OrderState state) {
  return state == v1::ORDER_STATE_RECEIVED || state == v1::ORDER_STATE_CANCELLED ||
         state == v1::ORDER_STATE_REJECTED;
}

int64_t ToleranceOf(int64_t quantity, int32_t basis_points) {
  if (basis_points <= 0 || quantity <= 0) return 0;
  const auto share = base::ConvertExactly(quantity, basis_points, kBasisPoints);
  return share.ok() ? share->whole : 0;
}

void TrimSplits(const OrderLineLedger& before, const OrderLineLedger& after,
                std::vector<OrderSplit>& splits) {
  TrimOutcome(v1::RESPONSE_OUTCOME_ACCEPTED, before.acknowledged - after.acknowledged, splits);
  TrimOutcome(v1::RESPONSE_OUTCOME_BACKORDERED, before.backordered - after.backordered, splits);
  TrimOutcome(v1::RESPONSE_OUTCOME_SUBSTITUTED, before.substituted - after.substituted, splits);
  std::erase_if(splits, [](const OrderSplit& split) { return split.quantity == 0; });
}

std::string AmountText(int64_t amount, std::string_view measure_unit) {
  if (measure_unit.empty()) return absl::StrCat(amount);
  return absl::StrCat(base::FormatMicros(amount), " ", base::AbslView(measure_unit));
}

std::optional<bool> CostsMore(const UnitPrice& price, int64_t count, const UnitPrice& limit,
                              int64_t base_count) {
  const auto cost = Product(price.micros, count, limit.pieces);
  const auto most = Product(limit.micros, base_count, price.pieces);
  if (!cost.has_value() || !most.has_value()) return std::nullopt;
  return *cost > *most;
}

}  // namespace headwater::ordering
