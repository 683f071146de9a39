#include "hub/base/gs1.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "hub/base/random.h"

namespace headwater::base {
namespace {

using testing::HasSubstr;

constexpr uint64_t kSeed = 20260331;

std::string Message(const absl::Status& status) { return std::string(status.message()); }

TEST(Gs1, KnownCheckDigits) {
  EXPECT_EQ(Gs1CheckDigit("629104150021"), '3');  // the worked example of GS1
  EXPECT_EQ(Gs1CheckDigit("400638133393"), '1');
  EXPECT_EQ(Gs1CheckDigit("03600029145"), '2');
  EXPECT_EQ(Gs1CheckDigit("9638507"), '4');
  EXPECT_EQ(Gs1CheckDigit("0000000"), '0');
  EXPECT_EQ(Gs1CheckDigit(""), '0');
}

TEST(Gs1, GtinOfEveryLength) {
  const struct {
    const char* text;
    const char* canonical;
  } kCases[] = {
      {"96385074", "00000096385074"},       {"036000291452", "00036000291452"},
      {"4006381333931", "04006381333931"},  {"04006381333931", "04006381333931"},
      {"10614141000415", "10614141000415"},
  };
  for (const auto& [text, canonical] : kCases) {
    EXPECT_EQ(CheckGtin(text), KeyFault::kNone) << text;
    const auto gtin = Gtin::Parse(text);
    ASSERT_TRUE(gtin.ok()) << gtin.status();
    EXPECT_EQ(gtin->ToString(), canonical);
    EXPECT_EQ(Gtin::Parse(canonical)->value(), gtin->value());
  }
}

TEST(Gs1, GlnAndSscc) {
  const auto gln = Gln::Parse("4012345000009");
  ASSERT_TRUE(gln.ok()) << gln.status();
  EXPECT_EQ(gln->value(), 4'012'345'000'009);
  EXPECT_EQ(gln->ToString(), "4012345000009");
  EXPECT_EQ(Gln(9'501).ToString(), "0000000009501");

  const auto sscc = Sscc::Parse("106141412345678908");
  ASSERT_TRUE(sscc.ok()) << sscc.status();
  EXPECT_EQ(sscc->ToString(), "106141412345678908");
  EXPECT_EQ(Sscc::Parse("000000000000000000")->ToString(), "000000000000000000");
}

TEST(Gs1, EveryOneDigitErrorIsCaught) {
  for (const std::string good : {"96385074", "036000291452", "4006381333931", "10614141000415"}) {
    for (size_t i = 0; i < good.size(); ++i) {
      for (char digit = '0'; digit <= '9'; ++digit) {
        if (digit == good[i]) continue;
        std::string bad = good;
        bad[i] = digit;
        EXPECT_EQ(CheckGtin(bad), KeyFault::kCheckDigit) << bad;
      }
    }
  }
  const std::string gln = "4012345000009";
  const std::string sscc = "106141412345678908";
  for (char digit = '0'; digit <= '9'; ++digit) {
    for (size_t i = 0; i < gln.size(); ++i) {
      std::string bad = gln;
      bad[i] = digit;
      EXPECT_EQ(CheckGln(bad), digit == gln[i] ? KeyFault::kNone : KeyFault::kCheckDigit) << bad;
    }
    for (size_t i = 0; i < sscc.size(); ++i) {
      std::string bad = sscc;
      bad[i] = digit;
      EXPECT_EQ(CheckSscc(bad), digit == sscc[i] ? KeyFault::kNone : KeyFault::kCheckDigit) << bad;
    }
  }
}

TEST(Gs1, RandomKeysComeBack) {
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  SeededRandom random(kSeed);
  for (int round = 0; round < 2000; ++round) {
    std::string digits;
    for (int i = 0; i < 17; ++i) digits.push_back(static_cast<char>('0' + random.Below(10)));
    const std::string sscc = digits + Gs1CheckDigit(digits);
    ASSERT_EQ(Sscc::Parse(sscc)->ToString(), sscc);
    for (const int length : {8, 12, 13, 14}) {
      const std::string body = digits.substr(0, static_cast<size_t>(length) - 1);
      const std::string gtin = body + Gs1CheckDigit(body);
      ASSERT_EQ(Gtin::Parse(gtin)->ToString(), std::string(14 - gtin.size(), '0') + gtin);
    }
  }
}

TEST(Gs1, FaultsAreToldApart) {
  EXPECT_EQ(CheckGtin(""), KeyFault::kEmpty);
  EXPECT_EQ(CheckGtin("4006381 33931"), KeyFault::kCharacters);
  EXPECT_EQ(CheckGtin("-006381333931"), KeyFault::kCharacters);
  EXPECT_EQ(CheckGtin("400638133393"), KeyFault::kCheckDigit);
  for (const size_t length : {1, 7, 9, 10, 11, 15, 18, 400}) {
    EXPECT_EQ(CheckGtin(std::string(length, '0')), KeyFault::kLength) << length;
  }
  for (const size_t length : {8, 12, 14}) {
    EXPECT_EQ(CheckGln(std::string(length, '0')), KeyFault::kLength) << length;
    EXPECT_EQ(CheckSscc(std::string(length, '0')), KeyFault::kLength) << length;
  }
  EXPECT_EQ(CheckSscc(std::string(17, '0')), KeyFault::kLength);
  EXPECT_EQ(CheckSscc(std::string(19, '0')), KeyFault::kLength);
}

TEST(Gs1, ErrorsSayHowToMend) {
  EXPECT_EQ(Message(Gtin::Parse("12345").status()),
            "a GTIN has 8, 12, 13 or 14 digits; 5 were given; check for digits and leading zeros "
            "that were lost");
  EXPECT_THAT(Message(Gln::Parse("12345").status()), HasSubstr("a GLN has 13 digits; 5"));
  EXPECT_EQ(Message(Gtin::Parse("4006381333932").status()),
            "the check digit (the last one) of GTIN 4006381333932 is 2, expected 1; one of its "
            "digits is wrong");
  EXPECT_THAT(Message(Sscc::Parse("1061414-12345678908").status()), HasSubstr("character 8"));
  EXPECT_THAT(Message(Gln::Parse("").status()), HasSubstr("a GLN is missing"));
  EXPECT_EQ(Gln::Parse("").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(Gs1, KeysCompareAndHash) {
  EXPECT_LT(Gtin(1), Gtin(2));
  EXPECT_EQ(Gtin(7), Gtin(7));
  EXPECT_EQ(Gtin(), Gtin(0));
  const absl::flat_hash_set<Gln> places = {Gln(1), Gln(2), Gln(1)};
  EXPECT_EQ(places.size(), 2u);
  static_assert(!std::is_convertible_v<Gtin, Gln>);
  static_assert(!std::is_convertible_v<int64_t, Gtin>);
}

}  // namespace
}  // namespace headwater::base
