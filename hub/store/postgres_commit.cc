// How a transaction of PostgreSQL begins and ends: the part of PostgresConnection that says what
// a COMMIT is worth.
#include <libpq-fe.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/store/postgres_connection.h"

namespace headwater::store {
namespace {

// The number of the lock stands for "headwater", and is the hub's own in its database. The number
// that it then takes tells it whether anybody wrote since its last transaction: numbers are given
// out inside the lock, and never twice to what was committed.
constexpr char kBeginWrite[] =
    "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "
    "SELECT pg_advisory_xact_lock(7521962890173); SELECT nextval('headwater_write')";
constexpr char kBeginRead[] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
// Under the same lock: two processes that make it at once would stumble over each other.
constexpr char kMakeSequence[] =
    "BEGIN; SELECT pg_advisory_xact_lock(7521962890173); "
    "CREATE SEQUENCE IF NOT EXISTS headwater_write; COMMIT";
constexpr char kHasSequence[] = "SELECT 1 FROM pg_class WHERE oid = to_regclass('headwater_write')";

// A transaction that wrote nothing waits for no sync and no standby when it is committed. But what
// it read may be a commit that was cut off while it waited for its standby, and a receipt that is
// built on it has to wait in its stead: so it writes something to the log. One that wrote comes
// later in the log than all that it read.
constexpr char kMark[] = "SELECT pg_logical_emit_message(true, 'headwater', '')";

}  // namespace

void PostgresConnection::KeepWarnings() {
  const auto keep = [](void* warning, const PGresult* notice) {
    *static_cast<std::string*>(warning) = PQresultErrorMessage(notice);
  };
  PQsetNoticeReceiver(connection_, keep, &warning_);
}

absl::Status PostgresConnection::MakeWriteSequence() {
  ASSIGN_OR_RETURN(const Result has,
                   Checked(PQexec(connection_, kHasSequence), "postgres.write_sequence"));
  if (PQntuples(has.get()) > 0) return absl::OkStatus();
  return ExecuteText(kMakeSequence, "postgres.write_sequence");
}

absl::Status PostgresConnection::BeginRead() {
  return Checked(PQexec(connection_, kBeginRead), "postgres.begin").status();
}

absl::Status PostgresConnection::BeginWrite() {
  wrote_ = false;
  ASSIGN_OR_RETURN(const Result begun, Checked(PQexec(connection_, kBeginWrite), "postgres.begin"));
  int64_t number = 0;
  if (PQntuples(begun.get()) != 1 || !absl::SimpleAtoi(PQgetvalue(begun.get(), 0, 0), &number)) {
    return absl::InternalError("postgres.begin: the server gives a transaction no number");
  }
  if (number != last_write_ + 1) {
    answers_->AllWritten();
    answers_->EndTransaction();
  }
  last_write_ = number;
  return absl::OkStatus();
}

absl::Status PostgresConnection::Savepoint() {
  wrote_before_work_ = wrote_;
  return outbox_.Savepoint();
}

// What is undone was not written.
absl::Status PostgresConnection::RollbackToSavepoint() {
  wrote_ = wrote_before_work_;
  return outbox_.Undo();
}

// The COMMIT goes with the last writes: the server runs it only where all before it went well.
absl::Status PostgresConnection::Commit() {
  if (!wrote_) {
    PipelineStep mark;
    mark.where = "postgres.mark";
    mark.text = kMark;
    RETURN_IF_ERROR(outbox_.Run(std::move(mark), /*writes=*/true).status());
  }
  PipelineStep commit;
  commit.where = "postgres.commit";
  commit.text = "COMMIT";
  warning_.clear();
  const absl::StatusOr<Result> result = outbox_.Run(std::move(commit), /*writes=*/false);
  if (!result.ok() && !alive()) {
    return absl::UnknownError(
        absl::StrCat("the connection was lost while the database committed; nobody knows whether "
                     "it did (",
                     result.status().message(), ")"));
  }
  RETURN_IF_ERROR(result.status());
  if (std::string_view(PQcmdStatus(result->get())) != "COMMIT") {
    return absl::FailedPreconditionError(
        "postgres.commit: an error before it had ended the transaction; nothing of it was kept");
  }
  if (warning_.empty()) return absl::OkStatus();
  return absl::UnknownError(
      absl::StrCat("the database warned when it committed, as it does when it did not wait for "
                   "its standby (",
                   absl::StripAsciiWhitespace(warning_), ")"));
}

}  // namespace headwater::store
