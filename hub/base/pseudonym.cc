#include "hub/base/pseudonym.h"

#include <algorithm>

#include "hub/base/hmac.h"

namespace headwater::base {
namespace {

// 128 bits and a whole SHA-256. No number that people bear is as long as the shorter: a
// card's has 19 digits, an account's (IBAN) 34 characters with letters that are not here.
constexpr size_t kDigitsMin = 32;
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
