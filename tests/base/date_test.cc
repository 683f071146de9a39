#include "hub/base/date.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headwater::base {
namespace {

using testing::HasSubstr;

TEST(Date, KnownDays) {
  EXPECT_EQ(FromCivil(1970, 1, 1), 0);
  EXPECT_EQ(FromCivil(1969, 12, 31), -1);
  EXPECT_EQ(FromCivil(2000, 2, 29), 11016);
  EXPECT_EQ(FromCivil(2026, 3, 31), 20543);
  EXPECT_EQ(FromCivil(1, 1, 1), kDayMin);
  EXPECT_EQ(FromCivil(9999, 12, 31), kDayMax);
}

TEST(Date, RefusesDaysThatAreNotInTheCalendar) {
  EXPECT_FALSE(FromCivil(2023, 2, 29));
  EXPECT_FALSE(FromCivil(1900, 2, 29));
  EXPECT_FALSE(FromCivil(2024, 4, 31));
  EXPECT_FALSE(FromCivil(2024, 0, 1));
  EXPECT_FALSE(FromCivil(2024, 13, 1));
  EXPECT_FALSE(FromCivil(2024, 1, 0));
  EXPECT_FALSE(FromCivil(2024, 1, 32));
  EXPECT_FALSE(FromCivil(0, 12, 31));
  EXPECT_FALSE(FromCivil(10000, 1, 1));
}

TEST(Date, EveryDayOfFourHundredYearsComesBack) {
  const Day first = *FromCivil(1800, 1, 1);
  for (Day day = first; day < first + 146'097; ++day) {
    const CivilDate date = ToCivil(day);
    ASSERT_EQ(FromCivil(date.year, date.month, date.day), day);
    const auto parsed = ParseDay(FormatDay(day));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    ASSERT_EQ(*parsed, day);
  }
}

TEST(Date, FormatsWithLeadingZerosAndClampsAtTheEnds) {
  EXPECT_EQ(FormatDay(0), "1970-01-01");
  EXPECT_EQ(FormatDay(kDayMin), "0001-01-01");
  EXPECT_EQ(FormatDay(kDayMax), "9999-12-31");
  EXPECT_EQ(FormatDay(kDayMin - 1), "0001-01-01");
  EXPECT_EQ(FormatDay(INT64_MAX), "9999-12-31");
}

TEST(Date, ParseSaysWhatIsWrong) {
  const struct {
    const char* text;
    const char* fault;
  } kCases[] = {
      {"", "missing"},
      {"2026-3-31", "10 characters"},
      {"2026-03-31T", "10 characters"},
      {"2026/03/31", "hyphen"},
      {"2026-0x-31", "digits"},
      {"2026-02-30", "no such day"},
      {"0000-01-01", "no such day"},
      {"-026-01-01", "digits"},
  };
  for (const auto& [text, fault] : kCases) {
    const auto day = ParseDay(text);
    EXPECT_EQ(day.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(day.status().message()), HasSubstr(fault));
    EXPECT_THAT(std::string(day.status().message()), HasSubstr("2026-03-31"));
  }
}

TEST(Date, Weekdays) {
  EXPECT_EQ(IsoWeekday(0), 4);                         // Thursday
  EXPECT_EQ(IsoWeekday(*FromCivil(1969, 12, 28)), 7);  // Sunday
  EXPECT_EQ(IsoWeekday(*FromCivil(1969, 12, 29)), 1);  // Monday
  EXPECT_EQ(IsoWeekday(*FromCivil(2026, 11, 22)), 7);  // Sunday
  EXPECT_EQ(IsoWeekday(kDayMin), 1);                   // Monday
}

TEST(Date, TheDayDependsOnThePlace) {
  const absl::Time instant =
      absl::FromCivil(absl::CivilSecond(2026, 3, 31, 22, 30, 0), absl::UTCTimeZone());
  EXPECT_EQ(FormatDay(DayIn(instant, absl::UTCTimeZone())), "2026-03-31");
  EXPECT_EQ(FormatDay(DayIn(instant, absl::FixedTimeZone(2 * 3600))), "2026-04-01");
  EXPECT_EQ(FormatDay(DayIn(instant, absl::FixedTimeZone(-23 * 3600))), "2026-03-30");
}

}  // namespace
}  // namespace headwater::base
