#include "hub/base/clock.h"

#include "absl/time/clock.h"

namespace headwater::base {

absl::Time SystemClock::Now() const { return absl::Now(); }

}  // namespace headwater::base
