#include "hub/delivery/receiving_rules.h"

#include <algorithm>

#include "hub/base/decimal.h"

namespace headwater::delivery {
namespace {

// In the order line's unit, rounded down and up.
struct Scaled {
  int64_t down = 0;
  int64_t up = 0;
};

std::optional<Scaled> Scale(int64_t amount, const ordering::LineRatio& ratio) {
  const auto converted = base::ConvertExactly(amount, ratio.numerator, ratio.denominator);
  if (!converted.ok()) return std::nullopt;
  const auto up = base::CheckedAdd(converted->whole, converted->exact() ? 0 : 1);
  if (!up.has_value()) return std::nullopt;
  return Scaled{converted->whole, *up};
}

}  // namespace

std::optional<Arrivals> AddReceipt(const Arrivals& arrivals, const ordering::Receipt& receipt) {
  const auto received = base::CheckedAdd(arrivals.received, receipt.received);
  const auto short_received = base::CheckedAdd(arrivals.short_received, receipt.short_received);
  // The others are parts of what was received.
  if (!received.has_value() || !short_received.has_value()) return std::nullopt;
  return Arrivals{*received, *short_received, arrivals.over + receipt.over,
                  arrivals.damaged + receipt.damaged, arrivals.refused + receipt.refused};
}

std::optional<ordering::Receipt> NextCredit(const Arrivals& arrivals,
                                            const ordering::Receipt& credited,
                                            const ordering::LineRatio& ratio) {
  const auto settled = Scale(arrivals.settled(), ratio);
  const auto advised = Scale(arrivals.received - arrivals.over, ratio);
  const auto over = Scale(arrivals.over, ratio);
  const auto damaged = Scale(arrivals.damaged, ratio);
  const auto refused = Scale(arrivals.refused, ratio);
  if (!settled || !advised || !over || !damaged || !refused) return std::nullopt;

  const int64_t advised_before = credited.received - credited.over;
  const int64_t whole = settled->down - advised_before - credited.short_received;
  const int64_t arrived = std::min(whole, advised->up - advised_before);
  ordering::Receipt next;
  next.over = over->down - credited.over;
  const auto received = base::CheckedAdd(arrived, next.over);
  if (!received.has_value()) return std::nullopt;
  next.received = *received;
  next.short_received = whole - arrived;
  next.damaged = std::min(damaged->down - credited.damaged, next.received);
  next.refused = std::min(refused->down - credited.refused, next.received - next.damaged);
  return next;
}

}  // namespace headwater::delivery
