#include "hub/rpc/submit_stream.h"

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "hub/exchange/limits.h"
#include "hub/rpc/error_map.h"
#include "hub/rpc/refuse_for_now.h"
#include "hub/rpc/serial.h"

namespace headwater::rpc {
namespace {

using Reactor = grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>;

// One document and its answer.
struct Submission {
  v1::SubmitStreamRequest request;
  v1::SubmitStreamResponse answer;
  bool answered = false;
};

// Signals come from gRPC threads and from the writer; Step alone calls into gRPC.
class SubmitStream final : public Reactor,
                           public OpenStream,
                           public std::enable_shared_from_this<SubmitStream> {
 public:
  explicit SubmitStream(exchange::Exchange& exchange) : exchange_(exchange) {}

  void Begin(grpc::CallbackServerContext& context, Callers& callers, OpenCalls& calls) {
    self_ = shared_from_this();
    callers.Find(context, [self = self_, &calls](absl::StatusOr<exchange::Caller> caller) {
      self->Admit(std::move(caller), calls);
    });
  }

  void OnReadDone(bool ok) override {
    Submission* taken = nullptr;
    {
      absl::MutexLock lock(&mutex_);
      if (ok && !ending_) {
        taken = &submissions_.emplace_back();
        taken->request.Swap(&next_);
      }
    }
    if (taken != nullptr) Submit(*taken);
    {
      // Not before: the next read must not come to the door first.
      absl::MutexLock lock(&mutex_);
      reading_ = false;
      reads_ended_ = !ok;
    }
    Signal();
  }

  void OnWriteDone(bool ok) override {
    {
      absl::MutexLock lock(&mutex_);
      writing_ = false;
      submissions_.pop_front();
      if (!ok) End(absl::CancelledError("The caller has gone."));
    }
    Signal();
  }

  void OnCancel() override {
    {
      absl::MutexLock lock(&mutex_);
      cancelled_ = true;
      End(absl::CancelledError("The caller has gone."));
    }
    Signal();
  }

  void OnDone() override { const auto self = std::move(self_); }

  void Drain() override {
    {
      absl::MutexLock lock(&mutex_);
      End(RefuseDraining());
    }
    Signal();
  }

 private:
  void Admit(absl::StatusOr<exchange::Caller> caller, OpenCalls& calls) {
    absl::Status status = caller.status();
    if (status.ok()) {
      absl::StatusOr<OpenCalls::Pass> pass =
          calls.EnterStream("SubmitStream", caller->party, weak_from_this());
      status = pass.status();
      if (pass.ok()) {
        pass_ = *std::move(pass);
        caller_ = *caller;
        // By itself: with a write that waits for more, it would wait too, for ever.
        StartSendInitialMetadata();
      }
    }
    {
      absl::MutexLock lock(&mutex_);
      admitted_ = true;
      if (!status.ok()) End(std::move(status));
    }
    Signal();
  }

  void Submit(Submission& submission) {
    exchange_.Submit(*caller_, submission.request.submit(),
                     [self = shared_from_this(), &submission](absl::StatusOr<v1::Receipt> receipt) {
                       self->Answer(submission, std::move(receipt));
                     });
  }

  void Answer(Submission& submission, absl::StatusOr<v1::Receipt> receipt) {
    v1::SubmitStreamResponse& answer = submission.answer;
    answer.set_request_id(submission.request.submit().request_id());
    if (receipt.ok()) {
      *answer.mutable_receipt() = *std::move(receipt);
    } else {
      *answer.mutable_error() = ToSubmitError(receipt.status());
    }
    // The document is not needed any more, and the answer may wait for long.
    v1::SubmitStreamRequest().Swap(&submission.request);
    {
      absl::MutexLock lock(&mutex_);
      submission.answered = true;
      if (&submission != &submissions_.front()) return;
    }
    Signal();
  }

  void End(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (!ending_) ending_ = std::move(status);
  }

  void Signal() {
    if (!serial_.Signal()) return;
    // After Finish, OnDone may drop the last other owner while this still runs.
    const auto self = shared_from_this();
    while (serial_.RunOnce([this] { Step(); })) {
    }
  }

  void Step() {
    const v1::SubmitStreamResponse* write = nullptr;
    bool more = false;
    bool read = false;
    std::optional<absl::Status> finish;
    {
      absl::MutexLock lock(&mutex_);
      if (finished_ || !admitted_) return;
      if (!writing_ && !cancelled_ && !submissions_.empty() && submissions_.front().answered) {
        writing_ = true;
        write = &submissions_.front().answer;
        more = submissions_.size() > 1 && submissions_[1].answered;
      }
      const bool all_written = submissions_.empty() || cancelled_;
      if (!writing_ && all_written && (ending_ || (reads_ended_ && !reading_))) {
        finished_ = true;
        finish = ending_.value_or(absl::OkStatus());
      } else if (!reading_ && !reads_ended_ && !ending_ &&
                 submissions_.size() < exchange::kSubmitsOutstandingMax) {
        reading_ = true;
        read = true;
      }
    }
    if (read) StartRead(&next_);
    // With another answer ready, this one can share its packet.
    if (write != nullptr) {
      StartWrite(write, more ? grpc::WriteOptions().set_buffer_hint() : grpc::WriteOptions());
    }
    if (finish) Finish(ToGrpcStatus(*finish));
  }

  exchange::Exchange& exchange_;
  std::shared_ptr<SubmitStream> self_;  // until OnDone
  OpenCalls::Pass pass_;
  std::optional<exchange::Caller> caller_;
  Serial serial_;
  v1::SubmitStreamRequest next_;  // gRPC's while reading_

  absl::Mutex mutex_;
  // Taken and not yet written, in the order sent. A deque, because the door and gRPC
  // hold on to items while others come and go.
  std::deque<Submission> submissions_ ABSL_GUARDED_BY(mutex_);
  bool admitted_ ABSL_GUARDED_BY(mutex_) = false;
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool reads_ended_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> ending_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>* BeginSubmitStream(
    grpc::CallbackServerContext& context, exchange::Exchange& exchange, Callers& callers,
    OpenCalls& calls) {
  const auto stream = std::make_shared<SubmitStream>(exchange);
  stream->Begin(context, callers, calls);
  return stream.get();
}

}  // namespace headwater::rpc
