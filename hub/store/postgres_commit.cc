// How a transaction of PostgreSQL begins and ends: the part of PostgresConnection that says what
// a COMMIT is worth.
#include <libpq-fe.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/store/postgres_connection.h"

namespace headwater::store {
namespace {

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

absl::Status PostgresConnection::Begin(const char* text) {
  wrote_ = false;
  return Checked(PQexec(connection_, text), "postgres.begin").status();
}

absl::Status PostgresConnection::Commit() {
  if (!wrote_) {
    RETURN_IF_ERROR(SendKept());
    RETURN_IF_ERROR(Checked(PQexec(connection_, kMark), "postgres.mark").status());
  }
  PipelineStep commit;
  commit.where = "postgres.commit";
  commit.text = "COMMIT";
  warning_.clear();
  const absl::StatusOr<Result> result = SendKept(&commit);
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
