// The SQLite driver: one connection that writes and checkpoints, a pool that reads.
// WAL with synchronous=FULL, so that a commit that returned OK survives a loss of
// power. Each page of the file (not of the log beside it) carries a checksum: what was
// changed on the disk is never taken for data (DATA_LOSS). Only main.cc, tools and tests include
// this.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/store/database.h"

namespace headwater::store {

// How the reads stand, for whoever watches. Thread-safe.
struct SqliteGauges {
  std::atomic<int64_t> readers = 0;      // snapshots that are being read
  std::atomic<int64_t> connections = 0;  // for reads, idle ones included
};

struct SqliteOptions {
  // The folder must exist; the file is made. ":memory:" is a database that ends
  // with its Database and behaves like a file in all else: it is one, in the
  // system's folder for temporary files, and is never synced.
  std::string path;
  // Reading connections that stay open. More are opened when more Readers live at
  // once, and closed when those end.
  size_t readers_kept = 4;
  // For tools that inspect a database, also one that a hub is using: no lock is
  // taken, BeginWrite is FAILED_PRECONDITION, and what is damaged is read as it is;
  // CheckIntegrity names it.
  bool read_only = false;
  // With read_only: what is damaged is refused (DATA_LOSS), as it is for a hub. For those who
  // take what they read elsewhere, where its checksums do not tell of the damage any more.
  bool refuse_damaged = false;
  // How long to wait for a lock that another program holds.
  absl::Duration busy_timeout = absl::Seconds(5);
  // Kept up to date where given.
  std::shared_ptr<SqliteGauges> gauges = nullptr;
};

// FAILED_PRECONDITION when another hub has the database open for writing, or the
// path cannot be used; DATA_LOSS when the file is no database; NOT_FOUND when it
// is to be read only and is not there.
absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const SqliteOptions& options);

}  // namespace headwater::store
