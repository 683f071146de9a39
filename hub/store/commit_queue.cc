#include "hub/store/commit_queue.h"

#include <deque>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/check.h"
#include "hub/base/error.h"

namespace headwater::store {
namespace {

using Group = std::vector<std::unique_ptr<Work>>;

// Works that are done, each with what its Done is told.
struct Report {
  Group group;
  std::vector<absl::Status> verdicts;

  void Tell() {
    for (size_t i = 0; i < group.size(); ++i) group[i]->Done(std::move(verdicts[i]));
  }
};

// The causes stand in the hub's log (`sealed` gets them); what a caller can do is
// the same for all of them.
constexpr char kOutcomeUnknown[] =
    "commit failed; the hub stopped taking writes; retry the same request_id after it has "
    "restarted";
constexpr char kNotWritten[] =
    "the hub has stopped taking writes, and nothing of this was written; retry the same "
    "request_id after it has restarted";
constexpr char kStopping[] =
    "the hub is stopping; retry the same request_id after it has restarted";

constexpr Sql kAnything{"commit_queue.anything", "SELECT 1"};

// How a group ended. `fatal` is not OK when the queue has to be sealed.
struct Outcome {
  absl::Status group;
  absl::Status fatal;
};

Outcome Fatal(const char* told, absl::Status cause) {
  return {absl::UnavailableError(told), std::move(cause)};
}

// A transaction that broke before its COMMIT. ABORTED is what a database says that undid it
// and takes the next one: a server that was restarted, for one.
Outcome Broken(absl::Status cause) {
  if (!absl::IsAborted(cause)) return Fatal(kNotWritten, std::move(cause));
  return {absl::UnavailableError(
              absl::StrCat("nothing of this was written; retry it (", cause.message(), ")")),
          absl::OkStatus()};
}

}  // namespace

struct CommitQueue::State {
  State(Database& for_database, CommitQueueOptions with_options)
      : database(for_database), options(std::move(with_options)) {}

  // The two threads, until the queue has stopped.
  void Write();
  void TellAll();

  // Blocks until there is work or the queue stops; empty only when it has stopped.
  Group Take();
  Outcome Apply(Group& group, std::vector<absl::Status>& verdicts);
  absl::StatusOr<bool> ApplyOne(Transaction& transaction, Work& work, absl::Status& verdict);
  void RunGroup(Group group);
  Group Seal(const absl::Status& cause);
  void Hand(Report report);
  // Nothing more will be handed over.
  void EndReports();
  bool Ready() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return stopping || !works.empty(); }

  Database& database;
  const CommitQueueOptions options;

  mutable absl::Mutex mutex;
  std::deque<std::unique_ptr<Work>> works ABSL_GUARDED_BY(mutex);
  size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  bool is_sealed ABSL_GUARDED_BY(mutex) = false;

  bool ReportDue() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(report_mutex) {
    return reports_ended || !reports.empty();
  }
  bool ReportFits() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(report_mutex) {
    return reports.size() < kGroupsUnreportedMax;
  }

  absl::Mutex report_mutex;
  std::deque<Report> reports ABSL_GUARDED_BY(report_mutex);
  bool telling ABSL_GUARDED_BY(report_mutex) = false;
  bool reports_ended ABSL_GUARDED_BY(report_mutex) = false;

  // Held while the threads are joined, so that every Stop returns after their end.
  absl::Mutex joining;
};

Group CommitQueue::State::Take() {
  absl::MutexLock lock(&mutex);
  mutex.Await(absl::Condition(this, &State::Ready));
  Group group;
  size_t group_bytes = 0;
  while (!works.empty() && group.size() < options.group_size_max) {
    const size_t size = works.front()->size();
    if (!group.empty() && group_bytes + size > options.group_bytes_max) break;
    group_bytes += size;
    bytes -= size;
    group.push_back(std::move(works.front()));
    works.pop_front();
  }
  return group;
}

// True when the work is to be kept. An error means that the transaction itself is
// broken, as it is after a full disk.
absl::StatusOr<bool> CommitQueue::State::ApplyOne(Transaction& transaction, Work& work,
                                                  absl::Status& verdict) {
  RETURN_IF_ERROR(transaction.Savepoint());
  verdict = work.Apply(transaction);
  // What a driver put off fails here.
  if (verdict.ok() && !work.dry_run()) {
    verdict = transaction.Release();
    if (verdict.ok()) return true;
  } else if (verdict.ok()) {
    verdict = transaction.Query(kAnything, {}, [](const Row&) { return absl::OkStatus(); });
  }
  RETURN_IF_ERROR(transaction.RollbackToSavepoint());
  return false;
}

