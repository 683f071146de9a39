// When to try again, and how to wait for it.
#pragma once

#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "hub/base/random.h"

namespace headwater::client {

// Waits. Injected, so that a test or a simulation passes hours in no time.
class Sleeper {
 public:
  virtual ~Sleeper() = default;
  // False when it was interrupted, before or during the wait.
  virtual bool Sleep(absl::Duration duration) = 0;
  // Ends the present and every later Sleep at once, until Reset.
  virtual void Interrupt() = 0;
  virtual void Reset() = 0;
};

// Real time. Thread-safe.
class SystemSleeper final : public Sleeper {
 public:
  bool Sleep(absl::Duration duration) override;
  void Interrupt() override;
  void Reset() override;

 private:
  absl::Mutex mutex_;
  bool interrupted_ ABSL_GUARDED_BY(mutex_) = false;
};

// Doubles from `initial` to `highest`; each wait is drawn from the upper half of
// that, so that callers who were cut off together do not come back together.
struct RetryPolicy {
  absl::Duration initial = absl::Milliseconds(100);
  absl::Duration highest = absl::Seconds(30);
  // Attempts in a row without any progress, the first included; 0: for ever, until
  // the Sleeper is interrupted.
  int attempts_max = 10;
  // Of one unary call, and of the wait for the next answer on a stream.
  absl::Duration attempt_timeout = absl::Seconds(30);
};

// One run of failures. Not thread-safe.
class Backoff {
 public:
  // Both must outlive it.
  Backoff(const RetryPolicy& policy, base::Random& random) : policy_(policy), random_(random) {}

  // Counts a failed attempt and says how long to wait before the next, at least what
  // the hub asked for; nullopt when there is to be none.
  std::optional<absl::Duration> Next(std::optional<absl::Duration> asked = std::nullopt);

  // After progress.
  void Reset() { failures_ = 0; }
  int failures() const { return failures_; }

 private:
  const RetryPolicy& policy_;
  base::Random& random_;
  int failures_ = 0;
};

}  // namespace headwater::client
