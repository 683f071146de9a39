// Debian's Abseil has a string_view of its own, which neither takes nor gives a
// std::string_view. We say std::string_view everywhere and convert where an absl
// function wants its own:
//
//   return absl::NotFoundError(absl::StrCat("no statement ", AbslView(sql.name)));
#pragma once

#include <string_view>

#include "absl/strings/string_view.h"

namespace headwater::base {

constexpr absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }

constexpr std::string_view StdView(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace headwater::base
