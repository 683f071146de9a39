#include "hub/sales/sales_rules.h"

#include <string>

#include "hub/base/decimal.h"
#include "hub/exchange/clock_skew.h"

namespace headwater::sales {

std::optional<base::Day> LastDayIn(std::string_view time_zone, absl::Time commit_time) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(std::string(time_zone), &zone)) return std::nullopt;
  return base::DayIn(commit_time + exchange::kClockSkewMax, zone);
}

bool MinutesFit(const v1::SalesFigures& figures) {
  return !figures.has_minutes_on_shelf() || !figures.has_minutes_open() ||
         figures.minutes_on_shelf() <= figures.minutes_open();
}

std::optional<int64_t> LineAmount(v1::TicketLineType type, int64_t quantity, bool measured,
                                  int64_t unit_price_micros) {
  const std::optional<int64_t> amount =
      measured ? base::MulDivHalfEven(unit_price_micros, quantity, base::kMicrosPerUnit)
               : base::CheckedMul(unit_price_micros, quantity);
  if (!amount.has_value() || *amount > kAmountMicrosMax || *amount < -kAmountMicrosMax) {
    return std::nullopt;
  }
  return type == v1::TICKET_LINE_TYPE_RETURN ? -*amount : *amount;
}

}  // namespace headwater::sales
