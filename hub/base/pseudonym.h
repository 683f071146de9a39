// What stands for a customer in documents: the same for all that one customer does, and
// nobody without the key can tell who it is, not even by trying all numbers.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headwater::base {

// What FORMAT_PSEUDONYM asks for: 32 to 64 lower-case hexadecimal digits.
bool IsPseudonym(std::string_view text);

// A shorter key could be guessed.
inline constexpr size_t kPseudonymKeyBytesMin = 16;

// The first 32 hexadecimal digits of HMAC-SHA-256 over `customer`.
std::string PseudonymOf(std::string_view key, std::string_view customer);

}  // namespace headwater::base
