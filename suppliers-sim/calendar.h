// The demo's own time. A business day is played in steps, each in the hours after it
// that its documents bear as issue time; a step begins when all of the one before is
// in the hub. So a document's issue time tells its step, and the last document of the
// retailer's feed tells how far the demo has come: everything before its step is
// complete, nothing after it has begun. No file is needed to go on after a crash.
#pragma once

#include <compare>
#include <optional>

#include "absl/time/time.h"
#include "hub/base/date.h"

namespace headwater::sim {

enum class Phase {
  // 02:00 to 04:00 of the next day, UTC. The shops' books of the day.
  kShop = 0,
  // 04:00 to 06:00. Orders.
  kReview = 1,
  // 06:00 to 02:00. The suppliers answer and ship.
  kSupply = 2,
};

struct Step {
  base::Day day = 0;
  Phase phase = Phase::kShop;

  friend constexpr auto operator<=>(const Step&, const Step&) = default;
};

// An instant within the step, `minute` after its beginning.
absl::Time InstantOf(const Step& step, int minute = 0);
// The step on whose hours the instant falls.
Step StepAt(absl::Time instant);

// So many minutes after the midnight with which `day` begins there.
absl::Time LocalTime(base::Day day, int minute, absl::TimeZone zone);

// The whole demo: a day to set everything up, and then one after the other.
class Calendar {
 public:
  // `days_max` 0: as long as there are sales, and a few days to receive what is still
  // under way.
  Calendar(base::Day first_sales, base::Day last_sales, int days_max);

  base::Day setup_day() const { return setup_; }
  base::Day first_day() const { return setup_ + 1; }
  base::Day last_day() const { return last_; }
  // Of all days, the one that sets up included.
  int day_count() const { return static_cast<int>(last_ - setup_) + 1; }
  // From 0 for the set-up day.
  int NumberOf(base::Day day) const { return static_cast<int>(day - setup_); }
  // The retailer still orders on this day.
  bool Orders(base::Day day) const { return day <= last_order_; }

 private:
  base::Day setup_;
  base::Day last_;
  base::Day last_order_;
};

bool IsWeekend(base::Day day);
bool IsMonthEnd(base::Day day);
// The end of February, May, August or November.
bool IsCountDay(base::Day day);

}  // namespace headwater::sim
