// A hub under half of its load for an hour: whether its memory stays flat, and what its files
// are made of.
#pragma once

#include <ostream>
#include <string>

#include "absl/status/statusor.h"
#include "bench/place.h"

namespace headwater::bench {

struct SoakOptions {
  int minutes = 60;
  // Orders a second. 0: half of what the hub takes at 64 in flight beside the same subscribers,
  // sales and reads, measured before the first minute.
  double orders_per_second = 0;
};

// Prints a line a minute, then the closing tables. False when memory grew by more than
// kGrowthMax. FAILED_PRECONDITION when the disk has no room for the run. The error of the
// first call, stream or document that failed: with half a load there is none.
absl::StatusOr<bool> Soak(Place& place, const SoakOptions& options, std::ostream& out);

}  // namespace headwater::bench
