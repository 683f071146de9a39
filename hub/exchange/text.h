// Texts as partners send them: looked through once, and shown back to them safely.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headwater::exchange {

// What stands in a text.
struct TextScan {
  enum class Fault { kNone, kNotUtf8, kControl };

  size_t characters = 0;  // Unicode code points, up to the end or to bytes that are not UTF-8
  Fault fault = Fault::kNone;
  size_t fault_at = 0;  // the character at fault, counted from 1
};

// One pass; allocates nothing. Control characters are those of Unicode's category
// Cc: U+0000 to U+001F and U+007F to U+009F.
TextScan ScanText(std::string_view text);

// At most this many characters of an offending value are told back.
inline constexpr size_t kShownCharacters = 60;

// The text in quotes for a message: cut to so many characters, with control
// characters and bytes that are not UTF-8 as \xNN. Always valid UTF-8.
std::string Shown(std::string_view text, size_t characters_max = kShownCharacters);

}  // namespace headwater::exchange
