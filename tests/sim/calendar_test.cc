#include "suppliers-sim/calendar.h"

#include "gtest/gtest.h"
#include "suppliers-sim/countries.h"

namespace headwater::sim {
namespace {

base::Day Day(const char* text) { return *base::ParseDay(text); }

TEST(CalendarTest, EveryMinuteOfAYearBelongsToTheStepThatItsInstantSays) {
  for (base::Day day = Day("2010-11-30"); day < Day("2011-12-13"); ++day) {
    for (const Phase phase : {Phase::kShop, Phase::kReview, Phase::kSupply}) {
      const Step step{day, phase};
      const int minutes = phase == Phase::kSupply ? 20 * 60 : 120;
      for (int minute = 0; minute < minutes; minute += 7) {
        ASSERT_EQ(StepAt(InstantOf(step, minute)), step) << base::FormatDay(day) << " " << minute;
      }
      ASSERT_EQ(StepAt(InstantOf(step, minutes - 1)), step);
      ASSERT_NE(StepAt(InstantOf(step, minutes)), step);
    }
  }
}

TEST(CalendarTest, StepsFollowEachOther) {
  const base::Day day = Day("2011-03-01");
  EXPECT_LT((Step{day, Phase::kShop}), (Step{day, Phase::kReview}));
  EXPECT_LT((Step{day, Phase::kReview}), (Step{day, Phase::kSupply}));
  EXPECT_LT((Step{day, Phase::kSupply}), (Step{day + 1, Phase::kShop}));
  EXPECT_LT(InstantOf({day, Phase::kSupply}, 19 * 60), InstantOf({day + 1, Phase::kShop}));
}

TEST(CalendarTest, TheBooksOfADayAreClosedWhenItIsOverEverywhere) {
  const base::Day day = Day("2011-01-15");
  const absl::Time books = InstantOf({day, Phase::kShop});
  EXPECT_LT(LocalTime(day, 20 * 60 + 30, ZoneOf("America/New_York")), books);
  EXPECT_LT(LocalTime(day, 20 * 60 + 30, ZoneOf("Australia/Sydney")), books);
}

TEST(CalendarTest, GoesFromTheSetUpDayToAfterTheLastSale) {
  const Calendar calendar(Day("2010-12-01"), Day("2011-12-09"), 0);
  EXPECT_EQ(calendar.setup_day(), Day("2010-11-30"));
  EXPECT_EQ(calendar.first_day(), Day("2010-12-01"));
  EXPECT_EQ(calendar.last_day(), Day("2011-12-12"));
  EXPECT_TRUE(calendar.Orders(Day("2011-12-09")));
  EXPECT_FALSE(calendar.Orders(Day("2011-12-10")));
  EXPECT_EQ(calendar.NumberOf(calendar.last_day()) + 1, calendar.day_count());
}

TEST(CalendarTest, MayBeCutShort) {
  const Calendar calendar(Day("2010-12-01"), Day("2011-12-09"), 10);
  EXPECT_EQ(calendar.last_day(), Day("2010-12-10"));
  EXPECT_EQ(calendar.day_count(), 11);
}

TEST(CalendarTest, CountsOnceAQuarter) {
  EXPECT_TRUE(IsCountDay(Day("2011-02-28")));
  EXPECT_TRUE(IsCountDay(Day("2011-11-30")));
  EXPECT_FALSE(IsCountDay(Day("2011-02-27")));
  EXPECT_FALSE(IsCountDay(Day("2011-03-31")));
  EXPECT_TRUE(IsMonthEnd(Day("2011-03-31")));
  EXPECT_TRUE(IsWeekend(Day("2011-01-01")));
  EXPECT_FALSE(IsWeekend(Day("2011-01-03")));
}

}  // namespace
}  // namespace headwater::sim
