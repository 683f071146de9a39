// Counts values by size while others read: what a measured path can afford.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

namespace headwater::watch {

// Upper bounds, each included.
inline constexpr std::array<int64_t, 18> kTimeBounds = {  // nanoseconds
    50'000,      100'000,      250'000,       500'000,       1'000'000,      2'500'000,
    5'000'000,   10'000'000,   25'000'000,    50'000'000,    100'000'000,    250'000'000,
    500'000'000, 1000'000'000, 2'500'000'000, 5'000'000'000, 10'000'000'000, 30'000'000'000};
inline constexpr std::array<int64_t, 10> kCountBounds = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512};

// Thread-safe. Two relaxed additions a value.
class Histogram {
 public:
  static constexpr size_t kBoundsMax = 18;

  // `bounds` rise, are at most kBoundsMax and outlive this.
  explicit Histogram(std::span<const int64_t> bounds) : bounds_(bounds) {}

  void Add(int64_t value) {
    const auto bound = std::lower_bound(bounds_.begin(), bounds_.end(), value);
    const size_t bucket = static_cast<size_t>(std::distance(bounds_.begin(), bound));
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    sum_.fetch_add(value, std::memory_order_relaxed);
  }

  struct Counts {
    std::span<const int64_t> bounds;
    std::vector<uint64_t> up_to;  // values of at most each bound
    uint64_t all = 0;
    int64_t sum = 0;
  };
  // Values that are added meanwhile are in it or not.
  Counts Read() const {
    Counts counts{.bounds = bounds_, .up_to = {}};
    counts.up_to.reserve(bounds_.size());
    for (size_t i = 0; i < bounds_.size(); ++i) {
      counts.all += buckets_[i].load(std::memory_order_relaxed);
      counts.up_to.push_back(counts.all);
    }
    counts.all += buckets_[bounds_.size()].load(std::memory_order_relaxed);
    counts.sum = sum_.load(std::memory_order_relaxed);
    return counts;
  }

 private:
  const std::span<const int64_t> bounds_;
  std::array<std::atomic<uint64_t>, kBoundsMax + 1> buckets_ = {};
  std::atomic<int64_t> sum_ = 0;
};

}  // namespace headwater::watch
