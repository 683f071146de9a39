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
#include "hub/store/postgres_codec.h"
#include "hub/store/postgres_dialect.h"
#include "hub/store/postgres_outbox.h"
#include "hub/store/postgres_pipeline.h"
#include "hub/store/remote_transaction.h"

// libpq's own names; its header is included in the driver's sources alone.
struct pg_conn;

namespace headwater::store {

// Rows that a walk (postgres_dialect.h) has in memory at once.
inline constexpr int kWalkRowsAtOnce = 500;

// Not thread-safe, but may be handed from one thread to another.
class PostgresConnection {
 public:
  // A kReader can write nothing. A kWriter keeps the answers of look-ups until another process
  // has written.
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
  // What may be put off (postgres_dialect.h) is told as done; see PostgresOutbox.
  absl::StatusOr<int64_t> Execute(const Sql& sql, absl::Span<const Value> parameters);
  // As RemoteTransaction has it.
  absl::Status QueryEach(absl::Span<const Question> questions,
                         absl::FunctionRef<absl::Status(size_t, const Row&)> row);
  // Any number of statements without parameters. `where` is for the error.
  absl::Status ExecuteText(std::string_view text, std::string_view where);
  // What BeginWrite counts transactions with; made where it is not there yet.
  absl::Status MakeWriteSequence();
  // Begins the transaction of the one writer among all processes.
  absl::Status BeginWrite();
  // Begins a snapshot of what is committed.
  absl::Status BeginRead();
  // The server has to say that it did just this: it answers the COMMIT of a transaction that has
  // failed with ROLLBACK, and calls that a success; and it warns where it committed without the
  // standby that it is to wait for. ABORTED when nothing was kept, RedoError (redo.h) among them;
  // UNKNOWN when nobody can know: the connection was lost, or the standby may not have it.
  absl::Status Commit();
  // As Transaction has them.
  absl::Status Savepoint();
  absl::Status Release() { return outbox_.Release(); }
  absl::Status RollbackToSavepoint();
  void TrustReleases() { outbox_.Trust(); }
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
    // For what may be put off.
    std::optional<PostgresWrite> write;
    // Where answers are kept; null for what is no look-up.
    AnswerCache::Table* looked_up = nullptr;
    bool running = false;
  };
  using Result = PostgresResult;
  PostgresConnection(pg_conn* connection, Role role);

  // Else libpq writes them to the standard error stream.
  void KeepWarnings();
  absl::StatusOr<Prepared*> Prepare(const Sql& sql, absl::Span<const Value> parameters);
  absl::Status Describe(const Sql& sql, Prepared& prepared);
  absl::StatusOr<PipelineStep> StepOf(const Sql& sql, Prepared& prepared,
                                      absl::Span<const Value> parameters);
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
  absl::Status PrepareWrite(const Sql& sql, Prepared& prepared);
  bool PutsOff(const Prepared& prepared) const;
  void NoteWrites(const PostgresText& text);

  pg_conn* const connection_;
  PostgresParameters parameters_;
  absl::flat_hash_map<const Sql*, std::unique_ptr<Prepared>> statements_;
  PostgresOutbox outbox_;
  // By the transaction that is open, and that it had done before the work that is open.
  bool wrote_ = false;
  bool wrote_before_work_ = false;
  // What the server warned of since the last COMMIT began.
  std::string warning_;
  int64_t named_ = 0;
  int64_t cursors_ = 0;
  // Of the last transaction that this connection began, among those of all processes.
  int64_t last_write_ = 0;
  std::unique_ptr<AnswerCache> answers_;
};

}  // namespace headwater::store
