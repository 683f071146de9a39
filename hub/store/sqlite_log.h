// What SQLite's write-ahead log holds, read from its file (the format is that of
// "WAL-mode File Format" in SQLite's documentation). For tools that look at the pages of
// a database beside SQLite.
#pragma once

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"

namespace headwater::store {

// The pages that the log has in a committed state, up to its first frame without a valid
// checksum, as SQLite's recovery reads it. Of these the database file may hold anything.
// Empty where there is no log. UNAVAILABLE when it cannot be read.
absl::StatusOr<absl::flat_hash_set<uint32_t>> PagesInLog(const std::string& database_path);

}  // namespace headwater::store
