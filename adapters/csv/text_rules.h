// What the contract says of a text, checked where the text was typed: the rules that
// stand at the field (rules.proto), so that a wrong cell is shown in its place and not
// first at the hub.
#pragma once

#include <optional>
#include <string_view>

#include "adapters/format/issue.h"
#include "headwater/v1/rules.pb.h"

namespace headwater::csv {

// The first rule of `rules` that a text which is not empty breaks, format, length and
// characters; nullopt when it is good.
std::optional<format::Fault> CheckText(std::string_view text, const v1::FieldRules& rules);

}  // namespace headwater::csv
