#include "hub/base/clock.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "hub/base/manual_clock.h"

namespace headwater::base {
namespace {

TEST(SystemClock, TellsTheTime) {
  const absl::Time before = absl::Now();
  const absl::Time now = SystemClock().Now();
  EXPECT_GE(now, before);
  EXPECT_LE(now, absl::Now());
}

TEST(ManualClock, MovesOnlyWhenTold) {
  ManualClock clock(absl::FromUnixSeconds(1000));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(1000));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(1000));
  clock.Advance(absl::Milliseconds(1500));
  EXPECT_EQ(clock.Now(), absl::FromUnixMillis(1'001'500));
  clock.Advance(-absl::Seconds(2));
  EXPECT_EQ(clock.Now(), absl::FromUnixMillis(999'500));
  clock.Set(absl::UnixEpoch());
  EXPECT_EQ(clock.Now(), absl::UnixEpoch());
}

}  // namespace
}  // namespace headwater::base
