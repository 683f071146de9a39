// GS1 identification keys, as strong types that do not mix. Each wraps the number
// that its digits make (the widest, an SSCC, has 18 and fits an int64_t), which is
// also how the store keeps it.
//
// Source: GS1 General Specifications, section 7.9 (check digit) and the key formats
// of section 3: the last digit is the mod-10 check digit over weights 3, 1, 3, ...
// from the right.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace headwater::base {

// What is wrong with a key, the first fault of: empty, characters, length, check
// digit.
enum class KeyFault { kNone, kEmpty, kCharacters, kLength, kCheckDigit };

// Allocate nothing. A GTIN has 8, 12, 13 or 14 digits, a GLN 13, an SSCC 18; no
// blanks, hyphens or signs.
KeyFault CheckGtin(std::string_view text);
KeyFault CheckGln(std::string_view text);
KeyFault CheckSscc(std::string_view text);

// The check digit, '0' to '9', that belongs after `digits`. `digits` holds
// digits only.
char Gs1CheckDigit(std::string_view digits);

namespace internal {

enum class KeyKind { kGtin, kGln, kSscc };
absl::StatusOr<int64_t> ParseKey(KeyKind kind, std::string_view text);
std::string KeyToString(KeyKind kind, int64_t value);

template <KeyKind kKind>
class Key {
 public:
  constexpr Key() = default;
  // From a number that has been checked before, such as one out of the store.
  explicit constexpr Key(int64_t value) : value_(value) {}

  // INVALID_ARGUMENT says what is wrong and how to mend it. Two texts of one GTIN
  // that differ in leading zeros only (GTIN-12 and GTIN-14) give the same key.
  static absl::StatusOr<Key> Parse(std::string_view text) {
    auto value = ParseKey(kKind, text);
    if (!value.ok()) return std::move(value).status();
    return Key(*value);
  }

  constexpr int64_t value() const { return value_; }
  // With leading zeros: a GTIN has 14 digits, a GLN 13, an SSCC 18.
  std::string ToString() const { return KeyToString(kKind, value_); }

  friend constexpr auto operator<=>(const Key&, const Key&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const Key& key) {
    return H::combine(std::move(state), key.value_);
  }

 private:
  int64_t value_ = 0;
};

}  // namespace internal

// Global Trade Item Number: what is traded, one per pack level. 0 is no GTIN.
using Gtin = internal::Key<internal::KeyKind::kGtin>;
// Global Location Number: a party or a place. 0 is no GLN.
using Gln = internal::Key<internal::KeyKind::kGln>;
// Serial Shipping Container Code: one logistic unit. 0 is no SSCC.
using Sscc = internal::Key<internal::KeyKind::kSscc>;

}  // namespace headwater::base
