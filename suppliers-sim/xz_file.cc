#include "suppliers-sim/xz_file.h"

#include <lzma.h>

#include <cstdint>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace headwater::sim {
namespace {

constexpr size_t kContentMax = 256 << 20;
constexpr size_t kChunk = 1 << 20;

}  // namespace

absl::StatusOr<std::string> ReadXzFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  std::stringstream buffer;
  buffer << file.rdbuf();
  const std::string packed = buffer.str();

  lzma_stream stream = LZMA_STREAM_INIT;
  if (lzma_stream_decoder(&stream, UINT64_MAX, 0) != LZMA_OK) {
    return absl::ResourceExhaustedError("no memory to unpack xz");
  }
  std::string content;
  stream.next_in = reinterpret_cast<const uint8_t*>(packed.data());
  stream.avail_in = packed.size();
  lzma_ret result = LZMA_OK;
  while (result == LZMA_OK && content.size() <= kContentMax) {
    const size_t size = content.size();
    content.resize(size + kChunk);
    stream.next_out = reinterpret_cast<uint8_t*>(content.data() + size);
    stream.avail_out = kChunk;
    result = lzma_code(&stream, LZMA_FINISH);
    content.resize(content.size() - stream.avail_out);
  }
  lzma_end(&stream);
  if (content.size() > kContentMax) {
    return absl::ResourceExhaustedError(
        absl::StrCat(path, " unpacks to more than ", kContentMax, " bytes"));
  }
  if (result != LZMA_STREAM_END) {
    return absl::DataLossError(absl::StrCat(path, " is no whole xz file"));
  }
  return content;
}

}  // namespace headwater::sim
