// What a transaction puts off, and in which order it reaches the server.
//
// Writes whose outcome nobody waits for are kept, or sent without waiting for their answers;
// whatever has to be answered is sent behind them and waits for all. So a group of works costs as
// many round trips as it asks questions.
//
// There are two ways with the works of a transaction, each between a Savepoint and its Release
// or Undo:
//
// - Careful, as a transaction begins: a Release waits, and what fails is the work's own.
// - Trusting: a Release waits for nothing, and a savepoint is made only where something may have to
//   be undone on the server. Rows of one INSERT are gathered over works, and go to the server a
//   stretch at a time while the next works are judged. A write that fails may then be that of a
//   work that was released before. Nobody can tell, so the whole transaction fails, with
//   RedoError, and is to be done again carefully.
//
// Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/store/database.h"
#include "hub/store/postgres_batch.h"
#include "hub/store/postgres_pipeline.h"

namespace headwater::store {

// A statement as it was prepared. Lives as long as its connection.
struct PostgresWrite {
  std::string_view where;
  const char* name = nullptr;
  // Of the same for many rows, with an array for each parameter; null where there is none.
  const char* batch_name = nullptr;
  absl::Span<const TypeOid> types;
  std::string_view text;  // of the Sql
  // The same for many rows of which some columns are all alike, by those that vary.
  std::map<std::vector<bool>, std::string> variants = {};
};

class PostgresOutbox {
 public:
  explicit PostgresOutbox(pg_conn* connection) : connection_(connection), pipeline_(connection) {}

  // From here to the end of the transaction.
  void Trust() { trusting_ = true; }
  // The transaction has ended or is to be rolled back: what it put off is forgotten.
  void End();

  // Puts a write off: its error is that of a later call. INTERNAL at once when a value does not
  // fit.
  absl::Status Add(const Sql& sql, PostgresWrite& write, absl::Span<const Value> values);

  absl::Status Savepoint();
  absl::Status Release();
  absl::Status Undo();

  // Runs it behind all that was put off, and waits. `writes`: it may change something.
  absl::StatusOr<PostgresResult> Run(PipelineStep step, bool writes);
  // Sends one of several questions, behind a Flush; and waits for the results of all of them.
  absl::Status Ask(PipelineStep step);
  absl::StatusOr<std::vector<PostgresResult>> Answers() { return Finish(); }
  // Waits until all that was put off is done. Before what goes to the server in another way.
  absl::Status Flush();
  // As Flush, where what follows may change something.
  absl::Status FlushForWrite();

  bool trusting() const { return trusting_; }
  // The transaction failed, and is to be done again carefully.
  bool must_redo() const { return !redo_.ok(); }
  // Something was sent whose answer was not read.
  bool waiting() const { return pipeline_.sent() > 0; }

 private:
  // A command, or else rows of a write.
  struct Kept {
    std::string_view where;
    const char* command = nullptr;
    PostgresWrite* write = nullptr;
    std::optional<PostgresBatch> rows;
  };
  // Of the work that is open.
  enum class Mark { kNone, kDue, kSent };

  void KeepCommand(std::string_view where, const char* command);
  // From now on the work can be undone on the server.
  void MarkWork();
  // The open work is kept for good: its rows join those of the works before it.
  void GatherWork();
  // Where in kept_ rows may join; kept_.size() for nowhere.
  size_t PlaceFor(const Kept& rows, size_t end) const;
  size_t KeptBytes() const;
  absl::Status SendKept();
  absl::Status SendRows(const Kept& kept, PostgresBatch& rows);
  // The statement for rows of which these columns vary, made where there is none.
  absl::StatusOr<const char*> StatementFor(PostgresWrite& write, const std::vector<bool>& varies);
  absl::StatusOr<std::vector<PostgresResult>> Finish();
  // What an error of the server means for the transaction.
  absl::Status Failed(absl::Status error);

  pg_conn* const connection_;
  PostgresPipeline pipeline_;
  std::vector<Kept> kept_;
  bool trusting_ = false;
  Mark mark_ = Mark::kNone;
  // Where in kept_ the open work begins; and where among the statements that were sent, once its
  // savepoint was.
  size_t work_kept_ = 0;
  size_t work_sent_ = 0;
  // Variants that were sent to be made, and are not confirmed.
  std::vector<std::pair<PostgresWrite*, std::vector<bool>>> making_;
  int64_t made_ = 0;
  // A work was released whose writes were not confirmed.
  bool unconfirmed_ = false;
  absl::Status redo_;
};

}  // namespace headwater::store
