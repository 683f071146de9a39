#include "bench/postgres_session.h"

#include <libpq-fe.h>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr int kBinary = 1;

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

bool WentWell(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC;
}

}  // namespace

void PostgresSession::Close::operator()(pg_conn* connection) const { PQfinish(connection); }

absl::StatusOr<PostgresSession> PostgresSession::Open(const std::string& url) {
  PostgresSession session(PQconnectdb(url.c_str()));
  if (PQstatus(session.connection_.get()) != CONNECTION_OK) return session.Error();
  RETURN_IF_ERROR(session.Execute("SET client_min_messages = warning"));
  return session;
}

absl::Status PostgresSession::Error() const {
  return absl::InternalError(absl::StrCat("PostgreSQL: ", PQerrorMessage(connection_.get())));
}

absl::Status PostgresSession::Execute(const std::string& text) {
  const Result result(PQexec(connection_.get(), text.c_str()), PQclear);
  return WentWell(result.get()) ? absl::OkStatus() : Error();
}

absl::Status PostgresSession::Select(const std::string& text,
                                     const std::function<void(std::string_view)>& row) {
  const Result result(PQexec(connection_.get(), text.c_str()), PQclear);
  if (!WentWell(result.get())) return Error();
  for (int i = 0; i < PQntuples(result.get()); ++i) row(PQgetvalue(result.get(), i, 0));
  return absl::OkStatus();
}

absl::Status PostgresSession::Prepare(const store::Sql& sql,
                                      absl::Span<const store::TypeOid> types) {
  const Result result(
      PQprepare(connection_.get(), std::string(sql.name).c_str(), std::string(sql.text).c_str(),
                static_cast<int>(types.size()), types.data()),
      PQclear);
  return WentWell(result.get()) ? absl::OkStatus() : Error();
}

absl::Status PostgresSession::SendText(const char* text) {
  if (PQsendQueryParams(connection_.get(), text, 0, nullptr, nullptr, nullptr, nullptr, kBinary) ==
      0) {
    return Error();
  }
  ++sent_;
  return absl::OkStatus();
}

absl::Status PostgresSession::BeginPipeline() {
  if (PQenterPipelineMode(connection_.get()) == 0) return Error();
  return SendText("BEGIN");
}

absl::Status PostgresSession::Send(const store::Sql& prepared, absl::Span<const char* const> values,
                                   absl::Span<const int> lengths, absl::Span<const int> formats) {
  if (PQsendQueryPrepared(connection_.get(), std::string(prepared.name).c_str(),
                          static_cast<int>(values.size()), values.data(), lengths.data(),
                          formats.data(), kBinary) == 0) {
    return Error();
  }
  ++sent_;
  return absl::OkStatus();
}

absl::Status PostgresSession::CommitPipeline() {
  RETURN_IF_ERROR(SendText("COMMIT"));
  if (PQpipelineSync(connection_.get()) == 0) return Error();
  for (; sent_ > 0; --sent_) {
    const Result result(PQgetResult(connection_.get()), PQclear);
    if (!WentWell(result.get())) return Error();
    Result(PQgetResult(connection_.get()), PQclear);  // the end of this statement
  }
  const Result sync(PQgetResult(connection_.get()), PQclear);
  if (!WentWell(sync.get()) || PQexitPipelineMode(connection_.get()) == 0) return Error();
  return absl::OkStatus();
}

absl::Status PostgresSession::Copy(const std::string& text, std::string_view data) {
  const Result begun(PQexec(connection_.get(), text.c_str()), PQclear);
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) return Error();
  if (PQputCopyData(connection_.get(), data.data(), static_cast<int>(data.size())) != 1 ||
      PQputCopyEnd(connection_.get(), nullptr) != 1) {
    return Error();
  }
  const Result ended(PQgetResult(connection_.get()), PQclear);
  if (!WentWell(ended.get())) return Error();
  Result(PQgetResult(connection_.get()), PQclear);
  return absl::OkStatus();
}

}  // namespace headwater::bench
