// The hubs that clients may ask: some go, others come.
#pragma once

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace headwater::test {

// Thread-safe.
class HubRing {
 public:
  void Add(const std::string& target) {
    absl::MutexLock lock(&mutex_);
    targets_.push_back(target);
  }
  void Remove(const std::string& target) {
    absl::MutexLock lock(&mutex_);
    std::erase(targets_, target);
  }
  // The `turn`-th of those that are there now. There is always one.
  std::string At(size_t turn) const {
    absl::MutexLock lock(&mutex_);
    return targets_[turn % targets_.size()];
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<std::string> targets_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::test
