// Options that the commands share which show lists.
#pragma once

#include <cstdint>
#include <string>

#include "hub/cli/client_options.h"

namespace headwater::cli {

inline constexpr int64_t kLimitDefault = 50;
inline constexpr int64_t kLimitMax = 1'000'000;

// --limit: 1 to kLimitMax rows. `limit` must live as long as `command`.
CLI::Option* AddLimit(CLI::App& command, int64_t& limit,
                      const std::string& description = "At most so many");

// No option that the command has so far takes an empty text, as an unset variable of a shell
// leaves it: a filter that is empty would be none.
void RefuseEmpty(CLI::App& command);

}  // namespace headwater::cli
