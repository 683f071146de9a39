// One connection of the PostgreSQL driver with its prepared statements.
//
// The driver speaks libpq rather than libpqxx: parameters and rows go in binary, and
// pipeline mode and COPY are at hand, which libpqxx 6 does not offer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/store/answer_cache.h"
#include "hub/store/database.h"
#include "hub/store/postgres_batch.h"
#include "hub/store/postgres_codec.h"
#include "hub/store/postgres_dialect.h"
#include "hub/store/postgres_pipeline.h"

// libpq's own names; its header is included in the driver's sources alone.
struct pg_conn;

namespace headwater::store {

// Rows that a walk (postgres_dialect.h) has in memory at once.
inline constexpr int kWalkRowsAtOnce = 500;

// Not thread-safe, but may be handed from one thread to another.
class PostgresConnection {
 public:
  // A kReader can write nothing. A kWriter keeps the answers of look-ups, for as long as its
  // transaction is open: between two, other processes may write.
  enum class Role { kWriter, kReader };

  // `url` is postgresql://USER:PASSWORD@HOST:PORT/DATABASE, as libpq takes it; what it leaves
  // out comes from the environment and ~/.pgpass, as for psql. See PostgresConnectError.
  static absl::StatusOr<std::unique_ptr<PostgresConnection>> Open(const std::string& url,
                                                                  Role role);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  // As Reader::Query. Prepares `sql` at its first use and keeps it.
  absl::Status Query(const Sql& sql, absl::Span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> row);
  absl::Status QueryText(std::string_view text, absl::Span<const Value> parameters,
                         absl::FunctionRef<absl::Status(const Row&)> row);
  absl::StatusOr<int64_t> Execute(const Sql& sql, absl::Span<const Value> parameters);
  // Any number of statements without parameters. `where` is for the error.
  //
  // An INSERT of one row is kept, and told as done: it is sent with the next statement that needs
  // an answer, together with all that was kept, and its error is that statement's. No INSERT is
  // kept beyond a Release or Commit.
  absl::Status ExecuteText(std::string_view text, std::string_view where);
  // `text` begins a transaction. Says nothing of what was written, as ExecuteText does.
  absl::Status Begin(const char* text);
  // The server has to say that it did just this: it answers the COMMIT of a transaction that has
  // failed with ROLLBACK, and calls that a success; and it warns where it committed without the
  // standby that it is to wait for. ABORTED when nothing was kept, UNKNOWN when nobody can know:
  // the connection was lost, or the standby may not have it.
  absl::Status Commit();
  // As Transaction has them. They are sent with what comes after them.
  absl::Status Savepoint();
  absl::Status Release();
  absl::Status RollbackToSavepoint();
  // Of the whole transaction.
  absl::Status Rollback();

  // False once it is of no more use.
  bool alive() const;
  // Whether a transaction is open, be it one that an error has ended for all but an undo.
  bool in_transaction() const;
  // Says that the transaction is over, however it ended.
  void EndTransaction();

  // For those who wait for what the server sends by itself.
  pg_conn* raw() { return connection_; }

 private:
  struct Prepared {
    const char* source = nullptr;  // of the Sql
    PostgresText text;
    std::string name;
    std::vector<TypeOid> types;
    // Of the same for many rows; empty where there is none.
    std::string batch_name;
    // Where answers are kept; null for what is no look-up.
    AnswerCache::Table* looked_up = nullptr;
    bool running = false;
  };
  using Result = PostgresResult;
  // A command, or else a batch.
  struct Kept {
    std::string_view where;
    const char* command = nullptr;
    const Prepared* prepared = nullptr;
    std::optional<PostgresBatch> batch;
  };

  PostgresConnection(pg_conn* connection, Role role);

  // Else libpq writes them to the standard error stream.
  void KeepWarnings();
  absl::StatusOr<Prepared*> Prepare(const Sql& sql, absl::Span<const Value> parameters);
  absl::Status Describe(const Sql& sql, Prepared& prepared);
  absl::StatusOr<Result> Run(const Sql& sql, Prepared& prepared,
                             absl::Span<const Value> parameters);
  absl::Status LookUp(const Sql& sql, Prepared& prepared, absl::Span<const Value> parameters,
                      absl::FunctionRef<absl::Status(const Row&)> row);
  // By a cursor.
  absl::Status Walk(const Sql& sql, const PostgresText& text, absl::Span<const Value> parameters,
                    absl::FunctionRef<absl::Status(const Row&)> row);
  absl::Status Fetch(const Sql& sql, const std::string& cursor,
                     absl::FunctionRef<absl::Status(const Row&)> row);
  absl::StatusOr<Result> RunOnce(const Sql& sql, const std::string& text,
                                 absl::Span<const Value> parameters);
  absl::StatusOr<Result> Checked(pg_result* raw, std::string_view where) const {
    return CheckResult(connection_, raw, where);
  }
  absl::Status PrepareBatch(const Sql& sql, Prepared& prepared);
  absl::Status Keep(const Sql& sql, const Prepared& prepared, absl::Span<const Value> parameters);
  // Sends what was kept, and `last` behind it, if there is one.
  absl::StatusOr<Result> SendKept(PipelineStep* last);
  absl::Status SendKept();
  void NoteWrites(const PostgresText& text);

  pg_conn* const connection_;
  PostgresParameters parameters_;
  absl::flat_hash_map<const Sql*, std::unique_ptr<Prepared>> statements_;
  std::vector<Kept> kept_;
  // Where in kept_ the savepoint is; none once it was sent.
  std::optional<size_t> kept_savepoint_;
  // By the transaction that is open.
  bool wrote_ = false;
  // What the server warned of since the last COMMIT began.
  std::string warning_;
  int64_t named_ = 0;
  int64_t cursors_ = 0;
  std::unique_ptr<AnswerCache> answers_;
};

}  // namespace headwater::store
