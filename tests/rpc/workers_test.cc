#include "hub/rpc/workers.h"

#include <atomic>

#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"
#include "rpc/gate.h"

namespace headwater::rpc {
namespace {

TEST(Workers, RunWhatWaitsBeforeTheyEnd) {
  std::atomic<int> ran{0};
  {
    Workers workers(2, 100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(workers.Post([&ran] { ++ran; }));
  }
  EXPECT_EQ(ran, 100);
}

TEST(Workers, TakeAsManyAsMayWaitAndNotOneMore) {
  Gate gate;
  gate.Close();
  std::atomic<int> ran{0};
  {
    Workers workers(1, 3);
    ASSERT_TRUE(workers.Post([&] { gate.Pass(); }));
    ASSERT_TRUE(gate.AwaitCome(1));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(workers.Post([&ran] { ++ran; }));
    EXPECT_FALSE(workers.Post([&ran] { ran += 100; }));
    gate.Open();
  }
  EXPECT_EQ(ran, 3);
}

TEST(Workers, ATaskMayPostAnother) {
  Workers workers(1, 1);
  absl::Notification done;
  ASSERT_TRUE(workers.Post([&] { ASSERT_TRUE(workers.Post([&done] { done.Notify(); })); }));
  EXPECT_TRUE(done.WaitForNotificationWithTimeout(absl::Seconds(10)));
}

}  // namespace
}  // namespace headwater::rpc
