// What holds for despatches, as functions of values alone.
#pragma once

#include "absl/time/time.h"

namespace headwater::delivery {

// How long before the goods leave an advice of them may be sent. There is an end to it
// because nothing of a shipment can be received long before it left, and no advice is ever
// changed: with a wrong year in it, its goods would be under way for as long.
inline constexpr absl::Duration kDespatchAheadMax = absl::Hours(7 * 24);

// How long before the stated despatch goods may have arrived all the same: what left earlier
// than its advice said, at most so far ahead, and a sender that took its local time for UTC,
// may not keep goods on the dock. A wrong month or year is further off.
inline constexpr absl::Duration kArrivalAheadMax = absl::Hours(8 * 24);

}  // namespace headwater::delivery
