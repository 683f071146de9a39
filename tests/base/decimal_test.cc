#include "hub/base/decimal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <string>

namespace headwater::base {
namespace {

using testing::HasSubstr;

constexpr int64_t kMin = INT64_MIN;
constexpr int64_t kMax = INT64_MAX;

TEST(Decimal, ParsesWhatPeopleWrite) {
  const struct {
    const char* text;
    int64_t micros;
  } kCases[] = {
      {"0", 0},
      {"-0", 0},
      {"12.50", 12'500'000},
      {"+3", 3'000'000},
      {".5", 500'000},
      {"-.000001", -1},
      {"0001", 1'000'000},
      {"1.000000", 1'000'000},
      {"9223372036854.775807", kMax},
      {"-9223372036854.775808", kMin},
  };
  for (const auto& [text, micros] : kCases) {
    const auto parsed = ParseMicros(text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, micros) << text;
  }
}

TEST(Decimal, RefusesWhatIsNoDecimal) {
  for (const char* text : {"", "-", "+", ".", "1.", "-.", "1,5", "1 000", " 1", "1 ", "1e3", "0x1",
                           "--1", "+-1", "1.2.3", "1.-2", "one", "1.0000000", "NaN"}) {
    EXPECT_EQ(ParseMicros(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
  EXPECT_THAT(std::string(ParseMicros("1.1234567").status().message()),
              HasSubstr("more than 6 decimals; write it like -12.50"));
}

TEST(Decimal, RefusesWhatDoesNotFit) {
  for (const std::string& text :
       {std::string("9223372036854.775808"), std::string("-9223372036854.775809"),
        std::string("9223372036855"), std::string(64, '9'), std::string(10'000, '9')}) {
    const auto status = ParseMicros(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange) << text;
    EXPECT_LT(status.message().size(), 200u);
  }
}

TEST(Decimal, FormatsWithAtLeastTheDecimalsAskedFor) {
  EXPECT_EQ(FormatMicros(12'500'000), "12.5");
  EXPECT_EQ(FormatMicros(12'500'000, 2), "12.50");
  EXPECT_EQ(FormatMicros(12'345'678, 2), "12.345678");
  EXPECT_EQ(FormatMicros(12'000'000), "12");
  EXPECT_EQ(FormatMicros(12'000'000, 6), "12.000000");
  EXPECT_EQ(FormatMicros(-1), "-0.000001");
  EXPECT_EQ(FormatMicros(0), "0");
  EXPECT_EQ(FormatMicros(kMin), "-9223372036854.775808");
  EXPECT_EQ(FormatMicros(kMax), "9223372036854.775807");
}

TEST(Decimal, EveryNumberComesBack) {
  EXPECT_TRUE(rc::check("ParseMicros(FormatMicros(n)) is n", [](int64_t micros) {
    const int decimals = *rc::gen::inRange(0, 7);
    const auto parsed = ParseMicros(FormatMicros(micros, decimals));
    RC_ASSERT(parsed.ok());
    RC_ASSERT(*parsed == micros);
  }));
}

TEST(Decimal, CheckedArithmeticAtTheLimits) {
  EXPECT_EQ(CheckedAdd(kMax - 1, 1), kMax);
  EXPECT_EQ(CheckedAdd(kMax, 1), std::nullopt);
  EXPECT_EQ(CheckedSub(kMin + 1, 1), kMin);
  EXPECT_EQ(CheckedSub(kMin, 1), std::nullopt);
  EXPECT_EQ(CheckedSub(0, kMin), std::nullopt);
  EXPECT_EQ(CheckedMul(kMax, 1), kMax);
  EXPECT_EQ(CheckedMul(kMax, 2), std::nullopt);
  EXPECT_EQ(CheckedMul(kMin, -1), std::nullopt);
}

TEST(Decimal, MulDivRoundsHalfToEven) {
  EXPECT_EQ(MulDivHalfEven(1, 5, 10), 0);
  EXPECT_EQ(MulDivHalfEven(3, 5, 10), 2);
  EXPECT_EQ(MulDivHalfEven(1, 25, 10), 2);
  EXPECT_EQ(MulDivHalfEven(1, 35, 10), 4);
  EXPECT_EQ(MulDivHalfEven(1, 26, 10), 3);
  EXPECT_EQ(MulDivHalfEven(-1, 25, 10), -2);
  EXPECT_EQ(MulDivHalfEven(-1, 35, 10), -4);
  EXPECT_EQ(MulDivHalfEven(-1, 5, 10), 0);
  EXPECT_EQ(MulDivHalfEven(1, 35, -10), -4);
  EXPECT_EQ(MulDivHalfEven(-1, -26, 10), 3);
  EXPECT_EQ(MulDivHalfEven(kMax, kMax, kMax), kMax);
  EXPECT_EQ(MulDivHalfEven(kMin, kMin, kMin), kMin);
  EXPECT_EQ(MulDivHalfEven(kMax, 2, 1), std::nullopt);
  EXPECT_EQ(MulDivHalfEven(kMin, 1, -1), std::nullopt);
  EXPECT_EQ(MulDivHalfEven(kMin, kMin, 1), std::nullopt);
  // 2.49 a piece, 3.5 pieces.
  EXPECT_EQ(MulDivHalfEven(2'490'000, 3'500'000, kMicrosPerUnit), 8'715'000);
}

TEST(Decimal, MulDivIsWithinHalfOfTheTruth) {
  EXPECT_TRUE(
      rc::check("|a*b - q*d| is at most |d|/2, and a tie is even", [](int64_t a, int64_t b) {
        const int64_t divisor = *rc::gen::nonZero<int64_t>();
        const auto quotient = MulDivHalfEven(a, b, divisor);
        RC_PRE(quotient.has_value());
        __int128 rest = static_cast<__int128>(a) * b - static_cast<__int128>(*quotient) * divisor;
        if (rest < 0) rest = -rest;
        __int128 whole = divisor;
        if (whole < 0) whole = -whole;
        RC_ASSERT(2 * rest <= whole);
        if (2 * rest == whole) RC_ASSERT(*quotient % 2 == 0);
      }));
}

TEST(Decimal, ConvertsWithoutLoss) {
  EXPECT_EQ(*ConvertExactly(5, 12, 1), (Conversion{60, 0}));
  EXPECT_EQ(*ConvertExactly(30, 1, 12), (Conversion{2, 6}));
  EXPECT_FALSE(ConvertExactly(30, 1, 12)->exact());
  EXPECT_TRUE(ConvertExactly(36, 1, 12)->exact());
  EXPECT_EQ(*ConvertExactly(-1, 1, 12), (Conversion{-1, 11}));
  EXPECT_EQ(*ConvertExactly(kMin, 1, 1), (Conversion{kMin, 0}));
  EXPECT_EQ(*ConvertExactly(kMax, kMax, kMax), (Conversion{kMax, 0}));
  EXPECT_EQ(ConvertExactly(kMax, 2, 1).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ConvertExactly(1, 0, 1).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ConvertExactly(1, 1, 0).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ConvertExactly(1, -1, 1).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Decimal, ConversionComesBack) {
  EXPECT_TRUE(rc::check("whole * denominator + remainder is count * numerator", [](int64_t count) {
    const int64_t numerator = *rc::gen::inRange<int64_t>(1, 1'000'000);
    const int64_t denominator = *rc::gen::inRange<int64_t>(1, 1'000'000);
    const auto converted = ConvertExactly(count, numerator, denominator);
    RC_PRE(converted.ok());
    RC_ASSERT(converted->remainder >= 0);
    RC_ASSERT(converted->remainder < denominator);
    RC_ASSERT((static_cast<__int128>(converted->whole) * denominator + converted->remainder) ==
              static_cast<__int128>(count) * numerator);
  }));
}

}  // namespace
}  // namespace headwater::base
