#include "hub/watch/histogram.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace headwater::watch {
namespace {

using testing::ElementsAre;

constexpr std::array<int64_t, 3> kBounds = {10, 20, 30};

TEST(HistogramTest, ABoundIsIncluded) {
  Histogram histogram(kBounds);
  for (const int64_t value : {0, 10, 11, 20, 30, 31, 1000}) histogram.Add(value);
  const Histogram::Counts counts = histogram.Read();
  EXPECT_THAT(counts.up_to, ElementsAre(2, 4, 5));
  EXPECT_EQ(counts.all, 7u);
  EXPECT_EQ(counts.sum, 1102);
}

TEST(HistogramTest, BoundsOfAllHistogramsRise) {
  EXPECT_TRUE(std::is_sorted(kTimeBounds.begin(), kTimeBounds.end(), std::less_equal<>()));
  EXPECT_TRUE(std::is_sorted(kCountBounds.begin(), kCountBounds.end(), std::less_equal<>()));
  EXPECT_LE(kTimeBounds.size(), Histogram::kBoundsMax);
}

TEST(HistogramTest, NothingIsLostBetweenThreads) {
  constexpr int kThreads = 4;
  constexpr int kValues = 10'000;
  Histogram histogram(kBounds);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&histogram] {
      for (int value = 0; value < kValues; ++value) histogram.Add(value % 40);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Histogram::Counts counts = histogram.Read();
  EXPECT_EQ(counts.all, uint64_t{kThreads} * kValues);
  EXPECT_EQ(counts.sum, int64_t{kThreads} * (kValues / 40) * (39 * 40 / 2));
}

}  // namespace
}  // namespace headwater::watch
