// HMAC-SHA-256 (RFC 2104): a digest that nobody makes or checks without the key.
#pragma once

#include <string>
#include <string_view>

namespace headwater::base {

// 64 lower-case hexadecimal digits. Thread-safe. A key may have any length.
std::string HmacSha256Hex(std::string_view key, std::string_view bytes);

}  // namespace headwater::base
