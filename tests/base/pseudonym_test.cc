#include "hub/base/pseudonym.h"

#include <gtest/gtest.h>

#include "hub/base/hmac.h"

namespace headwater::base {
namespace {

TEST(PseudonymTest, IsOf32To64LowerCaseHexadecimalDigits) {
  EXPECT_TRUE(IsPseudonym("0123456789abcdef0123456789abcdef"));
  EXPECT_TRUE(IsPseudonym(std::string(64, 'f')));
  for (const std::string text :
       {"", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF",
        "0123456789abcdef0123456789abcdeg", "Jane Doe, Bonn 53", "jane@example.com",
        "4111111111111111", "6304000000000000018"}) {
    EXPECT_FALSE(IsPseudonym(text)) << text;
  }
  EXPECT_FALSE(IsPseudonym(std::string(65, 'f')));
}

TEST(PseudonymTest, IsMadeOfKeyAndCustomer) {
  const std::string key = "a key of 32 bytes, more or less.";
  const std::string made = PseudonymOf(key, "17850");
  EXPECT_TRUE(IsPseudonym(made));
  EXPECT_EQ(made, HmacSha256Hex(key, "17850").substr(0, 32));
  EXPECT_NE(made, PseudonymOf(key, "17851"));
  EXPECT_NE(made, PseudonymOf("another " + key, "17850"));
}

}  // namespace
}  // namespace headwater::base
