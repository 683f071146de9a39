// When an instant that a document names counts as one that has not come yet.
#pragma once

#include "absl/time/time.h"

namespace headwater::exchange {

// How far a sender's clock may be ahead of the hub's, or of another sender's, before its
// "now" is the future.
inline constexpr absl::Duration kClockSkewMax = absl::Minutes(10);

// Whether an instant that a document of `commit_time` names has not come yet
// (PERIOD_IN_FUTURE).
inline bool IsInFuture(absl::Time instant, absl::Time commit_time) {
  return instant > commit_time + kClockSkewMax;
}

}  // namespace headwater::exchange
