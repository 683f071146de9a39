#include "hub/store/postgres_pipeline.h"

#include <libpq-fe.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/store/postgres_error.h"

namespace headwater::store {
namespace {

constexpr int kBinary = 1;

bool SendStep(PGconn* connection, const PipelineStep& step) {
  if (step.prepare != nullptr) {
    return PQsendPrepare(connection, step.prepared, step.prepare,
                         static_cast<int>(step.types.size()), step.types.data()) == 1;
  }
  const int count = static_cast<int>(step.values.size());
  if (step.prepared != nullptr) {
    return PQsendQueryPrepared(connection, step.prepared, count, step.values.data(),
                               step.lengths.data(), step.formats.data(), kBinary) == 1;
  }
  return PQsendQueryParams(connection, step.text, 0, nullptr, nullptr, nullptr, nullptr, kBinary) ==
         1;
}

// The result of one statement. After it, libpq gives a null pointer before that of the next.
absl::StatusOr<PostgresResult> TakeOne(PGconn* connection, std::string_view where) {
  absl::StatusOr<PostgresResult> result = CheckResult(connection, PQgetResult(connection), where);
  if (PQstatus(connection) == CONNECTION_OK) PostgresResult(PQgetResult(connection));
  return result;
}

}  // namespace

void ClearResult::operator()(pg_result* result) const { PQclear(result); }

absl::StatusOr<PostgresResult> CheckResult(pg_conn* connection, pg_result* raw,
                                           std::string_view where) {
  PostgresResult result(raw);
  switch (PQresultStatus(raw)) {
    case PGRES_COMMAND_OK:
    case PGRES_TUPLES_OK:
      return result;
    case PGRES_EMPTY_QUERY:
      return absl::InternalError(
          absl::StrCat("statement ", base::AbslView(where), ": the text is empty"));
    default:
      break;
  }
  const bool alive = PQstatus(connection) == CONNECTION_OK;
  const char* sqlstate = alive ? PQresultErrorField(raw, PG_DIAG_SQLSTATE) : nullptr;
  const char* message = PQresultErrorField(raw, PG_DIAG_MESSAGE_PRIMARY);
  return PostgresError(sqlstate == nullptr ? "" : sqlstate,
                       message == nullptr ? PQerrorMessage(connection) : message, where);
}

absl::Status PostgresPipeline::Send(const PipelineStep& step) {
  if ((sent_.empty() && PQenterPipelineMode(connection_) == 0) || !SendStep(connection_, step)) {
    return PostgresError("", PQerrorMessage(connection_), step.where);
  }
  sent_.push_back({step.where, step.wanted});
  return absl::OkStatus();
}

absl::Status PostgresPipeline::Hasten() {
  if (sent_.empty() || PQflush(connection_) == 0) return absl::OkStatus();
  return PostgresError("", PQerrorMessage(connection_), sent_.back().where);
}

absl::StatusOr<std::vector<PostgresResult>> PostgresPipeline::Finish() {
  if (sent_.empty()) return std::vector<PostgresResult>();
  absl::StatusOr<std::vector<PostgresResult>> results = TakeAll();
  const std::string_view last = sent_.back().where;
  sent_.clear();
  if (PQexitPipelineMode(connection_) == 0 && results.ok()) {
    return PostgresError("", PQerrorMessage(connection_), last);
  }
  return results;
}

absl::StatusOr<std::vector<PostgresResult>> PostgresPipeline::TakeAll() {
  failed_at_ = 0;
  if (PQpipelineSync(connection_) == 0) {
    return PostgresError("", PQerrorMessage(connection_), sent_.back().where);
  }
  absl::Status outcome;
  std::vector<PostgresResult> results;
  for (size_t i = 0; i < sent_.size(); ++i) {
    absl::StatusOr<PostgresResult> result = TakeOne(connection_, sent_[i].where);
    if (!result.ok()) {
      if (outcome.ok()) failed_at_ = i;
      outcome.Update(result.status());
    } else if (sent_[i].wanted) {
      results.push_back(*std::move(result));
    }
    if (PQstatus(connection_) != CONNECTION_OK) return outcome;
  }
  const PostgresResult sync(PQgetResult(connection_));
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC) {
    outcome.Update(PostgresError("", PQerrorMessage(connection_), sent_.back().where));
  }
  if (!outcome.ok()) return outcome;
  return results;
}

}  // namespace headwater::store
