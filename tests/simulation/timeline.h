// Virtual time: what is to happen, and when. Nothing happens at the same moment, and nobody
// waits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "absl/time/time.h"

namespace headwater::simulation {

// Not thread-safe.
class Timeline {
 public:
  using Action = std::function<void()>;

  explicit Timeline(absl::Time begin) : now_(begin) {}

  absl::Time now() const { return now_; }
  // What is set for one moment happens in the order in which it was set.
  void After(absl::Duration delay, Action action) {
    due_.emplace(std::pair(now_ + delay, ++order_), std::move(action));
  }
  // When the next thing happens; InfiniteFuture when nothing will.
  absl::Time next() const {
    return due_.empty() ? absl::InfiniteFuture() : due_.begin()->first.first;
  }
  // Goes on to the next thing and does it. Needs one.
  void Step() {
    const auto first = due_.begin();
    now_ = first->first.first;
    const Action action = std::move(first->second);
    due_.erase(first);
    action();
  }

 private:
  absl::Time now_;
  int64_t order_ = 0;
  std::map<std::pair<absl::Time, int64_t>, Action> due_;
};

}  // namespace headwater::simulation
