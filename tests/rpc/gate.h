// Holds threads of the hub where a test wants them.
#pragma once

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "hub/exchange/handler.h"

namespace headwater::rpc {

// Thread-safe. Open at first.
class Gate {
 public:
  void Close() { Set(false); }
  void Open() { Set(true); }

  // Waits until the gate is open.
  void Pass() {
    absl::MutexLock lock(&mutex_);
    ++come_;
    mutex_.Await(absl::Condition(&open_));
  }

  // How many have come to the gate, so far.
  int come() const {
    absl::MutexLock lock(&mutex_);
    return come_;
  }
  // False if fewer than `count` came within ten seconds.
  bool AwaitCome(int count) const {
    absl::MutexLock lock(&mutex_);
    const auto enough = [this, count]()
                            ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return come_ >= count; };
    return mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(10));
  }

 private:
  void Set(bool open) {
    absl::MutexLock lock(&mutex_);
    open_ = open;
  }

  mutable absl::Mutex mutex_;
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
  int come_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Takes every document, once the gate lets it.
class GatedHandler final : public exchange::DocumentHandler {
 public:
  explicit GatedHandler(Gate& gate) : gate_(gate) {}
  absl::Status Apply(const exchange::Submission&, store::Transaction&,
                     exchange::Outcome&) override {
    gate_.Pass();
    return absl::OkStatus();
  }

 private:
  Gate& gate_;
};

}  // namespace headwater::rpc
