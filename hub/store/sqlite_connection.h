// One connection of the SQLite driver with its prepared statements.
#pragma once

#include <SQLiteCpp/Database.h>

#include <memory>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "hub/store/answer_cache.h"
#include "hub/store/checkpoint_pace.h"
#include "hub/store/database.h"
#include "hub/store/sqlite_page_vfs.h"
#include "hub/store/sqlite_statement.h"

namespace headwater::store {

// Not thread-safe, but may be handed from one thread to another.
class SqliteConnection {
 public:
  // kWriter makes the file if it is missing; it alone checkpoints, in the commit
  // that makes the log too long. A kReader can write nothing, not even when it is
  // the last to close the file.
  enum class Role { kWriter, kReader };

  struct Options {
    std::string path;
    Role role = Role::kReader;
    absl::Duration busy_timeout;
    DamagedPages damaged = DamagedPages::kRefuse;
    // False only for a database that need not survive its process.
    bool durable = true;
  };

  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const Options& options);

  // As Reader::Query. Prepares `sql` at its first use and keeps it.
  absl::Status Query(const Sql& sql, absl::Span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> row);
  absl::Status QueryText(std::string_view text, absl::Span<const Value> parameters,
                         absl::FunctionRef<absl::Status(const Row&)> row);
  absl::StatusOr<int64_t> Execute(const Sql& sql, absl::Span<const Value> parameters);
  // Any number of statements. `where` is for the error.
  absl::Status ExecuteText(const std::string& text, std::string_view where);

  // False also after an error on which SQLite rolled the transaction back by
  // itself (a full disk, for one): to go on would write outside any transaction.
  bool in_transaction() const;

  // Says that the transaction is over, however it ended. What it kept of answers and did
  // not write holds for the next.
  void EndTransaction();
  // After a commit that failed: closing the connection writes and syncs nothing any more. The
  // log stays as it is, for the next start to make durable and recover.
  void LeaveLog();

  // For SQLite's own ways to look at a database as a whole.
  sqlite3* raw() { return database_->getHandle(); }

 private:
  explicit SqliteConnection(std::unique_ptr<SQLite::Database> database)
      : database_(std::move(database)) {}

  struct Prepared {
    std::unique_ptr<SqliteStatement> statement;
    // Where answers are kept; null for what is no look-up.
    AnswerCache::Table* looked_up = nullptr;
    std::vector<AnswerCache::Table*> written;
  };

  // Notes what it is about to write.
  absl::StatusOr<Prepared*> Prepare(const Sql& sql);
  absl::Status LookUp(const Sql& sql, Prepared& prepared, absl::Span<const Value> parameters,
                      absl::FunctionRef<absl::Status(const Row&)> row);
  absl::Status SetUp(const Options& options);

  // Declared before what points to it.
  CheckpointPace checkpoint_pace_;
  // Declared before the statements, which have to go first.
  std::unique_ptr<SQLite::Database> database_;
  absl::flat_hash_map<const Sql*, std::unique_ptr<Prepared>> statements_;
  // Only of a writer: what others write, a reader is not told.
  std::unique_ptr<AnswerCache> answers_;
};

}  // namespace headwater::store
