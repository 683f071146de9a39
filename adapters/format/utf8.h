// Whether bytes are text.
#pragma once

#include <string_view>

namespace headwater::format {

// True for well-formed UTF-8: no byte out of place, nothing longer than needed, no
// surrogates, nothing past U+10FFFF. A Protobuf string must be.
bool IsValidUtf8(std::string_view text);

}  // namespace headwater::format
