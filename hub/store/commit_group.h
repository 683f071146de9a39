// One group of works on its way through one transaction, step by step.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/store/commit_queue.h"
#include "hub/store/database.h"
#include "hub/store/group_trust.h"

namespace headwater::store {

// Works that are done, each with what its Done is told.
struct Report {
  std::vector<std::unique_ptr<Work>> works;
  std::vector<absl::Status> verdicts;

  void Tell();
};

// What the works are told once the queue is sealed. The cause stands in the hub's log;
// what a caller can do is the same for all of them.
extern const char kNotWritten[];

// Not thread-safe. The database, the options and the trust outlive it.
class CommitGroup {
 public:
  CommitGroup(Database& database, const CommitQueueOptions& options, GroupTrust& trust,
              std::vector<std::unique_ptr<Work>> works);

  // Does the next thing: begins the transaction, applies one work, commits, or says that it
  // is committed. False once all is done.
  bool Step();

  // After the last step: not OK when the queue has to be sealed.
  const absl::Status& fatal() const { return fatal_; }
  // After the last step, once.
  Report TakeReport();

 private:
  enum class Next { kBegin, kApply, kCommit, kPublish, kNothing };

  void Begin();
  bool MayTrust();
  void ApplyNext();
  // True when the work is to be kept. An error means that the transaction itself is
  // broken, as it is after a full disk.
  absl::StatusOr<bool> Apply(Work& work, absl::Status& verdict);
  void Commit();
  void Publish();
  // The transaction broke before its COMMIT. ABORTED is what a database says that undid it
  // and takes the next one: a server that was restarted, for one.
  void Break(absl::Status cause);
  // The same for the COMMIT itself. UNKNOWN is what a database says that may have committed and
  // that shows to the next transaction whether it did; after any other error nobody can trust
  // what is there, as after a sync that failed.
  void BreakAtCommit(absl::Status cause);
  // All of it once more, from its beginning, each work by itself.
  void Redo();
  // Ends the transaction and tells all works the same.
  void Fail(absl::Status told);
  void FailForGood(const char* told, absl::Status cause);

  Database& database_;
  const CommitQueueOptions& options_;
  GroupTrust& trust_;
  Next next_ = Next::kBegin;
  Report report_;
  std::unique_ptr<Transaction> transaction_;
  size_t applied_ = 0;
  bool kept_any_ = false;
  bool redone_ = false;
  absl::Status fatal_;
};

}  // namespace headwater::store
