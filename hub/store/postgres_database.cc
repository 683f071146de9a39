#include "hub/store/postgres_database.h"

#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/postgres_connection.h"
#include "hub/store/postgres_integrity.h"
#include "hub/store/trusting_transaction.h"

namespace headwater::store {
namespace {

// The lock of postgres_commit.cc.
constexpr Sql kHolder{
    "postgres.lock_holder",
    "SELECT a.pid::BIGINT, coalesce(host(a.client_addr), 'the same machine'), "
    "coalesce(to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '?') "
    "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database() "
    "AND ((l.classid::BIGINT << 32) | l.objid::BIGINT) = 7521962890173"};
constexpr char kRollback[] = "ROLLBACK";

using Connection = std::unique_ptr<PostgresConnection>;

class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const PostgresOptions& options) : options_(options) {}
  ~PostgresDatabase() override;

  absl::Status Open();

  absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite() override;
  absl::StatusOr<std::unique_ptr<Reader>> BeginRead() override;
  bool has_other_writers() const override { return true; }
  std::string_view dialect() const override { return "postgresql"; }
  absl::Status CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) override;

  void EndWrite();
  void EndRead(Connection connection);

 private:
  absl::Status BeginOn(Connection& connection, PostgresConnection::Role role);
  absl::Status ConnectAnew(Connection& connection, PostgresConnection::Role role);
  void DropIdle();
  absl::Status TakeReadTurn();
  bool NotWriting() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !writing_; }
  bool MayRead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return reading_ < options_.readers_max;
  }

  const PostgresOptions options_;
  // Of the one that writes.
  Connection writer_;

  absl::Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  size_t reading_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<Connection> idle_ ABSL_GUARDED_BY(mutex_);
};

absl::Status Lost(std::string_view name) {
  return absl::AbortedError(absl::StrCat(
      base::AbslView(name),
      ": the connection to the database was lost; nothing of this transaction was kept"));
}

// `refused`, and who has the lock, if it is still held.
absl::Status WithHolder(PostgresConnection& connection, const absl::Status& refused) {
  std::string holder;
  const absl::Status found = connection.Query(kHolder, {}, [&holder](const Row& row) {
    absl::StrAppend(&holder, "; the server's process ", row.integer(0), " has written since ",
                    base::AbslView(row.text(2)), " UTC for ", base::AbslView(row.text(1)));
    return absl::OkStatus();
  });
  if (!found.ok()) return refused;
  return absl::Status(refused.code(), absl::StrCat(refused.message(), holder));
}

// A Reader has nothing that could be undone: whoever reads asks again.
absl::Status AskAgain(const absl::Status& status) {
  return absl::UnavailableError(status.message());
}

class PostgresReader final : public Reader {
 public:
  PostgresReader(PostgresDatabase& database, Connection connection)
      : database_(database), connection_(std::move(connection)) {}

  ~PostgresReader() override {
    if (!connection_->ExecuteText(kRollback, "postgres.end_read").ok()) connection_ = nullptr;
    database_.EndRead(std::move(connection_));
  }

  absl::Status Query(const Sql& sql, absl::Span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> row) override {
    if (!connection_->in_transaction()) return AskAgain(Lost(sql.name));
    return Told(connection_->Query(sql, parameters, row));
  }
  absl::Status QueryText(std::string_view text, absl::Span<const Value> parameters,
                         absl::FunctionRef<absl::Status(const Row&)> row) override {
    if (!connection_->in_transaction()) return AskAgain(Lost("text"));
    return Told(connection_->QueryText(text, parameters, row));
  }

 private:
  absl::Status Told(absl::Status status) const {
    return status.ok() || connection_->alive() ? status : AskAgain(status);
  }

  PostgresDatabase& database_;
  Connection connection_;
};

