// Files that appear whole or not at all, and never replace another.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace headwater::rpc {

// ALREADY_EXISTS if there is a file of that name. Synced when this returns OK.
absl::Status WriteNewFile(const std::string& path, std::string_view content, mode_t mode);

}  // namespace headwater::rpc
