#include "hub/store/sqlite_gather.h"

#include <cstring>
#include <utility>

namespace headwater::store {
namespace {

// As much as SQLite's layer for Unix writes at a time.
constexpr int kGatheredBytesMax = (1 << 17) - 1;

struct LogFile {
  sqlite3_file base;
  GatheredWrites* gathered;
};

int Write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  return Self<LogFile>(file)->gathered->Write(Below<LogFile>(file), bytes, amount, offset);
}

template <auto kMethod>
constexpr auto kForward = Forward<LogFile, kMethod>::Call;
template <auto kMethod>
constexpr auto kFlushFirst = FlushFirst<LogFile, kMethod>::Call;

// Version 1: the memory that connections share belongs to the database file.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 1,
    .xClose = FlushAndClose<LogFile>,
    .xRead = kFlushFirst<&sqlite3_io_methods::xRead>,
    .xWrite = Write,
    .xTruncate = kFlushFirst<&sqlite3_io_methods::xTruncate>,
    .xSync = kFlushFirst<&sqlite3_io_methods::xSync>,
    .xFileSize = kFlushFirst<&sqlite3_io_methods::xFileSize>,
    .xLock = kForward<&sqlite3_io_methods::xLock>,
    .xUnlock = kForward<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = kForward<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = kFlushFirst<&sqlite3_io_methods::xFileControl>,
    .xSectorSize = kForward<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = kForward<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace

int GatheredWrites::Flush(sqlite3_file* below) {
  const int size = std::exchange(size_, 0);
  if (failed_ == SQLITE_OK && size > 0) {
    failed_ = below->pMethods->xWrite(below, bytes_.get(), size, offset_);
  }
  return failed_;
}

int GatheredWrites::Write(sqlite3_file* below, const void* bytes, int amount,
                          sqlite3_int64 offset) {
  if (offset != offset_ + size_ || size_ + amount > kGatheredBytesMax) {
    if (const int code = Flush(below); code != SQLITE_OK) return code;
    offset_ = offset;
  }
  if (failed_ != SQLITE_OK) return failed_;
  if (amount > kGatheredBytesMax) return below->pMethods->xWrite(below, bytes, amount, offset);
  if (bytes_ == nullptr) bytes_ = std::make_unique<char[]>(kGatheredBytesMax);
  std::memcpy(bytes_.get() + size_, bytes, static_cast<size_t>(amount));
  size_ += amount;
  return SQLITE_OK;
}

const size_t kGatheredLogFileSize = sizeof(LogFile);

int OpenGatheredLog(sqlite3_vfs* below, const char* name, sqlite3_file* file, int flags,
                    int* given) {
  std::memset(file, 0, sizeof(LogFile) + static_cast<size_t>(below->szOsFile));
  const int code = below->xOpen(below, name, Below<LogFile>(file), flags, given);
  // SQLite closes what has methods, also after an error.
  if (Below<LogFile>(file)->pMethods == nullptr) return code;
  file->pMethods = &kMethods;
  Self<LogFile>(file)->gathered = new GatheredWrites;
  return code;
}

}  // namespace headwater::store
