#include "hub/base/uuid.h"

#include <algorithm>
#include <cstdint>

#include "hub/base/sha256.h"

namespace headwater::base {
namespace {

constexpr size_t kTextSize = 36;

constexpr bool IsHyphenAt(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

// -1 for what is no lower-case hexadecimal digit.
constexpr int DigitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string Text(const UuidBytes& bytes) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text(kTextSize, '-');
  size_t at = 0;
  for (const char c : bytes) {
    if (IsHyphenAt(at)) ++at;
    const auto byte = static_cast<uint8_t>(c);
    text[at++] = kHex[byte >> 4];
    text[at++] = kHex[byte & 0x0f];
  }
  return text;
}

std::string Text(UuidBytes bytes, int version) {
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // the variant of RFC 9562
  return Text(bytes);
}

}  // namespace

std::string NewUuid(Random& random) {
  UuidBytes bytes;
  for (size_t half = 0; half < bytes.size(); half += 8) {
    uint64_t bits = random.Next();
    for (size_t i = 0; i < 8; ++i, bits >>= 8) bytes[half + i] = static_cast<char>(bits);
  }
  return Text(bytes, 4);
}

std::string NameUuid(std::string_view name) {
  const std::string digest = Sha256Of(name);
  UuidBytes bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Text(bytes, 8);
}

bool IsUuid(std::string_view text) { return ParseUuid(text).has_value(); }

std::optional<UuidBytes> ParseUuid(std::string_view text) {
  if (text.size() != kTextSize) return std::nullopt;
  UuidBytes bytes;
  size_t at = 0;
  for (char& byte : bytes) {
    if (IsHyphenAt(at) && text[at++] != '-') return std::nullopt;
    const int high = DigitOf(text[at++]);
    const int low = DigitOf(text[at++]);
    if (high < 0 || low < 0) return std::nullopt;
    byte = static_cast<char>(high << 4 | low);
  }
  return bytes;
}

std::optional<std::string> FormatUuid(std::string_view bytes) {
  UuidBytes uuid;
  if (bytes.size() != uuid.size()) return std::nullopt;
  std::copy_n(bytes.begin(), uuid.size(), uuid.begin());
  return Text(uuid);
}

}  // namespace headwater::base
