// A Sleeper that remembers and does not wait.
#pragma once

#include <vector>

#include "adapters/client/retry.h"

namespace headwater::client {

class FakeSleeper final : public Sleeper {
 public:
  bool Sleep(absl::Duration duration) override {
    absl::MutexLock lock(&mutex_);
    if (interrupted_) return false;
    slept_.push_back(duration);
    return true;
  }
  void Interrupt() override {
    absl::MutexLock lock(&mutex_);
    interrupted_ = true;
  }
  void Reset() override {
    absl::MutexLock lock(&mutex_);
    interrupted_ = false;
  }
  std::vector<absl::Duration> slept() {
    absl::MutexLock lock(&mutex_);
    return slept_;
  }

 private:
  absl::Mutex mutex_;
  bool interrupted_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<absl::Duration> slept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::client