class PostgresTransaction final : public Transaction,
                                  public RemoteTransaction,
                                  public TrustingTransaction {
 public:
  PostgresTransaction(PostgresDatabase& database, PostgresConnection& connection)
      : database_(database), connection_(connection) {}

  ~PostgresTransaction() override {
    // A connection on which this fails is lost, and the transaction with it.
    if (connection_.in_transaction()) {
      const absl::Status undone = connection_.Rollback();
      HW_CHECK(undone.ok() || !connection_.alive()) << "cannot roll back: " << undone;
    }
    connection_.EndTransaction();
    database_.EndWrite();
  }

  absl::Status Query(const Sql& sql, absl::Span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> row) override {
    RETURN_IF_ERROR(Alive(sql.name));
    return connection_.Query(sql, parameters, row);
  }
  absl::Status QueryText(std::string_view text, absl::Span<const Value> parameters,
                         absl::FunctionRef<absl::Status(const Row&)> row) override {
    RETURN_IF_ERROR(Alive("text"));
    return connection_.QueryText(text, parameters, row);
  }
  absl::StatusOr<int64_t> Execute(const Sql& sql, absl::Span<const Value> parameters) override {
    RETURN_IF_ERROR(Alive(sql.name));
    return connection_.Execute(sql, parameters);
  }
  absl::Status ExecuteText(std::string_view text) override {
    RETURN_IF_ERROR(Alive("text"));
    return connection_.ExecuteText(text, "text");
  }
  absl::Status Savepoint() override {
    RETURN_IF_ERROR(Alive("postgres.savepoint"));
    return connection_.Savepoint();
  }
  absl::Status Release() override {
    RETURN_IF_ERROR(Alive("postgres.release"));
    return connection_.Release();
  }
  absl::Status RollbackToSavepoint() override {
    RETURN_IF_ERROR(Alive("postgres.rollback_to_savepoint"));
    return connection_.RollbackToSavepoint();
  }
  absl::Status Commit() override {
    RETURN_IF_ERROR(Alive("postgres.commit"));
    return connection_.Commit();
  }

  void TrustReleases() override { connection_.TrustReleases(); }
  absl::Status QueryEach(absl::Span<const Question> questions,
                         absl::FunctionRef<absl::Status(size_t, const Row&)> row) override {
    RETURN_IF_ERROR(Alive("questions"));
    return connection_.QueryEach(questions, row);
  }

 private:
  absl::Status Alive(std::string_view name) const {
    if (connection_.in_transaction()) return absl::OkStatus();
    if (!connection_.alive()) return Lost(name);
    return absl::FailedPreconditionError(
        absl::StrCat(base::AbslView(name), ": the transaction has ended"));
  }

  PostgresDatabase& database_;
  PostgresConnection& connection_;
};

PostgresDatabase::~PostgresDatabase() {
  absl::MutexLock lock(&mutex_);
  HW_CHECK(!writing_ && reading_ == 0) << "a Database ends before its Readers and Transaction";
  idle_.clear();
}

absl::Status PostgresDatabase::Open() {
  if (!options_.read_only) return ConnectAnew(writer_, PostgresConnection::Role::kWriter);
  Connection connection;
  RETURN_IF_ERROR(ConnectAnew(connection, PostgresConnection::Role::kReader));
  RETURN_IF_ERROR(CheckRequirements(*connection, options_.durability));
  absl::MutexLock lock(&mutex_);
  idle_.push_back(std::move(connection));
  return absl::OkStatus();
}

// A server that took another's place is held to the same as the first, before anything is written
// to it: its settings are its own.
absl::Status PostgresDatabase::ConnectAnew(Connection& connection, PostgresConnection::Role role) {
  connection = nullptr;
  ASSIGN_OR_RETURN(Connection opened, PostgresConnection::Open(options_.url, role));
  if (role == PostgresConnection::Role::kWriter) {
    RETURN_IF_ERROR(CheckRequirements(*opened, options_.durability));
    RETURN_IF_ERROR(opened->MakeWriteSequence());
    RETURN_IF_ERROR(opened->ExecuteText(
        absl::StrCat("SET lock_timeout = ", absl::ToInt64Milliseconds(options_.writer_patience)),
        "postgres.settings"));
  }
  connection = std::move(opened);
  return absl::OkStatus();
}