Outcome CommitQueue::State::Apply(Group& group, std::vector<absl::Status>& verdicts) {
  absl::StatusOr<std::unique_ptr<Transaction>> transaction = database.BeginWrite();
  if (!transaction.ok()) {
    return {absl::UnavailableError(absl::StrCat("nothing of this was written; retry it (",
                                                transaction.status().message(), ")")),
            absl::OkStatus()};
  }
  if (options.beginning) options.beginning();
  bool kept_any = false;
  for (size_t i = 0; i < group.size(); ++i) {
    absl::StatusOr<bool> kept = ApplyOne(**transaction, *group[i], verdicts[i]);
    if (!kept.ok()) return Broken(std::move(kept).status());
    kept_any |= *kept;
  }
  // Nothing to keep: the transaction is rolled back and nothing is synced.
  if (!kept_any) return {};
  if (options.ending) {
    if (absl::Status ended = options.ending(**transaction); !ended.ok()) {
      return Broken(std::move(ended));
    }
  }
  if (absl::Status committed = (*transaction)->Commit(); !committed.ok()) {
    return Fatal(kOutcomeUnknown, std::move(committed));
  }
  transaction->reset();
  if (options.committed) options.committed();
  return {};
}

void CommitQueue::State::RunGroup(Group group) {
  Report report{.group = std::move(group), .verdicts = {}};
  report.verdicts.resize(report.group.size());
  const Outcome outcome = Apply(report.group, report.verdicts);
  if (!outcome.group.ok()) {
    report.verdicts.assign(report.group.size(), outcome.group);
  }
  if (outcome.fatal.ok()) return Hand(std::move(report));
  // Before its works are told, so that whoever hears of it finds the queue closed.
  Group refused = Seal(outcome.fatal);
  Hand(std::move(report));
  std::vector<absl::Status> verdicts(refused.size(), absl::UnavailableError(kNotWritten));
  Hand({.group = std::move(refused), .verdicts = std::move(verdicts)});
}

// Closes the queue, and gives what waited in it.
Group CommitQueue::State::Seal(const absl::Status& cause) {
  Group refused;
  {
    absl::MutexLock lock(&mutex);
    is_sealed = true;
    for (auto& work : works) refused.push_back(std::move(work));
    works.clear();
    bytes = 0;
  }
  if (options.sealed) options.sealed(cause);
  return refused;
}

void CommitQueue::State::Hand(Report report) {
  {
    absl::MutexLock lock(&report_mutex);
    // One work alone, and nobody's turn before it.
    if (report.group.size() > 1 || telling || !reports.empty()) {
      report_mutex.Await(absl::Condition(this, &State::ReportFits));
      reports.push_back(std::move(report));
      return;
    }
  }
  report.Tell();
}

void CommitQueue::State::EndReports() {
  absl::MutexLock lock(&report_mutex);
  reports_ended = true;
}

void CommitQueue::State::TellAll() {
  while (true) {
    Report report;
    {
      absl::MutexLock lock(&report_mutex);
      telling = false;
      report_mutex.Await(absl::Condition(this, &State::ReportDue));
      if (reports.empty()) return;
      report = std::move(reports.front());
      reports.pop_front();
      telling = true;
    }
    report.Tell();
  }
}

void CommitQueue::State::Write() {
  while (true) {
    Group group = Take();
    if (group.empty()) return EndReports();
    RunGroup(std::move(group));
  }
}

CommitQueue::CommitQueue(Database& database, CommitQueueOptions options)
    : state_(std::make_unique<State>(database, std::move(options))),
      // noexcept: what a work throws past its own code ends the process.
      writer_([state = state_.get()]() noexcept { state->Write(); }),
      reporter_([state = state_.get()]() noexcept { state->TellAll(); }) {}

CommitQueue::~CommitQueue() { Stop(); }

absl::Status CommitQueue::Push(std::unique_ptr<Work> work) {
  const size_t size = work->size();
  absl::MutexLock lock(&state_->mutex);
  if (state_->is_sealed) return absl::UnavailableError(kNotWritten);
  if (state_->stopping) return absl::UnavailableError(kStopping);
  if (state_->works.size() >= state_->options.waiting_max ||
      size > state_->options.waiting_bytes_max - state_->bytes) {
    return absl::ResourceExhaustedError(
        "the hub has as many writes waiting as it may and takes no more at present; retry after "
        "a pause");
  }
  state_->bytes += size;
  state_->works.push_back(std::move(work));
  return absl::OkStatus();
}

void CommitQueue::Stop() {
  const auto self = std::this_thread::get_id();
  HW_CHECK(self != writer_.get_id() && self != reporter_.get_id()) << "Stop is called from a Done";
  {
    absl::MutexLock lock(&state_->mutex);
    state_->stopping = true;
  }
  absl::MutexLock lock(&state_->joining);
  if (!writer_.joinable()) return;
  writer_.join();
  reporter_.join();
}

bool CommitQueue::healthy() const {
  absl::MutexLock lock(&state_->mutex);
  return !state_->is_sealed;
}

size_t CommitQueue::waiting() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->works.size();
}

}  // namespace headwater::store
