#include "hub/store/sqlite_log_buffer.h"

#include <cstring>
#include <memory>
#include <utility>

#include "hub/store/sqlite_layer.h"

namespace headwater::store {
namespace {

// As much as SQLite's layer for Unix writes at a time.
constexpr int kBufferBytes = (1 << 17) - 1;

struct LogFile {
  sqlite3_file base;
  char* bytes;           // kBufferBytes of them
  sqlite3_int64 offset;  // where the first of those gathered goes
  sqlite3_int64 size;    // how many are gathered
};

// Writes what is gathered. It is given up even when that fails: SQLite fails the commit,
// and a failed write is not tried again.
int Flush(sqlite3_file* file) {
  LogFile& log = *Self<LogFile>(file);
  const auto size = static_cast<int>(std::exchange(log.size, 0));
  if (size == 0) return SQLITE_OK;
  sqlite3_file* const below = Below<LogFile>(file);
  return below->pMethods->xWrite(below, log.bytes, size, log.offset);
}

int Write(sqlite3_file* file, const void* bytes, int amount, sqlite3_int64 offset) {
  LogFile& log = *Self<LogFile>(file);
  if (offset != log.offset + log.size || log.size + amount > kBufferBytes) {
    if (const int code = Flush(file); code != SQLITE_OK) return code;
    log.offset = offset;
  }
  if (amount > kBufferBytes) {
    return Below<LogFile>(file)->pMethods->xWrite(Below<LogFile>(file), bytes, amount, offset);
  }
  std::memcpy(log.bytes + log.size, bytes, static_cast<size_t>(amount));
  log.size += amount;
  return SQLITE_OK;
}

template <auto kMethod>
struct FlushFirst;

template <typename... Args, int (*sqlite3_io_methods::*kMethod)(sqlite3_file*, Args...)>
struct FlushFirst<kMethod> {
  static int Call(sqlite3_file* file, Args... args) {
    if (const int code = Flush(file); code != SQLITE_OK) return code;
    return Forward<LogFile, kMethod>::Call(file, args...);
  }
};

int Close(sqlite3_file* file) {
  const int flushed = Flush(file);
  const std::unique_ptr<char[]> bytes(std::exchange(Self<LogFile>(file)->bytes, nullptr));
  const int closed = Forward<LogFile, &sqlite3_io_methods::xClose>::Call(file);
  return flushed != SQLITE_OK ? flushed : closed;
}

// Version 1: the memory that connections share belongs to the database file.
constexpr sqlite3_io_methods kMethods = {
    .iVersion = 1,
    .xClose = Close,
    .xRead = FlushFirst<&sqlite3_io_methods::xRead>::Call,
    .xWrite = Write,
    .xTruncate = FlushFirst<&sqlite3_io_methods::xTruncate>::Call,
    .xSync = FlushFirst<&sqlite3_io_methods::xSync>::Call,
    .xFileSize = FlushFirst<&sqlite3_io_methods::xFileSize>::Call,
    .xLock = Forward<LogFile, &sqlite3_io_methods::xLock>::Call,
    .xUnlock = Forward<LogFile, &sqlite3_io_methods::xUnlock>::Call,
    .xCheckReservedLock = Forward<LogFile, &sqlite3_io_methods::xCheckReservedLock>::Call,
    .xFileControl = FlushFirst<&sqlite3_io_methods::xFileControl>::Call,
    .xSectorSize = Forward<LogFile, &sqlite3_io_methods::xSectorSize>::Call,
    .xDeviceCharacteristics = Forward<LogFile, &sqlite3_io_methods::xDeviceCharacteristics>::Call,
    .xShmMap = nullptr,
    .xShmLock = nullptr,
    .xShmBarrier = nullptr,
    .xShmUnmap = nullptr,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

}  // namespace

const size_t kLogBufferFileSize = sizeof(LogFile);

int OpenLogBuffer(sqlite3_vfs* below, const char* name, sqlite3_file* file, int flags, int* given) {
  std::memset(file, 0, sizeof(LogFile) + static_cast<size_t>(below->szOsFile));
  const int code = below->xOpen(below, name, Below<LogFile>(file), flags, given);
  // SQLite closes what has methods, also after an error.
  if (Below<LogFile>(file)->pMethods == nullptr) return code;
  file->pMethods = &kMethods;
  Self<LogFile>(file)->bytes = std::make_unique<char[]>(kBufferBytes).release();
  return code;
}

}  // namespace headwater::store
