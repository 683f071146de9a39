#include "hub/base/check.h"

#include <gtest/gtest.h>

namespace headwater::base {
namespace {

TEST(Check, PassesWithoutEvaluatingTheMessage) {
  int evaluated = 0;
  HW_CHECK(true) << ++evaluated;
  EXPECT_EQ(evaluated, 0);
}

TEST(CheckDeathTest, AbortsWithPlaceConditionAndMessage) {
  EXPECT_DEATH(HW_CHECK(1 + 1 == 3) << "sum is " << 2,
               "check_test.cc:[0-9]+: check failed: 1 \\+ 1 == 3 sum is 2");
}

TEST(Check, FitsUnderAnIfWithoutBraces) {
  bool other = false;
  if (false)
    HW_CHECK(false);
  else
    other = true;
  EXPECT_TRUE(other);
}

}  // namespace
}  // namespace headwater::base
