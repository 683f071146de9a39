// The file of SQLite's write-ahead log, with writes that are gathered and handed to the
// operating system together. SQLite writes each page of a commit in two pieces, so that a
// group of orders costs hundreds of system calls; here they are one for each 128 KiB.
//
// What is gathered is written before the file is synced, read, truncated or measured. Only
// for a connection that syncs each commit: SQLite lets others read a commit once the sync
// has returned, and without syncs they would look for what was never written. A process
// that dies loses of the gathered writes only what it had not committed.
#pragma once

#include <sqlite3.h>

#include <cstddef>

namespace headwater::store {

// What OpenLogBuffer needs in front of the file of the layer below.
extern const size_t kLogBufferFileSize;

// As sqlite3_vfs::xOpen of the layer below, for a file with SQLITE_OPEN_WAL.
int OpenLogBuffer(sqlite3_vfs* below, const char* name, sqlite3_file* file, int flags, int* given);

}  // namespace headwater::store
