// Writes that are gathered while each follows on the one before, and handed to the operating
// system together. SQLite writes each page of a commit in two pieces and each page of a
// checkpoint by itself, so that a group of orders costs hundreds of system calls; here they
// are one for each 128 KiB that lie together.
//
// What is gathered is written before the file is synced, read, truncated or measured. Only
// for a connection that syncs each commit: SQLite lets others read a commit, and pages that
// a checkpoint moved, once the sync has returned, and without syncs they would look for what
// was never written. A process that dies loses of the gathered writes only what it had not
// committed.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <utility>

#include "hub/store/sqlite_layer.h"

namespace headwater::store {

// Not thread-safe. The codes are SQLite's.
class GatheredWrites {
 public:
  int Write(sqlite3_file* below, const void* bytes, int amount, sqlite3_int64 offset);
  // Gives up what is gathered even when writing it fails: a failed write is not tried again. From
  // then on every Write and Flush gives its error. SQLite passes over that of some calls (a hint
  // at the end of a checkpoint is one), and would sync the file and delete the log that alone
  // still has the pages; and a file that lacks what SQLite wrote to it is good for nothing more.
  int Flush(sqlite3_file* below);

 private:
  std::unique_ptr<char[]> bytes_;
  sqlite3_int64 offset_ = 0;  // where the first of those gathered goes
  int size_ = 0;              // how many are gathered
  int failed_ = SQLITE_OK;    // what the first write failed with
};

// A method of a layer whose File has `GatheredWrites* gathered`, which may be null.
template <typename File, auto kMethod>
struct FlushFirst;

template <typename File, typename... Args,
          int (*sqlite3_io_methods::*kMethod)(sqlite3_file*, Args...)>
struct FlushFirst<File, kMethod> {
  static int Call(sqlite3_file* file, Args... args) {
    if (GatheredWrites* const gathered = Self<File>(file)->gathered; gathered != nullptr) {
      if (const int code = gathered->Flush(Below<File>(file)); code != SQLITE_OK) return code;
    }
    return Forward<File, kMethod>::Call(file, args...);
  }
};

// xClose of such a layer: writes what is gathered and deletes it.
template <typename File>
int FlushAndClose(sqlite3_file* file) {
  const std::unique_ptr<GatheredWrites> gathered(
      std::exchange(Self<File>(file)->gathered, nullptr));
  const int flushed = gathered == nullptr ? SQLITE_OK : gathered->Flush(Below<File>(file));
  const int closed = Forward<File, &sqlite3_io_methods::xClose>::Call(file);
  return flushed != SQLITE_OK ? flushed : closed;
}

// A layer of its own over SQLite's log: what OpenGatheredLog needs in front of the file of
// the layer below, and xOpen of the layer below for a file with SQLITE_OPEN_WAL.
extern const size_t kGatheredLogFileSize;
int OpenGatheredLog(sqlite3_vfs* below, const char* name, sqlite3_file* file, int flags,
                    int* given);

}  // namespace headwater::store
