#include "hub/exchange/feed_wakes.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "support/keys.h"

namespace headwater::test {
namespace {

using exchange::FeedWakes;

TEST(FeedWakes, WakesOnceWhenTheFeedGrows) {
  FeedWakes wakes;
  int woken = 0;
  ASSERT_TRUE(wakes.Await(Supplier(), 0, [&woken] { ++woken; }));
  wakes.Publish(Supplier(2), 1);
  EXPECT_EQ(woken, 0);
  wakes.Publish(Supplier(), 1);
  wakes.Publish(Supplier(), 2);
  EXPECT_EQ(woken, 1);
}

TEST(FeedWakes, DoesNotLetOneWaitForWhatIsThere) {
  FeedWakes wakes;
  wakes.Publish(Supplier(), 5);
  EXPECT_FALSE(wakes.Await(Supplier(), 4, [] { FAIL(); }));
  EXPECT_TRUE(wakes.Await(Supplier(), 5, [] {}));
}

TEST(FeedWakes, WhatIsStagedIsToldOnPublishAlone) {
  FeedWakes wakes;
  int woken = 0;
  ASSERT_TRUE(wakes.Await(Supplier(), 0, [&woken] { ++woken; }));
  wakes.Stage(Supplier(), 1);
  wakes.Stage(Supplier(), 2);
  EXPECT_EQ(woken, 0);
  EXPECT_TRUE(wakes.Await(Supplier(), 0, [&woken] { ++woken; }));
  wakes.Publish();
  EXPECT_EQ(woken, 2);
  EXPECT_FALSE(wakes.Await(Supplier(), 1, [] {}));
}

TEST(FeedWakes, WhatWasStagedInVainIsForgotten) {
  FeedWakes wakes;
  wakes.Stage(Supplier(), 1);
  wakes.Unstage();
  wakes.Stage(Supplier(2), 1);
  wakes.Publish();
  EXPECT_TRUE(wakes.Await(Supplier(), 0, [] { FAIL(); }));
  EXPECT_FALSE(wakes.Await(Supplier(2), 0, [] {}));
}

TEST(FeedWakes, AFeedThatWentBackIsWaitedFor) {
  FeedWakes wakes;
  int woken = 0;
  ASSERT_TRUE(wakes.Await(Supplier(), 7, [&woken] { ++woken; }));
  wakes.Publish(Supplier(2), 9);
  wakes.Forget();
  wakes.Publish(Supplier(2), 5);
  EXPECT_TRUE(wakes.Await(Supplier(2), 5, [&woken] { ++woken; }));
  EXPECT_EQ(woken, 0);
  wakes.Publish(Supplier(), 8);
  wakes.Publish(Supplier(2), 6);
  EXPECT_EQ(woken, 2);
}

TEST(FeedWakes, ACancelledOneIsNotCalled) {
  FeedWakes wakes;
  const auto dropped = wakes.Await(Supplier(), 0, [] { FAIL(); });
  int woken = 0;
  const auto kept = wakes.Await(Supplier(), 0, [&woken] { ++woken; });
  EXPECT_TRUE(wakes.Cancel(*dropped));
  EXPECT_FALSE(wakes.Cancel(*dropped));
  wakes.Publish(Supplier(), 1);
  EXPECT_EQ(woken, 1);
  EXPECT_FALSE(wakes.Cancel(*kept));
}

// One thread lets the head grow, another reads it and waits where it has read all,
// as a subscriber does: a lost wake-up would stop it for ever.
TEST(FeedWakes, NoneIsLost) {
  constexpr int64_t kEnd = 20'000;
  FeedWakes wakes;
  std::atomic<int64_t> head = 0;
  std::thread writer([&] {
    for (int64_t i = 1; i <= kEnd; ++i) {
      head = i;
      wakes.Publish(Supplier(), i);
    }
  });
  int64_t seen = 0;
  int64_t waits = 0;
  while (seen < kEnd) {
    seen = head;
    std::atomic<bool> woken = false;
    if (seen < kEnd && wakes.Await(Supplier(), seen, [&woken] {
          woken = true;
          woken.notify_one();
        })) {
      ++waits;
      woken.wait(false);
    }
  }
  writer.join();
  std::cout << waits << " waits\n";
}

}  // namespace
}  // namespace headwater::test
