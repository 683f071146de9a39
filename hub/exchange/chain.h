// The hash chain of a feed, as Receipt in document.proto states it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace headwater::exchange {

// The chain hash before the first event: 32 zero bytes.
std::string_view ChainStart();

// SHA-256 over `before`, the sequence as 8 bytes, most significant first, and the
// content hash.
std::string ChainHash(std::string_view before, int64_t sequence, std::string_view content_hash);

}  // namespace headwater::exchange
