// What holds for despatches, as functions of values alone.
#pragma once

#include "absl/time/time.h"

namespace headwater::delivery {

// How long before the goods leave an advice of them may be sent. There is an end to it
// because nothing of a shipment can be received long before it left, and no advice is ever
// changed: with a wrong year in it, its goods would be under way for as long.
inline constexpr absl::Duration kDespatchAheadMax = absl::Hours(7 * 24);

// How long before the stated despatch goods may arrive all the same. A sender that took its
// local time for UTC is wrong by up to 14 hours, and a plan by some; neither may keep goods
// on the dock. A wrong day or year is further off.
inline constexpr absl::Duration kArrivalAheadMax = absl::Hours(24);

}  // namespace headwater::delivery
