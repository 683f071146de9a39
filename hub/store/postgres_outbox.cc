#include "hub/store/postgres_outbox.h"

#include <libpq-fe.h>

#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/store/postgres_dialect.h"
#include "hub/store/redo.h"

namespace headwater::store {
namespace {

constexpr char kSavepoint[] = "SAVEPOINT work";
constexpr char kRelease[] = "RELEASE work";
constexpr char kUndo[] = "ROLLBACK TO work";
// Batches and commands of a work that wait to be sent; one more, and they are.
constexpr size_t kKeptMax = 64;
// What is gathered over works before it is sent: enough to spare most statements, and little enough
// for the server to work while the hub does.
constexpr size_t kGatheredBytes = 64 << 10;
// Of one statement; for other rows it is the one that takes all columns as arrays.
constexpr size_t kVariantsMax = 16;

}  // namespace

void PostgresOutbox::End() {
  kept_.clear();
  work_kept_ = 0;
  work_sent_ = 0;
  mark_ = Mark::kNone;
  trusting_ = false;
  unconfirmed_ = false;
  // Whatever it was that these answers say: it is undone, or of a connection that is lost.
  Finish().IgnoreError();
  redo_ = absl::OkStatus();
}

absl::Status PostgresOutbox::Add(const Sql& sql, PostgresWrite& write,
                                 absl::Span<const Value> values) {
  RETURN_IF_ERROR(redo_);
  // Rows of one work alone are gathered: what stands before belongs to another.
  const bool joins = kept_.size() > work_kept_ && kept_.back().write == &write &&
                     write.batch_name != nullptr && !kept_.back().rows->full();
  if (!joins) {
    if (kept_.size() >= work_kept_ + kKeptMax) {
      MarkWork();
      RETURN_IF_ERROR(SendKept());
    }
    kept_.push_back({write.where, nullptr, &write, PostgresBatch(write.types)});
  }
  absl::Status added = kept_.back().rows->Add(sql, values);
  if (!added.ok() && !joins) kept_.pop_back();
  return added;
}

absl::Status PostgresOutbox::Savepoint() {
  RETURN_IF_ERROR(redo_);
  mark_ = Mark::kDue;
  work_kept_ = kept_.size();
  return absl::OkStatus();
}

// A savepoint that was not sent, of a work that wrote nothing or is trusted, is never made. One
// whose work has nothing left to send cannot fail, and its end goes with what comes next.
absl::Status PostgresOutbox::Release() {
  RETURN_IF_ERROR(redo_);
  const bool waits = !trusting_ && kept_.size() > work_kept_;
  if (waits) MarkWork();
  if (mark_ == Mark::kSent) KeepCommand("postgres.release", kRelease);
  if (waits) {
    RETURN_IF_ERROR(Flush());
  } else if (trusting_) {
    unconfirmed_ |= !kept_.empty() || waiting();
    if (mark_ == Mark::kSent) {
      RETURN_IF_ERROR(SendKept());
    } else {
      GatherWork();
      if (KeptBytes() >= kGatheredBytes) {
        RETURN_IF_ERROR(SendKept());
        RETURN_IF_ERROR(pipeline_.Hasten());
      }
    }
  }
  mark_ = Mark::kNone;
  work_kept_ = 0;
  return absl::OkStatus();
}

absl::Status PostgresOutbox::Undo() {
  RETURN_IF_ERROR(redo_);
  if (mark_ == Mark::kSent) {
    kept_.clear();
    // An error of what the work sent ahead is undone with it; and what comes behind an error, the
    // server passes over.
    if (waiting()) {
      Finish().IgnoreError();
      RETURN_IF_ERROR(redo_);
    }
    KeepCommand("postgres.rollback_to_savepoint", kUndo);
    KeepCommand("postgres.release", kRelease);
    RETURN_IF_ERROR(Flush());
  } else {
    // Nothing of it was sent.
    kept_.resize(work_kept_);
  }
  mark_ = Mark::kNone;
  work_kept_ = 0;
  return absl::OkStatus();
}

// Rows of one INSERT may come earlier than they were added: no two rows of it depend on each
// other, but what else a transaction writes may depend on what stands before it.
size_t PostgresOutbox::PlaceFor(const Kept& rows, size_t end) const {
  for (size_t i = end; i > 0; --i) {
    const Kept& kept = kept_[i - 1];
    if (kept.write == nullptr || kept.write->batch_name == nullptr) break;
    if (kept.write == rows.write && kept.rows->HasRoomFor(*rows.rows)) return i - 1;
  }
  return kept_.size();
}

void PostgresOutbox::GatherWork() {
  size_t end = work_kept_;
  for (size_t i = work_kept_; i < kept_.size(); ++i) {
    const size_t place = PlaceFor(kept_[i], end);
    if (place < end) {
      kept_[place].rows->Append(*kept_[i].rows);
    } else {
      if (i != end) kept_[end] = std::move(kept_[i]);
      ++end;
    }
  }
  kept_.resize(end);
}

size_t PostgresOutbox::KeptBytes() const {
  size_t bytes = 0;
  for (const Kept& kept : kept_) {
    if (kept.rows.has_value()) bytes += kept.rows->bytes();
  }
  return bytes;
}

void PostgresOutbox::KeepCommand(std::string_view where, const char* command) {
  kept_.push_back({where, command, nullptr, std::nullopt});
}

void PostgresOutbox::MarkWork() {
  if (mark_ != Mark::kDue) return;
  mark_ = Mark::kSent;
  kept_.insert(kept_.begin() + static_cast<std::ptrdiff_t>(work_kept_),
               Kept{"postgres.savepoint", kSavepoint, nullptr, std::nullopt});
}

absl::Status PostgresOutbox::SendKept() {
  absl::Status sent;
  for (Kept& kept : kept_) {
    if (kept.rows.has_value()) {
      sent = SendRows(kept, *kept.rows);
    } else {
      if (kept.command == kSavepoint) work_sent_ = pipeline_.sent();
      PipelineStep step;
      step.where = kept.where;
      step.text = kept.command;
      sent = pipeline_.Send(step);
    }
    if (!sent.ok()) break;
  }
  kept_.clear();
  work_kept_ = 0;
  return sent;
}

absl::Status PostgresOutbox::SendRows(const Kept& kept, PostgresBatch& rows) {
  PipelineStep step;
  step.where = kept.where;
  if (rows.rows() == 1) {
    step.prepared = kept.write->name;
    rows.Fill(std::vector<bool>(kept.write->types.size(), false), step.values, step.lengths,
              step.formats);
  } else {
    std::vector<bool> varies = rows.Varying();
    ASSIGN_OR_RETURN(step.prepared, StatementFor(*kept.write, varies));
    if (step.prepared == kept.write->batch_name) varies.assign(varies.size(), true);
    rows.Fill(varies, step.values, step.lengths, step.formats);
  }
  return pipeline_.Send(step);
}

absl::StatusOr<const char*> PostgresOutbox::StatementFor(PostgresWrite& write,
                                                         const std::vector<bool>& varies) {
  const auto found = write.variants.find(varies);
  if (found != write.variants.end()) return found->second.c_str();
  if (write.variants.size() >= kVariantsMax) return write.batch_name;
  const std::string text = ManyRowsOf(write.text, varies);
  const std::string& name =
      write.variants.emplace(varies, absl::StrCat(write.batch_name, "v", ++made_)).first->second;
  PipelineStep step;
  step.where = write.where;
  step.prepared = name.c_str();
  step.prepare = text.c_str();
  for (size_t i = 0; i < varies.size(); ++i) {
    step.types.push_back(varies[i] ? ArrayOf(write.types[i]) : write.types[i]);
  }
  making_.emplace_back(&write, varies);
  RETURN_IF_ERROR(pipeline_.Send(step));
  return name.c_str();
}

absl::StatusOr<std::vector<PostgresResult>> PostgresOutbox::Finish() {
  absl::StatusOr<std::vector<PostgresResult>> results = pipeline_.Finish();
  if (!results.ok()) {
    // Some may have been made; none is used again, and no name is given twice.
    for (const auto& [write, varies] : making_) write->variants.erase(varies);
    making_.clear();
    return Failed(results.status());
  }
  making_.clear();
  unconfirmed_ = false;
  work_sent_ = 0;
  return results;
}

absl::Status PostgresOutbox::Failed(absl::Status error) {
  if (!trusting_ || PQstatus(connection_) != CONNECTION_OK) return error;
  const bool of_the_work = mark_ == Mark::kSent && pipeline_.failed_at() >= work_sent_;
  const bool alone = mark_ == Mark::kNone && !unconfirmed_;
  unconfirmed_ = false;
  work_sent_ = 0;
  if (of_the_work || alone) return error;
  redo_ = RedoError(error);
  return redo_;
}

absl::StatusOr<PostgresResult> PostgresOutbox::Run(PipelineStep step, bool writes) {
  step.wanted = true;
  RETURN_IF_ERROR(redo_);
  // A careful work is undone on its own, a question of it that failed included.
  if (writes || !trusting_ || kept_.size() > work_kept_) MarkWork();
  RETURN_IF_ERROR(SendKept());
  RETURN_IF_ERROR(pipeline_.Send(step));
  ASSIGN_OR_RETURN(std::vector<PostgresResult> results, Finish());
  return std::move(results.back());
}

absl::Status PostgresOutbox::Ask(PipelineStep step) {
  step.wanted = true;
  return pipeline_.Send(step);
}

absl::Status PostgresOutbox::Flush() {
  RETURN_IF_ERROR(redo_);
  if (!trusting_ || kept_.size() > work_kept_) MarkWork();
  RETURN_IF_ERROR(SendKept());
  return Finish().status();
}

absl::Status PostgresOutbox::FlushForWrite() {
  RETURN_IF_ERROR(redo_);
  MarkWork();
  return Flush();
}

}  // namespace headwater::store
