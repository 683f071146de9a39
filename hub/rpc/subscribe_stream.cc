#include "hub/rpc/subscribe_stream.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/alarm.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/exchange/limits.h"
#include "hub/exchange/subscription.h"
#include "hub/exchange/validator.h"
#include "hub/rpc/error_map.h"
#include "hub/rpc/refuse_for_now.h"
#include "hub/rpc/serial.h"

namespace headwater::rpc {
namespace {

using std::chrono::steady_clock;

// Signals come from gRPC threads, the timer and the writer; Step runs on the feed
// workers and alone touches the subscription and calls into gRPC.
class SubscribeStream final : public grpc::ServerWriteReactor<v1::SubscribeResponse>,
                              public OpenStream,
                              public std::enable_shared_from_this<SubscribeStream> {
 public:
  explicit SubscribeStream(Workers& workers) : workers_(workers) {}

  void Begin(grpc::CallbackServerContext& context, const v1::SubscribeRequest& request,
             store::Database& database, exchange::FeedWakes& wakes, Callers& callers,
             OpenCalls& calls) {
    self_ = shared_from_this();
    callers.Find(context, [self = self_, &request, &database, &wakes,
                           &calls](const absl::StatusOr<exchange::Caller>& caller) {
      // One that is refused costs the workers nothing: they have room for the open ones.
      const absl::Status status = self->Open(caller, request, database, wakes, calls);
      if (!status.ok()) return self->Finish(ToGrpcStatus(status));
      self->open_ = true;
      self->Signal(kOpened);
    });
  }

  void OnWriteDone(bool ok) override {
    if (!ok) SetEnding(absl::CancelledError("The caller has gone."));
    Signal(kWritten);
  }

  void OnCancel() override {
    SetEnding(absl::CancelledError("The caller has gone."));
    Signal(kEnding);
  }

  void OnDone() override { const auto self = std::move(self_); }

  void Drain() override {
    SetEnding(RefuseDraining());
    Signal(kEnding);
  }

 private:
  // What has happened since the step before.
  enum Event : uint32_t { kOpened = 1, kWritten = 2, kWoken = 4, kTimer = 8, kEnding = 16 };

  absl::Status Open(const absl::StatusOr<exchange::Caller>& caller,
                    const v1::SubscribeRequest& request, store::Database& database,
                    exchange::FeedWakes& wakes, OpenCalls& calls) {
    RETURN_IF_ERROR(caller.status());
    ASSIGN_OR_RETURN(const absl::Duration interval, HeartbeatIntervalOf(request));
    heartbeat_interval_ = absl::ToChronoMilliseconds(interval);
    ASSIGN_OR_RETURN(subscription_,
                     exchange::Subscription::Open(database, wakes, *caller, request));
    ASSIGN_OR_RETURN(pass_, calls.EnterStream("Subscribe", caller->party, weak_from_this()));
    return absl::OkStatus();
  }

  void SetEnding(absl::Status status) {
    absl::MutexLock lock(&mutex_);
    if (!ending_) ending_ = std::move(status);
  }

  std::optional<absl::Status> ending() {
    absl::MutexLock lock(&mutex_);
    return ending_;
  }

  void Signal(Event event) {
    // In one order for all threads: whoever does not see it open is seen by kOpened.
    events_.fetch_or(event);
    if (!open_) return;
    if (serial_.Signal()) Post();
  }

  // One step a task, so that streams take turns.
  void Post() {
    const bool taken = workers_.Post([self = shared_from_this()] {
      if (self->serial_.RunOnce([&] { self->Step(); })) self->Post();
    });
    HW_CHECK(taken) << "the feed workers take one task of each stream";
  }

  void Step() {
    const uint32_t events = events_.exchange(0, std::memory_order_acq_rel);
    if (events & kWritten) writing_ = false;
    if (events & kTimer) timer_runs_ = false;
    if (finished_ || writing_) return;
    if (auto status = ending()) return End(*status);
    Advance();
  }

  // Reads the feed on until there is something to write, or nothing to read.
  void Advance() {
    const bool heartbeat_due = steady_clock::now() >= next_heartbeat_;
    response_.Clear();
    if (absl::Status status = subscription_->Next(response_); !status.ok()) return End(status);
    if (response_.events_size() > 0 || heartbeat_due) return Write();
    if (response_.through_sequence() < response_.head_sequence()) {
      // The filter passes over a long stretch. Let other streams have their turn.
      return Signal(kWoken);
    }
    const bool waits = subscription_->Wait([self = weak_from_this()]() {
      if (const auto stream = self.lock()) stream->Signal(kWoken);
    });
    if (!waits) return Signal(kWoken);
    StartTimer();
  }

  void Write() {
    writing_ = true;
    next_heartbeat_ = steady_clock::now() + heartbeat_interval_;
    StartWrite(&response_);
  }

  // One timer a stream; it outlives the waits that events end, so that a busy feed
  // sets none.
  void StartTimer() {
    if (timer_runs_) return;
    timer_runs_ = true;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(next_heartbeat_ - steady_clock::now());
    // A new alarm each time: the one before may still be leaving its callback.
    timer_.emplace();
    timer_->Set(std::chrono::system_clock::now() + left, [self = weak_from_this()](bool) {
      if (const auto stream = self.lock()) stream->Signal(kTimer);
    });
  }

  void End(const absl::Status& status) {
    finished_ = true;
    subscription_.reset();
    timer_.reset();
    Finish(ToGrpcStatus(status));
  }

  Workers& workers_;
  std::shared_ptr<SubscribeStream> self_;  // until OnDone
  OpenCalls::Pass pass_;
  Serial serial_;
  std::atomic<uint32_t> events_{0};
  std::atomic<bool> open_{false};  // it holds its pass, and may have a task

  // Touched by Open before the first step, then by Step alone.
  std::unique_ptr<exchange::Subscription> subscription_;
  std::chrono::milliseconds heartbeat_interval_{0};
  steady_clock::time_point next_heartbeat_{};  // at first: at once
  v1::SubscribeResponse response_;             // gRPC's while writing_
  std::optional<grpc::Alarm> timer_;
  bool writing_ = false;
  bool timer_runs_ = false;
  bool finished_ = false;

  absl::Mutex mutex_;
  std::optional<absl::Status> ending_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

absl::StatusOr<absl::Duration> HeartbeatIntervalOf(const v1::SubscribeRequest& request) {
  exchange::Violations violations;
  exchange::Validate(request, exchange::FieldPath(), violations);
  absl::Duration interval = exchange::kHeartbeatIntervalDefault;
  if (request.has_heartbeat_interval()) {
    const auto& given = request.heartbeat_interval();
    interval = absl::Seconds(given.seconds()) + absl::Nanoseconds(given.nanos());
    if (interval < exchange::kHeartbeatIntervalMin || interval > exchange::kHeartbeatIntervalMax) {
      violations.Add("heartbeat_interval", v1::REASON_NUMBER_OUT_OF_RANGE,
                     absl::StrCat("is ", absl::FormatDuration(interval), "; give from ",
                                  absl::FormatDuration(exchange::kHeartbeatIntervalMin), " to ",
                                  absl::FormatDuration(exchange::kHeartbeatIntervalMax),
                                  ", or leave it out for ",
                                  absl::FormatDuration(exchange::kHeartbeatIntervalDefault)));
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return interval;
}

grpc::ServerWriteReactor<v1::SubscribeResponse>* BeginSubscribe(
    grpc::CallbackServerContext& context, const v1::SubscribeRequest& request,
    store::Database& database, exchange::FeedWakes& wakes, Callers& callers, OpenCalls& calls,
    Workers& feed_workers) {
  const auto stream = std::make_shared<SubscribeStream>(feed_workers);
  stream->Begin(context, request, database, wakes, callers, calls);
  return stream.get();
}

}  // namespace headwater::rpc
