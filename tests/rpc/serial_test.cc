#include "hub/rpc/serial.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace headwater::rpc {
namespace {

TEST(Serial, OneSignalIsOneStep) {
  Serial serial;
  int steps = 0;
  ASSERT_TRUE(serial.Signal());
  EXPECT_FALSE(serial.RunOnce([&] { ++steps; }));
  EXPECT_EQ(steps, 1);
}

TEST(Serial, ASignalDuringAStepAsksForAnother) {
  Serial serial;
  ASSERT_TRUE(serial.Signal());
  EXPECT_TRUE(serial.RunOnce([&] { EXPECT_FALSE(serial.Signal()); }));
  EXPECT_FALSE(serial.RunOnce([] {}));
  EXPECT_TRUE(serial.Signal()) << "at rest again";
}

TEST(Serial, SignalsBeforeAStepAreOne) {
  Serial serial;
  ASSERT_TRUE(serial.Signal());
  EXPECT_FALSE(serial.Signal());
  EXPECT_FALSE(serial.Signal());
  EXPECT_FALSE(serial.RunOnce([] {}));
}

TEST(Serial, ManyThreadsNeverMeetAndNoSignalIsLost) {
  constexpr int kThreads = 4;
  constexpr int kSignals = 20'000;
  Serial serial;
  std::atomic<int> posted{0};
  std::atomic<int> inside{0};
  int seen = 0;  // the steps' own
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kSignals; ++i) {
        posted.fetch_add(1);
        if (!serial.Signal()) continue;
        while (serial.RunOnce([&] {
          ASSERT_EQ(inside.fetch_add(1), 0);
          seen = posted.load();
          inside.fetch_sub(1);
        })) {
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(seen, kThreads * kSignals);
}

}  // namespace
}  // namespace headwater::rpc
