#include "hub/exchange/text.h"

#include <cstdint>

#include "absl/strings/str_format.h"

namespace headwater::exchange {
namespace {

bool IsControl(uint32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }

struct Character {
  uint32_t code = 0;
  size_t size = 0;  // 0: no character of UTF-8 begins here
};

// RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF.
Character Decode(std::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return {};
  uint32_t code = lead & (0xffu >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3fu);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {};
  return {code, size};
}

}  // namespace

TextScan ScanText(std::string_view text) {
  TextScan scan;
  while (!text.empty()) {
    const Character character = Decode(text);
    if (character.size == 0) {
      scan.fault = TextScan::Fault::kNotUtf8;
      scan.fault_at = scan.characters + 1;
      return scan;
    }
    ++scan.characters;
    if (scan.fault == TextScan::Fault::kNone && IsControl(character.code)) {
      scan.fault = TextScan::Fault::kControl;
      scan.fault_at = scan.characters;
    }
    text.remove_prefix(character.size);
  }
  return scan;
}

std::string Shown(std::string_view text, size_t characters_max) {
  std::string shown = "\"";
  for (size_t characters = 0; !text.empty(); ++characters) {
    if (characters == characters_max) {
      shown.append("...");
      break;
    }
    const Character character = Decode(text);
    const size_t size = character.size == 0 ? 1 : character.size;
    if (character.size == 0 || IsControl(character.code)) {
      for (const char c : text.substr(0, size)) {
        absl::StrAppendFormat(&shown, "\\x%02x", static_cast<uint8_t>(c));
      }
    } else {
      shown.append(text.substr(0, size));
    }
    text.remove_prefix(size);
  }
  shown.push_back('"');
  return shown;
}

}  // namespace headwater::exchange
