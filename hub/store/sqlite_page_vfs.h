// A layer between SQLite and the operating system that seals each page of a database
// file as it is written and checks it as it is read, so that what a disk changed is never
// taken for data. The log beside the file has SQLite's own checksums, which SQLite checks
// when it recovers. (SQLite's cksumvfs does the same; Debian's library is built without.)
#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

struct sqlite3;

namespace headwater::store {

enum class DamagedPages {
  kRefuse,  // reading one is DATA_LOSS
  kRead,    // for tools that tell what is wrong with the database
};

// How pages and the log are written; see sqlite_gather.h for who may gather.
enum class Writes { kDirect, kGathered };

// The name of the layer, for opening a connection with it. What only inspects gathers
// nothing. Thread-safe.
const char* PageVfs(DamagedPages damaged, Writes writes);

// Reserves room for the seals in a new database, before anything is written to it. A file
// whose pages have none is no database of this layer (SQLITE_NOTADB).
void ReserveSeals(sqlite3* connection);

// Reads every page of the file and calls `damaged` with the number of each that is not
// whole and that the log does not have either. A hub may go on writing meanwhile; what is
// damaged of a page that its log still has is seen once the log has begun anew.
absl::Status FindDamagedPages(const std::string& path, absl::FunctionRef<void(uint32_t)> damaged);

}  // namespace headwater::store
