#include "hub/base/codes.h"

#include <gtest/gtest.h>

namespace headwater::base {
namespace {

TEST(Codes, Currencies) {
  for (const char* code : {"EUR", "USD", "GBP", "CHF", "JPY", "AED", "ZWL", "ZWG", "XCG"}) {
    EXPECT_TRUE(IsCurrency(code)) << code;
  }
  for (const char* code : {"", "EU", "eur", "EURO", "XXX", "XTS", "ABC", "EUR "}) {
    EXPECT_FALSE(IsCurrency(code)) << code;
  }
}

TEST(Codes, Units) {
  for (const char* code : {"EA", "H87", "C62", "KGM", "GRM", "LTR", "MLT", "MTR", "CMT", "MMT",
                           "MTK", "MTQ", "TNE", "ONZ", "LBR", "PR", "DZN", "SET"}) {
    EXPECT_TRUE(IsUnit(code)) << code;
  }
  for (const char* code : {"", "kgm", "KG", "KGMM", "PCE", "EA ", "STK "}) {
    EXPECT_FALSE(IsUnit(code)) << code;
  }
}

TEST(Codes, PackageUnitsByForm) {
  for (const char* code : {"XCS", "XPX", "XCT", "X43", "X8A"}) EXPECT_TRUE(IsUnit(code)) << code;
  for (const char* code : {"X", "XC", "Xcs", "XC-", "XCSS", "YCS"}) {
    EXPECT_FALSE(IsUnit(code)) << code;
  }
}

TEST(Codes, Countries) {
  for (const char* code : {"DE", "US", "GB", "AD", "ZW", "XK"}) {
    EXPECT_EQ(IsCountry(code), std::string_view(code) != "XK") << code;
  }
  for (const char* code : {"", "D", "de", "DEU", "UK", "EU", "ZZ"}) {
    EXPECT_FALSE(IsCountry(code)) << code;
  }
}

TEST(Codes, CountOfTwoAndThreeLetterCodes) {
  int countries = 0;
  int currencies = 0;
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      const char two[] = {a, b};
      countries += IsCountry({two, 2});
      for (char c = 'A'; c <= 'Z'; ++c) {
        const char three[] = {a, b, c};
        currencies += IsCurrency({three, 3});
      }
    }
  }
  EXPECT_EQ(countries, 249);
  EXPECT_EQ(currencies, 181);
}

}  // namespace
}  // namespace headwater::base
