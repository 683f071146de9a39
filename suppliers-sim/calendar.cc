#include "suppliers-sim/calendar.h"

#include <algorithm>

namespace headwater::sim {
namespace {

constexpr int64_t kMinutesPerDay = 24 * 60;
// After the midnight that ends the business day.
constexpr int64_t kPhaseStarts[] = {2 * 60, 4 * 60, 6 * 60};
constexpr int kDaysToReceive = 3;

}  // namespace

absl::Time InstantOf(const Step& step, int minute) {
  const int64_t start = kPhaseStarts[static_cast<int>(step.phase)];
  return absl::UnixEpoch() + absl::Minutes((step.day + 1) * kMinutesPerDay + start + minute);
}

Step StepAt(absl::Time instant) {
  const int64_t minutes = absl::ToUnixSeconds(instant) / 60 - kPhaseStarts[0];
  const base::Day day = minutes / kMinutesPerDay - 1;
  const int64_t minute = minutes % kMinutesPerDay + kPhaseStarts[0];
  if (minute < kPhaseStarts[1]) return {day, Phase::kShop};
  if (minute < kPhaseStarts[2]) return {day, Phase::kReview};
  return {day, Phase::kSupply};
}

absl::Time LocalTime(base::Day day, int minute, absl::TimeZone zone) {
  const base::CivilDate date = base::ToCivil(day);
  return absl::FromCivil(absl::CivilMinute(date.year, date.month, date.day, 0, minute), zone);
}

Calendar::Calendar(base::Day first_sales, base::Day last_sales, int days_max)
    : setup_(first_sales - 1), last_(last_sales + kDaysToReceive), last_order_(last_sales) {
  if (days_max > 0) last_ = std::min(last_, setup_ + days_max);
}

bool IsWeekend(base::Day day) { return base::IsoWeekday(day) > 5; }

bool IsMonthEnd(base::Day day) { return base::ToCivil(day + 1).day == 1; }

bool IsCountDay(base::Day day) { return IsMonthEnd(day) && base::ToCivil(day).month % 3 == 2; }

}  // namespace headwater::sim
