// What SQLite's result codes mean to the hub. Part of the SQLite driver: nothing
// outside it includes this.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace headwater::store {

// `code` is an extended result code other than OK, ROW and DONE; `message` is
// SQLite's own; `where` is the statement's name or what was being done.
//
//   RESOURCE_EXHAUSTED   the disk (or the memory) is full
//   UNAVAILABLE          the disk failed to read, write or sync
//   DATA_LOSS            the file is damaged, or no database
//   ABORTED              another program holds the file's lock
//   ALREADY_EXISTS       a unique or primary key is taken
//   FAILED_PRECONDITION  the file cannot be opened or written by this process
//   INTERNAL             all else: other constraints, faulty SQL
absl::Status SqliteError(int code, std::string_view message, std::string_view where);

}  // namespace headwater::store
