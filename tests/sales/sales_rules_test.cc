#include "hub/sales/sales_rules.h"

#include <gtest/gtest.h>

#include <limits>

#include "hub/exchange/clock_skew.h"

namespace headwater::sales {
namespace {

constexpr auto kSale = v1::TICKET_LINE_TYPE_SALE;
constexpr auto kReturn = v1::TICKET_LINE_TYPE_RETURN;

absl::Time Utc(int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilMinute(2026, 1, day, hour, minute), absl::UTCTimeZone());
}

TEST(LastDay, IsThatOfThePlace) {
  const base::Day fifth = *base::FromCivil(2026, 1, 5);
  EXPECT_EQ(LastDayIn("Europe/Berlin", Utc(5, 12, 0)), fifth);
  EXPECT_EQ(LastDayIn("Pacific/Auckland", Utc(5, 12, 0)), fifth + 1);
  EXPECT_EQ(LastDayIn("America/Los_Angeles", Utc(5, 5, 0)), fifth - 1);
  EXPECT_EQ(LastDayIn("Mars/Olympus", Utc(5, 12, 0)), std::nullopt);
}

TEST(LastDay, BeginsEarlierByTheSkew) {
  const base::Day fifth = *base::FromCivil(2026, 1, 5);
  const absl::Time midnight = Utc(5, 0, 0);
  EXPECT_EQ(LastDayIn("UTC", midnight - exchange::kClockSkewMax), fifth);
  EXPECT_EQ(LastDayIn("UTC", midnight - exchange::kClockSkewMax - absl::Microseconds(1)),
            fifth - 1);
}

TEST(Minutes, OnTheShelfAreMinutesOfOpening) {
  v1::SalesFigures figures;
  EXPECT_TRUE(MinutesFit(figures));
  figures.set_minutes_on_shelf(480);
  EXPECT_TRUE(MinutesFit(figures)) << "without the other one nothing is wrong";
  figures.set_minutes_open(480);
  EXPECT_TRUE(MinutesFit(figures));
  figures.set_minutes_open(479);
  EXPECT_FALSE(MinutesFit(figures));
}

TEST(TicketAmount, CountsAreExact) {
  EXPECT_EQ(LineAmount(kSale, 3, false, 1'990'000), 5'970'000);
  EXPECT_EQ(LineAmount(kReturn, 3, false, 1'990'000), -5'970'000);
  EXPECT_EQ(LineAmount(v1::TICKET_LINE_TYPE_CHARGE, 1, false, -500'000), -500'000);
  EXPECT_EQ(LineAmount(kReturn, 1, false, -500'000), 500'000);
}

TEST(TicketAmount, MeasuresRoundHalfToEven) {
  EXPECT_EQ(LineAmount(kSale, 1'500'000, true, 3), 4) << "4.5";
  EXPECT_EQ(LineAmount(kSale, 2'500'000, true, 3), 8) << "7.5";
  EXPECT_EQ(LineAmount(kReturn, 1'500'000, true, 3), -4);
  EXPECT_EQ(LineAmount(kSale, 250'000, true, 19'900'000), 4'975'000);
}

TEST(TicketAmount, TheLimitAndOnePastIt) {
  EXPECT_EQ(LineAmount(kSale, 1, false, kAmountMicrosMax), kAmountMicrosMax);
  EXPECT_EQ(LineAmount(kSale, 1, false, kAmountMicrosMax + 1), std::nullopt);
  EXPECT_EQ(LineAmount(kSale, 1, false, -kAmountMicrosMax), -kAmountMicrosMax);
  EXPECT_EQ(LineAmount(kSale, 1, false, -kAmountMicrosMax - 1), std::nullopt);
  EXPECT_EQ(LineAmount(kSale, std::numeric_limits<int64_t>::max(), false, 2), std::nullopt);
  EXPECT_EQ(LineAmount(kSale, std::numeric_limits<int64_t>::max(), true, 2'000'000), std::nullopt);
}

}  // namespace
}  // namespace headwater::sales
