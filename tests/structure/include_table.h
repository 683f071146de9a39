// Who may include whom: the table of the design, as data, and its check. Pure: it
// works on (path, text) pairs, so that the test can also hand it sins.
#pragma once

#include <string>
#include <vector>

#include <vector>
#include "absl/strings/string_view.h"

namespace headwater::structure {

struct Source {
  std::string path;  // from the project's root: "hub/ordering/order_handler.cc"
  std::string text;
};

// The room that a path belongs to: "base", "ordering", "adapters/csv", "sim", "main"
// for what stands directly in hub/ and hub/cli, "api" for generated headers; empty for
// what is not ours.
std::string RoomOf(absl::string_view path);

// One sentence for each include that the table does not allow, each use of what only
// one place may use, and each circle of rooms.
std::vector<std::string> CheckIncludes(const std::vector<Source>& sources);

}  // namespace headwater::structure
