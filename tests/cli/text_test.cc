// How values are typed and shown.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/cli/money_text.h"
#include "hub/cli/range_text.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"
#include "support/test_hub.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;

v1::Money Money(int64_t micros, const std::string& currency) {
  v1::Money money;
  money.set_amount_micros(micros);
  money.set_currency_code(currency);
  return money;
}

TEST(MoneyTextTest, HasAllDigitsAndAtLeastThoseOfTheCurrency) {
  EXPECT_EQ(MoneyText(Money(1'234'500'000, "EUR")), "1,234.50 EUR");
  EXPECT_EQ(MoneyText(Money(12'500, "EUR")), "0.0125 EUR");
  EXPECT_EQ(MoneyText(Money(-1'234'000'001, "EUR")), "-1,234.000001 EUR");
  EXPECT_EQ(MoneyText(Money(1'700'000'000, "JPY")), "1,700 JPY");
  EXPECT_EQ(MoneyText(Money(500'000, "JPY")), "0.5 JPY");
  EXPECT_EQ(MoneyText(Money(2'000'000, "KWD")), "2.000 KWD");
  EXPECT_EQ(MoneyText(Money(2'000'000, "CLF")), "2.0000 CLF");
}

TEST(SumTextTest, IsRoundedHalfAwayFromZero) {
  EXPECT_EQ(SumText(Money(24'838'725'001, "GBP")), "24,838.73 GBP");
  EXPECT_EQ(SumText(Money(5'000, "GBP")), "0.01 GBP");
  EXPECT_EQ(SumText(Money(4'999, "GBP")), "0.00 GBP");
  EXPECT_EQ(SumText(Money(-5'000, "GBP")), "-0.01 GBP");
  EXPECT_EQ(SumText(Money(-4'999, "GBP")), "0.00 GBP");
  EXPECT_EQ(SumText(Money(999'995'000, "GBP")), "1,000.00 GBP");
  EXPECT_EQ(SumText(Money(1'500'000, "JPY")), "2 JPY");
  EXPECT_EQ(SumText(Money(1'000'500, "KWD")), "1.001 KWD");
}

std::string RangeOf(std::string_view text, int decimals = 0) {
  const auto range = ParseRange("--x", text, decimals);
  return range.ok() ? range->ShortDebugString() : std::string(range.status().message());
}

TEST(ParseRangeTest, ReadsOneNumberOrTwoEnds) {
  EXPECT_EQ(RangeOf("7"), "min: 7 max: 7");
  EXPECT_EQ(RangeOf("0"), "min: 0 max: 0");
  EXPECT_EQ(RangeOf("7..19"), "min: 7 max: 19");
  EXPECT_EQ(RangeOf("7.."), "min: 7");
  EXPECT_EQ(RangeOf("..19"), "max: 19");
  EXPECT_EQ(RangeOf("19..7"), "min: 19 max: 7");
  EXPECT_EQ(RangeOf("7.5..19", 2), "min: 750 max: 1900");
  EXPECT_EQ(RangeOf("..7.25", 2), "max: 725");
  EXPECT_EQ(RangeOf("0.000001", 6), "min: 1 max: 1");
}

TEST(ParseRangeTest, RefusesTheRest) {
  for (const char* text :
       {"", "..", "x", "7.5", "1..x", "x..1", "1...", "1..2..3", " 1", "1,000"}) {
    EXPECT_THAT(RangeOf(text), HasSubstr("no range; say N, MIN..MAX, MIN.. or ..MAX")) << text;
  }
  EXPECT_EQ(RangeOf("7.255", 2),
            "--x 7.255: no range; say N, MIN..MAX, MIN.. or ..MAX, with at most 2 decimals");
}

TEST(GtinTextTest, Has14Digits) {
  EXPECT_EQ(GtinText("4000001001019"), "04000001001019");
  EXPECT_EQ(GtinText("04000001001019"), "04000001001019");
  EXPECT_EQ(GtinText("x"), "x");
  EXPECT_EQ(GtinText(""), "");
}

TEST(CutToTest, CountsCharacters) {
  EXPECT_EQ(CutTo("abc", 3), "abc");
  EXPECT_EQ(CutTo("abcd", 3), "ab…");
  EXPECT_EQ(CutTo("Käse", 4), "Käse");
  EXPECT_EQ(CutTo("Käsekuchen", 4), "Käs…");
}

TEST(TableTest, LeavesOutWhatIsEmptyInAllRows) {
  Table table({"a", "?b", "?>c"});
  table.Add({"1", "", "3"});
  table.Add({"2", "", ""});
  EXPECT_EQ(table.ToString("rows"), "a  c\n1  3\n2\n2 rows\n");
}

}  // namespace
}  // namespace headwater::cli
