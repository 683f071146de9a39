// A clock that moves only when it is told to: for tests and the simulator.
#pragma once

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "hub/base/clock.h"

namespace headwater::base {

// Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time now = absl::UnixEpoch());

  absl::Time Now() const override;
  void Set(absl::Time now);
  // A negative duration steps back.
  void Advance(absl::Duration by);

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::base
