#include "hub/base/pseudonym.h"

#include <algorithm>

#include "hub/base/hmac.h"

namespace headwater::base {
namespace {

// Half an MD5 and a whole SHA-256.
constexpr size_t kDigitsMin = 16;
constexpr size_t kDigitsMax = 64;
constexpr size_t kDigitsMade = 32;

}  // namespace

bool IsPseudonym(std::string_view text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  return text.size() >= kDigitsMin && text.size() <= kDigitsMax &&
         std::all_of(text.begin(), text.end(), is_hex);
}

std::string PseudonymOf(std::string_view key, std::string_view customer) {
  std::string digits = HmacSha256Hex(key, customer);
  digits.resize(kDigitsMade);
  return digits;
}

}  // namespace headwater::base
