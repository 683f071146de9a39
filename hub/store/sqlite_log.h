// What SQLite's write-ahead log holds, read from its file (the format is that of
// "WAL-mode File Format" in SQLite's documentation). For tools that look at the pages of
// a database beside SQLite.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace headwater::store {

// The pages that the log has in a committed state, up to its first frame without a valid
// checksum, as SQLite's recovery reads it. Of these the database file may hold anything.
// Empty where there is no log. UNAVAILABLE when it cannot be read.
absl::StatusOr<absl::flat_hash_set<uint32_t>> PagesInLog(const std::string& database_path);

// Writes the log beside the database once more as it reads, and syncs it. To be called while
// nobody else has the database open, before the log is recovered: what a hub wrote that died
// before it was synced, or whose sync failed, may stand in the memory of the system alone, and
// a sync by itself passes over pages of which one has failed. Who recovered it from there would
// build on commits that a loss of power undoes.
absl::Status MakeLogDurable(const std::string& database_path);

}  // namespace headwater::store
