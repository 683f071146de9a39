// The hub's refusals, told in terms of the file.
#pragma once

#include <string_view>
#include <vector>

#include "adapters/format/issue.h"
#include "adapters/format/position_map.h"
#include "headwater/v1/errors.pb.h"

namespace headwater::format {

// One issue for each violation; where there are none, one for the whole document with
// `message`.
std::vector<Issue> IssuesFrom(const v1::ErrorDetail& detail, std::string_view message,
                              const PositionMap& positions);

}  // namespace headwater::format
