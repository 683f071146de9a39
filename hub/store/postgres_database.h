// The PostgreSQL driver: one connection that writes, a bounded pool that reads on snapshots.
//
// Several hub processes may have one database. There is one writer among all of them: BeginWrite
// takes a lock of the database (an advisory one, held until the end of the transaction) and so
// waits for the writer of another process as it waits for its own. So what rooms and commit
// numbers reason from, that nobody else writes meanwhile, holds as it does on SQLite. It costs:
// more hub processes read more, terminate more TLS and judge more shapes, but all together write
// no faster than one; and a transaction waits for that of another hub, including its sync.
//
// The isolation of a writer is READ COMMITTED: each statement after the lock was got sees all
// that the one before it in the lock committed, which a snapshot taken with the lock would not.
// As nobody else writes, it never sees a thing change under it. A Reader is REPEATABLE READ.
//
// What a transaction inserts, row by row, and statements that begin with /* later */, go to the
// server with the next statement that needs an answer, many rows in one statement, and at the
// latest with Release or Commit. So the error of such a statement may be that of a later call: of
// Release, when nothing was asked before; and Execute gives 1 for it, whatever it changes. A
// transaction that trusts its works (trusting_transaction.h) does not wait at a Release either.
//
// Look-ups are answered from memory until another process has written: transactions are numbered
// by a sequence inside the lock.
//
// After an error of a statement, a transaction only takes RollbackToSavepoint, or ends.
//
// A lost connection, or a server that restarts: the transaction that is open gives ABORTED, and
// nothing of it is kept; a Reader gives UNAVAILABLE. The next BeginWrite and BeginRead connect
// anew, and are UNAVAILABLE while they cannot. A server that took the place of another has to meet
// the same requirements before it is written to; a standby is not read either.
//
// Commit is UNKNOWN where the connection is lost in it, and where the server did not wait for the
// standby that it is to wait for. A transaction that only read waits for the standby too: what it
// read may be a commit whose wait was cut off.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/store/database.h"
#include "hub/store/postgres_requirements.h"

namespace headwater::store {

struct PostgresOptions {
  // postgresql://USER@HOST:PORT/DATABASE or postgres://...; see PostgresConnection::Open.
  std::string url;
  // Reading connections that stay open, and that there may be at once. One more Reader waits
  // for another to end, for `reader_patience`; then it is RESOURCE_EXHAUSTED.
  size_t readers_kept = 4;
  size_t readers_max = 32;
  absl::Duration reader_patience = absl::Seconds(10);
  // BeginWrite waits so long for the writer of another process; then it is UNAVAILABLE and names
  // that one.
  absl::Duration writer_patience = absl::Seconds(10);
  // For tools that inspect a database: BeginWrite is FAILED_PRECONDITION.
  bool read_only = false;
  Durability durability = Durability::kRequired;
};

// FAILED_PRECONDITION when somebody has to do what the error says (a database or a right that is
// missing, see CheckRequirements), UNAVAILABLE when the server is not reached.
absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const PostgresOptions& options);

}  // namespace headwater::store
