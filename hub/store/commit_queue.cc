#include "hub/store/commit_queue.h"

#include <deque>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/check.h"
#include "hub/store/commit_group.h"
#include "hub/store/fair_queue.h"
#include "hub/store/group_trust.h"
#include "hub/store/queue_steps.h"

namespace headwater::store {
namespace {

constexpr char kStopping[] =
    "the hub is stopping; retry the same request_id after it has restarted";

}  // namespace

struct CommitQueue::State {
  State(Database& for_database, CommitQueueOptions with_options)
      : database(for_database),
        options(std::move(with_options)),
        works({.works_max = options.waiting_max,
               .bytes_max = options.waiting_bytes_max,
               .owner_works_max = options.waiting_of_owner_max,
               .owner_bytes_max = options.waiting_bytes_of_owner_max}) {}

  // The two threads, until the queue has stopped.
  void Write();
  void TellAll();

  // What waits is the next group; false when nothing does.
  bool Take();
  // The group is through: seals where that is due, and hands it over.
  void Finish();
  std::vector<std::unique_ptr<Work>> Seal(const absl::Status& cause);
  void Hand(Report report);
  // Nothing more will be handed over.
  void EndReports();

  // See QueueSteps.
  bool StepWriter();
  bool StepReporter();

  bool Ready() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) { return stopping || !works.empty(); }

  Database& database;
  const CommitQueueOptions options;

  mutable absl::Mutex mutex;
  FairQueue works ABSL_GUARDED_BY(mutex);
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  bool is_sealed ABSL_GUARDED_BY(mutex) = false;

  // The writer's own.
  GroupTrust trust;
  std::unique_ptr<CommitGroup> group;
  bool through = false;  // its last step is done

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

bool CommitQueue::State::Take() {
  std::vector<std::unique_ptr<Work>> taken;
  {
    absl::MutexLock lock(&mutex);
    taken = works.Take({.works_max = options.group_size_max,
                        .bytes_max = options.group_bytes_max,
                        .owner_works_max = options.group_of_owner_max});
  }
  if (taken.empty()) return false;
  group = std::make_unique<CommitGroup>(database, options, trust, std::move(taken));
  return true;
}

void CommitQueue::State::Finish() {
  const std::unique_ptr<CommitGroup> ended = std::move(group);
  if (ended->fatal().ok()) return Hand(ended->TakeReport());
  // Before its works are told, so that whoever hears of it finds the queue closed.
  std::vector<std::unique_ptr<Work>> refused = Seal(ended->fatal());
  Hand(ended->TakeReport());
  std::vector<absl::Status> verdicts(refused.size(), absl::UnavailableError(kNotWritten));
  Hand({.works = std::move(refused), .verdicts = std::move(verdicts)});
}

// Closes the queue, and gives what waited in it.
std::vector<std::unique_ptr<Work>> CommitQueue::State::Seal(const absl::Status& cause) {
  std::vector<std::unique_ptr<Work>> refused;
  {
    absl::MutexLock lock(&mutex);
    is_sealed = true;
    refused = works.TakeAll();
  }
  if (options.sealed) options.sealed(cause);
  return refused;
}

void CommitQueue::State::Hand(Report report) {
  {
    absl::MutexLock lock(&report_mutex);
    // One work alone, and nobody's turn before it.
    if (report.works.size() > 1 || telling || !reports.empty()) {
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
    {
      absl::MutexLock lock(&mutex);
      mutex.Await(absl::Condition(this, &State::Ready));
    }
    if (!Take()) return EndReports();
    while (group->Step()) {
    }
    Finish();
  }
}

bool CommitQueue::State::StepWriter() {
  if (group == nullptr) return Take();
  if (!through) {
    through = !group->Step();
    return true;
  }
  {
    // Finish hands over two reports at most, and nobody but the caller tells them.
    absl::MutexLock lock(&report_mutex);
    if (reports.size() + 2 > kGroupsUnreportedMax) return false;
  }
  through = false;
  Finish();
  return true;
}

bool CommitQueue::State::StepReporter() {
  Report report;
  {
    absl::MutexLock lock(&report_mutex);
    if (reports.empty()) return false;
    report = std::move(reports.front());
    reports.pop_front();
  }
  report.Tell();
  return true;
}

CommitQueue::CommitQueue(Database& database, CommitQueueOptions options)
    : state_(std::make_unique<State>(database, std::move(options))) {
  State* const state = state_.get();
  if (QueueSteps* const steps = state->options.steps; steps != nullptr) {
    steps->write_ = [state] { return state->StepWriter(); };
    steps->report_ = [state] { return state->StepReporter(); };
    return;
  }
  // noexcept: what a work throws past its own code ends the process.
  writer_ = std::thread([state]() noexcept { state->Write(); });
  reporter_ = std::thread([state]() noexcept { state->TellAll(); });
}

CommitQueue::~CommitQueue() {
  Stop();
  if (QueueSteps* const steps = state_->options.steps; steps != nullptr) *steps = QueueSteps();
}

absl::Status CommitQueue::Push(std::unique_ptr<Work> work) {
  absl::MutexLock lock(&state_->mutex);
  if (state_->is_sealed) return absl::UnavailableError(kNotWritten);
  if (state_->stopping) return absl::UnavailableError(kStopping);
  return state_->works.Push(std::move(work));
}

void CommitQueue::Stop() {
  const auto self = std::this_thread::get_id();
  HW_CHECK(self != writer_.get_id() && self != reporter_.get_id()) << "Stop is called from a Done";
  {
    absl::MutexLock lock(&state_->mutex);
    state_->stopping = true;
  }
  if (state_->options.steps != nullptr) {
    while (state_->StepWriter() || state_->StepReporter()) {
    }
    return;
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
  return state_->works.works();
}

size_t CommitQueue::waiting_bytes() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->works.bytes();
}

}  // namespace headwater::store
