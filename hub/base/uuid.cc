#include "hub/base/uuid.h"

#include <array>
#include <cstdint>

#include "hub/base/sha256.h"

namespace headwater::base {
namespace {

constexpr size_t kTextSize = 36;

constexpr bool IsHyphenAt(size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

std::string Text(std::array<uint8_t, 16> bytes, uint8_t version) {
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3f) | 0x80);  // the variant of RFC 9562
  constexpr char kHex[] = "0123456789abcdef";
  std::string text(kTextSize, '-');
  size_t at = 0;
  for (const uint8_t byte : bytes) {
    if (IsHyphenAt(at)) ++at;
    text[at++] = kHex[byte >> 4];
    text[at++] = kHex[byte & 0x0f];
  }
  return text;
}

}  // namespace

std::string NewUuid(Random& random) {
  std::array<uint8_t, 16> bytes;
  for (size_t half = 0; half < bytes.size(); half += 8) {
    uint64_t bits = random.Next();
    for (size_t i = 0; i < 8; ++i, bits >>= 8) bytes[half + i] = static_cast<uint8_t>(bits);
  }
  return Text(bytes, 4);
}

std::string NameUuid(std::string_view name) {
  const std::string digest = Sha256Of(name);
  std::array<uint8_t, 16> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<uint8_t>(digest[i]);
  return Text(bytes, 8);
}

bool IsUuid(std::string_view text) {
  if (text.size() != kTextSize) return false;
  for (size_t i = 0; i < kTextSize; ++i) {
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (IsHyphenAt(i) ? c != '-' : !hex) return false;
  }
  return true;
}

}  // namespace headwater::base
