#include "hub/store/sqlite_log.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/store/page_checksum.h"
#include "hub/store/sqlite_file.h"

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
  ASSIGN_OR_RETURN(const auto log, SqliteFile::Open(database_path + "-wal", SqliteFile::Kind::kLog,
                                                    SqliteFile::Access::kRead));
  if (log == nullptr) return committed;
  std::string header(kHeaderSize, '\0');
  ASSIGN_OR_RETURN(bool full, log->Read(0, header.size(), header.data()));
  if (!full) return committed;
  const uint32_t magic = BigEndian(header, 0);
  if ((magic & ~1U) != kMagic || BigEndian(header, 8) != kPageSize) return committed;
  LogChecksum checksum(/*big_endian=*/(magic & 1) != 0);
  checksum.Add(std::string_view(header).substr(0, 24));
  if (!checksum.Is(header, 24)) return committed;

  std::vector<uint32_t> pending;  // of a transaction whose commit has not been read
  std::string frame(kFrameHeaderSize + kPageSize, '\0');
  for (int64_t at = kHeaderSize;; at += static_cast<int64_t>(frame.size())) {
    ASSIGN_OR_RETURN(full, log->Read(at, frame.size(), frame.data()));
    if (!full) break;
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
  return committed;
}

absl::Status MakeLogDurable(const std::string& database_path) {
  // SQLite writes no more than 131,071 bytes at once.
  constexpr int64_t kPieceSize = 1 << 16;
  ASSIGN_OR_RETURN(const auto log, SqliteFile::Open(database_path + "-wal", SqliteFile::Kind::kLog,
                                                    SqliteFile::Access::kWrite));
  if (log == nullptr) return absl::OkStatus();
  ASSIGN_OR_RETURN(const int64_t size, log->Size());
  std::string piece;
  for (int64_t at = 0; at < size; at += kPieceSize) {
    piece.resize(static_cast<size_t>(std::min(kPieceSize, size - at)));
    ASSIGN_OR_RETURN(const bool full, log->Read(at, piece.size(), piece.data()));
    if (!full) return absl::UnavailableError(absl::StrCat(database_path, "-wal: became shorter"));
    RETURN_IF_ERROR(log->Write(at, piece));
  }
  return log->Sync();
}

}  // namespace headwater::store
