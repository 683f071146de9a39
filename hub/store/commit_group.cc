#include "hub/store/commit_group.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/store/redo.h"
#include "hub/store/trusting_transaction.h"

namespace headwater::store {
namespace {

constexpr char kOutcomeUnknown[] =
    "commit failed; the hub stopped taking writes; retry the same request_id after it has "
    "restarted";

constexpr char kMayBeWritten[] =
    "whether this was written is not known; retry the same request_id, which is applied once (";

constexpr Sql kAnything{"commit_group.anything", "SELECT 1"};

}  // namespace

const char kNotWritten[] =
    "the hub has stopped taking writes, and nothing of this was written; retry the same "
    "request_id after it has restarted";

void Report::Tell() {
  for (size_t i = 0; i < works.size(); ++i) works[i]->Done(std::move(verdicts[i]));
}

CommitGroup::CommitGroup(Database& database, const CommitQueueOptions& options, GroupTrust& trust,
                         std::vector<std::unique_ptr<Work>> works)
    : database_(database),
      options_(options),
      trust_(trust),
      report_{.works = std::move(works), .verdicts = {}} {
  report_.verdicts.resize(report_.works.size());
}

bool CommitGroup::Step() {
  switch (next_) {
    case Next::kBegin:
      Begin();
      break;
    case Next::kApply:
      ApplyNext();
      break;
    case Next::kCommit:
      Commit();
      break;
    case Next::kPublish:
      Publish();
      break;
    case Next::kNothing:
      break;
  }
  return next_ != Next::kNothing;
}

Report CommitGroup::TakeReport() { return std::move(report_); }

void CommitGroup::Begin() {
  absl::StatusOr<std::unique_ptr<Transaction>> transaction = database_.BeginWrite();
  if (!transaction.ok()) {
    return Fail(absl::UnavailableError(absl::StrCat("nothing of this was written; retry it (",
                                                    transaction.status().message(), ")")));
  }
  transaction_ = *std::move(transaction);
  if (options_.beginning) options_.beginning();
  next_ = Next::kApply;
  TrustingTransaction* const trusting = AsTrusting(*transaction_);
  if (trusting != nullptr && MayTrust()) trusting->TrustReleases();
  for (const std::unique_ptr<Work>& work : report_.works) work->Announce();
  if (options_.announced) {
    if (absl::Status asked = options_.announced(*transaction_); !asked.ok()) Break(asked);
  }
}

// A dry run is undone whatever it finds.
bool CommitGroup::MayTrust() {
  if (redone_ || !trust_.Take()) return false;
  for (const std::unique_ptr<Work>& work : report_.works) {
    if (work->dry_run()) return false;
  }
  return true;
}

void CommitGroup::ApplyNext() {
  const size_t i = applied_++;
  absl::StatusOr<bool> kept = Apply(*report_.works[i], report_.verdicts[i]);
  if (!kept.ok()) return Break(std::move(kept).status());
  kept_any_ |= *kept;
  if (applied_ < report_.works.size()) return;
  if (kept_any_) {
    next_ = Next::kCommit;
    return;
  }
  // Nothing to keep: the transaction is rolled back and nothing is synced.
  transaction_ = nullptr;
  next_ = Next::kNothing;
}

absl::StatusOr<bool> CommitGroup::Apply(Work& work, absl::Status& verdict) {
  RETURN_IF_ERROR(transaction_->Savepoint());
  verdict = work.Apply(*transaction_);
  // What a driver put off fails here.
  if (verdict.ok() && !work.dry_run()) {
    verdict = transaction_->Release();
    if (verdict.ok()) return true;
  } else if (verdict.ok()) {
    verdict = transaction_->Query(kAnything, {}, [](const Row&) { return absl::OkStatus(); });
  }
  RETURN_IF_ERROR(transaction_->RollbackToSavepoint());
  return false;
}

void CommitGroup::Commit() {
  if (options_.ending) {
    if (absl::Status ended = options_.ending(*transaction_); !ended.ok()) {
      return Break(std::move(ended));
    }
  }
  if (absl::Status committed = transaction_->Commit(); !committed.ok()) {
    return BreakAtCommit(std::move(committed));
  }
  transaction_ = nullptr;
  next_ = Next::kPublish;
}

void CommitGroup::Publish() {
  if (options_.committed) options_.committed();
  next_ = Next::kNothing;
}

void CommitGroup::Fail(absl::Status told) {
  transaction_ = nullptr;
  report_.verdicts.assign(report_.works.size(), told);
  next_ = Next::kNothing;
}

void CommitGroup::Redo() {
  redone_ = true;
  trust_.Misplaced();
  transaction_ = nullptr;
  applied_ = 0;
  kept_any_ = false;
  report_.verdicts.assign(report_.works.size(), absl::OkStatus());
  next_ = Next::kBegin;
}

void CommitGroup::Break(absl::Status cause) {
  if (IsRedo(cause) && !redone_) return Redo();
  if (!absl::IsAborted(cause)) return FailForGood(kNotWritten, std::move(cause));
  Fail(absl::UnavailableError(
      absl::StrCat("nothing of this was written; retry it (", cause.message(), ")")));
}

void CommitGroup::BreakAtCommit(absl::Status cause) {
  if (absl::IsAborted(cause)) return Break(std::move(cause));
  if (!absl::IsUnknown(cause)) return FailForGood(kOutcomeUnknown, std::move(cause));
  Fail(absl::UnavailableError(absl::StrCat(kMayBeWritten, cause.message(), ")")));
}

void CommitGroup::FailForGood(const char* told, absl::Status cause) {
  fatal_ = std::move(cause);
  Fail(absl::UnavailableError(told));
}

}  // namespace headwater::store
