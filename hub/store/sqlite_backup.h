// A copy of a SQLite database as it is at one moment, while a hub goes on writing to it.
#pragma once

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace headwater::store {

// Pages between two calls of `step`: 1 MiB.
inline constexpr int kBackupStepPages = 256;
// Steps between two syncs of the copy. So no more than 16 MiB wait for the disk, and the syncs
// of a hub on the same disk do not wait behind all of it.
inline constexpr int kBackupStepsUnsynced = 16;

// Writes what is committed in the database `from` into the new file `to`, and returns once the
// disk has all of it. It reads one snapshot. Each page is checked as it is read and sealed anew
// as it is written.
//
// A hub on `from` is not made to wait: who reads SQLite's log does not keep the writer from it.
// But a checkpoint cannot pass the snapshot, so that the log grows by what the hub commits
// meanwhile; the log is used again, and stays as long as it has become.
//
// Calls `step` after each kBackupStepPages pages with how many are done and how many there are;
// its error ends the copy and is returned. What then stands at `to` is of no use: the caller
// takes it away.
//
// NOT_FOUND without a database at `from`, ALREADY_EXISTS with a file at `to`, DATA_LOSS for a
// damaged page, RESOURCE_EXHAUSTED when the disk of `to` is full.
absl::Status BackUpSqlite(const std::string& from, const std::string& to,
                          absl::FunctionRef<absl::Status(int64_t done, int64_t pages)> step);

}  // namespace headwater::store
