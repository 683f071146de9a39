// The floor under every durable answer: one write that the disk confirms.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "bench/latencies.h"

namespace headwater::bench {

// Overwrites 4 KB of a file that keeps its size and calls fdatasync, one after the
// other: what a log that is used again costs at the least.
absl::StatusOr<Measurement> MeasureSync(const std::string& path);

}  // namespace headwater::bench
