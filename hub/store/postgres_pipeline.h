// Several statements in one round trip.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

// libpq's own names; its header is included in the driver's sources alone.
struct pg_conn;
struct pg_result;

namespace headwater::store {

struct ClearResult {
  void operator()(pg_result* result) const;
};
using PostgresResult = std::unique_ptr<pg_result, ClearResult>;

// What is borrowed lives until the call that takes the step has returned.
struct PipelineStep {
  std::string_view where;  // for the error
  // The name of a prepared statement, or the text of one that has no parameters.
  const char* prepared = nullptr;
  const char* text = nullptr;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

// Takes the result that libpq gave, or says what was wrong.
absl::StatusOr<PostgresResult> CheckResult(pg_conn* connection, pg_result* raw,
                                           std::string_view where);

// Runs them in order, each only if those before it went well; the result of the last, or the
// first error. Part of the transaction that is open. An error that leaves the connection
// unfit for anything else is ABORTED.
absl::StatusOr<PostgresResult> RunTogether(pg_conn* connection,
                                           absl::Span<const PipelineStep> steps);

}  // namespace headwater::store
