#include "hub/store/sqlite_log.h"

#include <fstream>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/store/page_checksum.h"

namespace headwater::store {
namespace {

constexpr size_t kHeaderSize = 32;
constexpr size_t kFrameHeaderSize = 24;
constexpr uint32_t kMagic = 0x377f0682;

uint32_t BigEndian(std::string_view bytes, size_t at) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// The sums over all that was added, in pairs of words.
class LogChecksum {
 public:
  explicit LogChecksum(bool big_endian) : big_endian_(big_endian) {}

  void Add(std::string_view bytes) {
    for (size_t at = 0; at + 8 <= bytes.size(); at += 8) {
      first_ += Word(bytes, at) + second_;
      second_ += Word(bytes, at + 4) + first_;
    }
  }
  bool Is(std::string_view bytes, size_t at) const {
    return BigEndian(bytes, at) == first_ && BigEndian(bytes, at + 4) == second_;
  }

 private:
  uint32_t Word(std::string_view bytes, size_t at) const {
    const uint32_t value = BigEndian(bytes, at);
    return big_endian_ ? value : __builtin_bswap32(value);
  }

  const bool big_endian_;
  uint32_t first_ = 0;
  uint32_t second_ = 0;
};

}  // namespace

absl::StatusOr<absl::flat_hash_set<uint32_t>> PagesInLog(const std::string& database_path) {
  absl::flat_hash_set<uint32_t> committed;
  const std::string path = database_path + "-wal";
  std::ifstream log(path, std::ios::binary);
  if (!log.is_open()) return committed;
  std::string header(kHeaderSize, '\0');
  if (!log.read(header.data(), kHeaderSize)) return committed;
  const uint32_t magic = BigEndian(header, 0);
  if ((magic & ~1U) != kMagic || BigEndian(header, 8) != kPageSize) return committed;
  LogChecksum checksum(/*big_endian=*/(magic & 1) != 0);
  checksum.Add(std::string_view(header).substr(0, 24));
  if (!checksum.Is(header, 24)) return committed;

  std::vector<uint32_t> pending;  // of a transaction whose commit has not been read
  std::string frame(kFrameHeaderSize + kPageSize, '\0');
  while (log.read(frame.data(), static_cast<std::streamsize>(frame.size()))) {
    const std::string_view bytes = frame;
    // The salts of another time: what is left of an earlier log.
    if (bytes.substr(8, 8) != std::string_view(header).substr(16, 8)) break;
    checksum.Add(bytes.substr(0, 8));
    checksum.Add(bytes.substr(kFrameHeaderSize));
    if (!checksum.Is(bytes, 16)) break;
    pending.push_back(BigEndian(bytes, 0));
    if (BigEndian(bytes, 4) == 0) continue;
    committed.insert(pending.begin(), pending.end());
    pending.clear();
  }
  if (log.bad()) return absl::UnavailableError(absl::StrCat(path, ": cannot be read"));
  return committed;
}

}  // namespace headwater::store
