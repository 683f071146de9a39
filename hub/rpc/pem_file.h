#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace headwater::rpc {

// The whole file. NOT_FOUND or FAILED_PRECONDITION with its path and the cause; a
// PEM file is never larger than 1 MiB.
absl::StatusOr<std::string> ReadPemFile(const std::string& path);

}  // namespace headwater::rpc
