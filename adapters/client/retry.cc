#include "adapters/client/retry.h"

#include <algorithm>

namespace headwater::client {

bool SystemSleeper::Sleep(absl::Duration duration) {
  absl::MutexLock lock(&mutex_);
  return !mutex_.AwaitWithTimeout(absl::Condition(&interrupted_), duration);
}

void SystemSleeper::Interrupt() {
  absl::MutexLock lock(&mutex_);
  interrupted_ = true;
}

void SystemSleeper::Reset() {
  absl::MutexLock lock(&mutex_);
  interrupted_ = false;
}

std::optional<absl::Duration> Backoff::Next(std::optional<absl::Duration> asked) {
  ++failures_;
  if (policy_.attempts_max > 0 && failures_ >= policy_.attempts_max) return std::nullopt;
  absl::Duration top = std::min(policy_.initial, policy_.highest);
  for (int i = 1; i < failures_ && top < policy_.highest; ++i) {
    top = std::min(top * 2, policy_.highest);
  }
  const int64_t nanos = absl::ToInt64Nanoseconds(top);
  absl::Duration wait = absl::Nanoseconds(random_.Between(nanos / 2, nanos));
  if (asked.has_value()) wait = std::max(wait, *asked);
  return wait;
}

}  // namespace headwater::client
