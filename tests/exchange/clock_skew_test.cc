#include "hub/exchange/clock_skew.h"

#include <gtest/gtest.h>

#include "support/documents.h"

namespace headwater::exchange {
namespace {

TEST(ClockSkew, TheLimitAndOnePastIt) {
  const absl::Time commit = test::TestStart();
  EXPECT_FALSE(IsInFuture(commit, commit));
  EXPECT_FALSE(IsInFuture(commit + kClockSkewMax, commit));
  EXPECT_TRUE(IsInFuture(commit + kClockSkewMax + absl::Microseconds(1), commit));
}

}  // namespace
}  // namespace headwater::exchange
