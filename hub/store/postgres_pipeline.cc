#include "hub/store/postgres_pipeline.h"

#include <libpq-fe.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/store/postgres_error.h"

namespace headwater::store {
namespace {

constexpr int kBinary = 1;

bool Send(PGconn* connection, const PipelineStep& step) {
  const int count = static_cast<int>(step.values.size());
  if (step.prepared != nullptr) {
    return PQsendQueryPrepared(connection, step.prepared, count, step.values.data(),
                               step.lengths.data(), step.formats.data(), kBinary) == 1;
  }
  return PQsendQueryParams(connection, step.text, 0, nullptr, nullptr, nullptr, nullptr, kBinary) ==
         1;
}

absl::Status SendAll(PGconn* connection, absl::Span<const PipelineStep> steps) {
  for (const PipelineStep& step : steps) {
    if (!Send(connection, step)) {
      return PostgresError("", PQerrorMessage(connection), step.where);
    }
  }
  if (PQpipelineSync(connection) == 1) return absl::OkStatus();
  return PostgresError("", PQerrorMessage(connection), steps.back().where);
}

// The result of one step. After it, libpq gives a null pointer before that of the next.
absl::StatusOr<PostgresResult> TakeOne(PGconn* connection, const PipelineStep& step) {
  absl::StatusOr<PostgresResult> result =
      CheckResult(connection, PQgetResult(connection), step.where);
  if (PQstatus(connection) == CONNECTION_OK) PostgresResult(PQgetResult(connection));
  return result;
}

absl::StatusOr<PostgresResult> TakeAll(PGconn* connection, absl::Span<const PipelineStep> steps) {
  absl::StatusOr<PostgresResult> outcome = PostgresResult();
  for (const PipelineStep& step : steps) {
    absl::StatusOr<PostgresResult> result = TakeOne(connection, step);
    if (outcome.ok()) outcome = std::move(result);
    if (PQstatus(connection) != CONNECTION_OK) return outcome;
  }
  const PostgresResult sync(PQgetResult(connection));
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC && outcome.ok()) {
    return PostgresError("", PQerrorMessage(connection), steps.back().where);
  }
  return outcome;
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

absl::StatusOr<PostgresResult> RunTogether(pg_conn* connection,
                                           absl::Span<const PipelineStep> steps) {
  if (PQenterPipelineMode(connection) == 0) {
    return PostgresError("", PQerrorMessage(connection), steps.front().where);
  }
  if (absl::Status sent = SendAll(connection, steps); !sent.ok()) return sent;
  absl::StatusOr<PostgresResult> outcome = TakeAll(connection, steps);
  if (PQexitPipelineMode(connection) == 0 && outcome.ok()) {
    return PostgresError("", PQerrorMessage(connection), steps.back().where);
  }
  return outcome;
}

}  // namespace headwater::store
