#include "hub/exchange/chain.h"

#include "hub/base/sha256.h"

namespace headwater::exchange {

std::string_view ChainStart() {
  static constexpr char kZeros[base::kSha256Size] = {};
  return {kZeros, base::kSha256Size};
}

std::string ChainHash(std::string_view before, int64_t sequence, std::string_view content_hash) {
  std::string bytes;
  bytes.reserve(before.size() + sizeof(sequence) + content_hash.size());
  bytes.append(before);
  const auto number = static_cast<uint64_t>(sequence);
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
  bytes.append(content_hash);
  return base::Sha256Of(bytes);
}

}  // namespace headwater::exchange