// What is idle was connected to a server that has gone away, or has become a standby: each of
// these connections would be found out only when somebody waits for it.
void PostgresDatabase::DropIdle() {
  std::vector<Connection> dropped;
  absl::MutexLock lock(&mutex_);
  dropped.swap(idle_);
}

// Connects where there is no connection. One that has been idle may have been cut since, which
// shows at its next use alone: then once more, on a new one. Nothing is lost by it. One to a
// server that may not be written any more is of no use either.
absl::Status PostgresDatabase::BeginOn(Connection& connection, PostgresConnection::Role role) {
  const auto begin = [&connection, role] {
    return role == PostgresConnection::Role::kWriter ? connection->BeginWrite()
                                                     : connection->BeginRead();
  };
  if (connection != nullptr && connection->alive()) {
    const absl::Status begun = begin();
    if (begun.ok()) return begun;
    if (connection->alive() && !absl::IsFailedPrecondition(begun)) {
      if (connection->in_transaction()) RETURN_IF_ERROR(connection->Rollback());
      return absl::IsUnavailable(begun) ? WithHolder(*connection, begun) : begun;
    }
    DropIdle();
  }
  RETURN_IF_ERROR(ConnectAnew(connection, role));
  absl::Status begun = begin();
  if (absl::IsUnavailable(begun) && connection->Rollback().ok()) {
    begun = WithHolder(*connection, begun);
  }
  if (!begun.ok()) connection = nullptr;
  return begun;
}

absl::StatusOr<std::unique_ptr<Transaction>> PostgresDatabase::BeginWrite() {
  if (options_.read_only) {
    return absl::FailedPreconditionError("the database was opened for reading only");
  }
  {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &PostgresDatabase::NotWriting));
    writing_ = true;
  }
  absl::Status begun = BeginOn(writer_, PostgresConnection::Role::kWriter);
  if (!begun.ok()) {
    EndWrite();
    return begun;
  }
  return std::make_unique<PostgresTransaction>(*this, *writer_);
}

absl::Status PostgresDatabase::TakeReadTurn() {
  absl::MutexLock lock(&mutex_);
  if (!mutex_.AwaitWithTimeout(absl::Condition(this, &PostgresDatabase::MayRead),
                               options_.reader_patience)) {
    return absl::ResourceExhaustedError(
        absl::StrCat("all ", options_.readers_max,
                     " connections that may read the database are busy; retry after a pause"));
  }
  ++reading_;
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Reader>> PostgresDatabase::BeginRead() {
  RETURN_IF_ERROR(TakeReadTurn());
  Connection connection;
  {
    absl::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  absl::Status begun = BeginOn(connection, PostgresConnection::Role::kReader);
  if (!begun.ok()) {
    EndRead(std::move(connection));
    return absl::IsAborted(begun) ? AskAgain(begun) : begun;
  }
  return std::make_unique<PostgresReader>(*this, std::move(connection));
}

absl::Status PostgresDatabase::CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) {
  ASSIGN_OR_RETURN(const auto reader, BeginRead());
  return CheckPostgresIntegrity(*reader, finding);
}

void PostgresDatabase::EndWrite() {
  absl::MutexLock lock(&mutex_);
  writing_ = false;
}

void PostgresDatabase::EndRead(Connection connection) {
  absl::MutexLock lock(&mutex_);
  --reading_;
  if (connection != nullptr && connection->alive() && idle_.size() < options_.readers_kept) {
    idle_.push_back(std::move(connection));
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenPostgres(const PostgresOptions& options) {
  auto database = std::make_unique<PostgresDatabase>(options);
  RETURN_IF_ERROR(database->Open());
  return database;
}

}  // namespace headwater::store
