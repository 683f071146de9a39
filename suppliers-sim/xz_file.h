// Reads a file that xz packed.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace headwater::sim {

// The whole content. NOT_FOUND when the file cannot be read, DATA_LOSS when it is no
// whole xz file, RESOURCE_EXHAUSTED past 256 MiB.
absl::StatusOr<std::string> ReadXzFile(const std::string& path);

}  // namespace headwater::sim
