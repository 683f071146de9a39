// Several statements in one round trip.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// libpq's own names; its header is included in the driver's sources alone.
struct pg_conn;
struct pg_result;

namespace headwater::store {

struct ClearResult {
  void operator()(pg_result* result) const;
};
using PostgresResult = std::unique_ptr<pg_result, ClearResult>;

// What is borrowed lives until the call that takes the step has returned; `where` until its
// answer was read.
struct PipelineStep {
  std::string_view where;  // for the error
  // The name of a prepared statement, or the text of one that has no parameters.
  const char* prepared = nullptr;
  const char* text = nullptr;
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  // Where given, what `prepared` is to name from then on, whose parameters have these types.
  const char* prepare = nullptr;
  std::vector<unsigned int> types;
  // Whether Finish gives its result.
  bool wanted = false;
};

// Takes the result that libpq gave, or says what was wrong.
absl::StatusOr<PostgresResult> CheckResult(pg_conn* connection, pg_result* raw,
                                           std::string_view where);

// Statements that are sent without waiting, and whose answers are read together. They run in
// order, each only if those before it went well, as part of the transaction that is open. From
// the first Send to the next Finish nothing else may use the connection.
class PostgresPipeline {
 public:
  explicit PostgresPipeline(pg_conn* connection) : connection_(connection) {}

  // It may stay here until Hasten or Finish. An error leaves the connection unfit for
  // anything else.
  absl::Status Send(const PipelineStep& step);
  // The server begins with what was sent while the caller goes on.
  absl::Status Hasten();
  // Those that were sent since the last Finish.
  size_t sent() const { return sent_.size(); }
  // Waits for all of them; the results of those that are wanted, in order, or the first error.
  // One that leaves the connection unfit for anything else is ABORTED.
  absl::StatusOr<std::vector<PostgresResult>> Finish();
  // After an error of Finish: the place, among those that it waited for, of the one that failed.
  size_t failed_at() const { return failed_at_; }

 private:
  struct Sent {
    std::string_view where;
    bool wanted;
  };
  absl::StatusOr<std::vector<PostgresResult>> TakeAll();

  pg_conn* const connection_;
  std::vector<Sent> sent_;
  size_t failed_at_ = 0;
};

}  // namespace headwater::store
