#include "adapters/client/grpc_door.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <utility>

#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_stream.h"
#include "hub/base/check.h"

namespace headwater::client {
namespace {

std::chrono::system_clock::time_point DeadlineAfter(absl::Duration timeout) {
  return std::chrono::system_clock::now() +
         absl::ToChronoMilliseconds(std::min(timeout, absl::Hours(24 * 365)));
}

enum Tag : intptr_t { kStarted = 1, kRead, kWritten, kFinished };
void* TagOf(Tag tag) { return reinterpret_cast<void*>(tag); }

// What both kinds of stream share: the queue, and how a call comes to its end. The
// owner's thread alone calls it, except Cancel.
class Call {
 public:
  virtual ~Call() = default;

  grpc::ClientContext& context() { return context_; }
  grpc::CompletionQueue& queue() { return queue_; }
  void Cancel() { context_.TryCancel(); }

  // Waits for one thing to happen; false after `deadline`, and then the call is
  // cancelled: a stream that is silent for too long is as good as broken.
  bool Pump(std::chrono::system_clock::time_point deadline) {
    void* tag = nullptr;
    bool ok = false;
    switch (queue_.AsyncNext(&tag, &ok, deadline)) {
      case grpc::CompletionQueue::GOT_EVENT:
        Happened(static_cast<Tag>(reinterpret_cast<intptr_t>(tag)), ok);
        return true;
      case grpc::CompletionQueue::TIMEOUT:
        timed_out_ = true;
        Cancel();
        return false;
      case grpc::CompletionQueue::SHUTDOWN:
        return false;
    }
    return false;
  }

  bool started() const { return started_; }
  bool ended() const { return ended_; }

 protected:
  // Waits for what is under way and asks for the status. `finish` calls the
  // stream's Finish.
  template <typename Stream>
  std::optional<Refusal> End(Stream& stream) {
    HW_CHECK(!finish_called_) << "Finish is called once";
    finish_called_ = true;
    if (!ended_) Cancel();
    while (pending_ > 0 && Pump(std::chrono::system_clock::time_point::max())) {
    }
    grpc::Status status;
    ++pending_;
    stream.Finish(&status, TagOf(kFinished));
    while (pending_ > 0 && Pump(std::chrono::system_clock::time_point::max())) {
    }
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
    if (timed_out_) {
      return LocalRefusal(absl::StatusCode::kDeadlineExceeded, "the hub did not answer in time");
    }
    if (status.ok()) return std::nullopt;
    return RefusalFrom(status);
  }

  virtual void Happened(Tag tag, bool ok) = 0;

  // The queue outlives the context's call, so it comes first.
  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  int pending_ = 0;  // operations under way
  bool started_ = false;
  bool ended_ = false;  // nothing more will be read
  bool timed_out_ = false;
  bool finish_called_ = false;
};

class GrpcSubmitStream final : public SubmitStream, private Call {
 public:
  explicit GrpcSubmitStream(v1::ExchangeService::Stub& stub) {
    ++pending_;
    stream_ = stub.AsyncSubmitStream(&context_, &queue_, TagOf(kStarted));
  }
  ~GrpcSubmitStream() override {
    if (!finish_called_) End(*stream_);
  }

  bool Write(const v1::SubmitRequest& request, absl::Duration timeout) override {
    if (!AwaitWritable(timeout)) return false;
    *request_.mutable_submit() = request;
    write_pending_ = true;
    ++pending_;
    stream_->Write(request_, TagOf(kWritten));
    return true;
  }

  bool Read(v1::SubmitStreamResponse& response, absl::Duration timeout) override {
    const auto deadline = DeadlineAfter(timeout);
    while (answers_.empty()) {
      if (ended_ || !Pump(deadline)) return false;
    }
    response = std::move(answers_.front());
    answers_.pop_front();
    return true;
  }

  void WritesDone() override {
    if (!AwaitWritable(absl::Seconds(30))) return;
    write_pending_ = true;
    ++pending_;
    stream_->WritesDone(TagOf(kWritten));
  }

  std::optional<Refusal> Finish() override { return End(*stream_); }

 private:
  bool AwaitWritable(absl::Duration timeout) {
    const auto deadline = DeadlineAfter(timeout);
    while (!started_ || write_pending_) {
      if (ended_ || !Pump(deadline)) return false;
    }
    return !ended_;
  }

  void Happened(Tag tag, bool ok) override {
    --pending_;
    switch (tag) {
      case kStarted:
        started_ = ok;
        if (ok) {
          StartRead();
        } else {
          ended_ = true;
        }
        return;
      case kRead:
        if (!ok) {
          ended_ = true;
          return;
        }
        answers_.push_back(std::move(read_));
        StartRead();
        return;
      case kWritten:
        // A failed write is followed by a failed read.
        write_pending_ = false;
        return;
      case kFinished:
        return;
    }
  }

  // Reads run ahead of Read; never more answers than requests are in flight.
  void StartRead() {
    ++pending_;
    stream_->Read(&read_, TagOf(kRead));
  }

  std::unique_ptr<grpc::ClientAsyncReaderWriter<v1::SubmitStreamRequest, v1::SubmitStreamResponse>>
      stream_;
  v1::SubmitStreamRequest request_;
  v1::SubmitStreamResponse read_;
  std::deque<v1::SubmitStreamResponse> answers_;
  bool write_pending_ = false;
};

class GrpcFeedStream final : public FeedStream, private Call {
 public:
  GrpcFeedStream(v1::ExchangeService::Stub& stub, const v1::SubscribeRequest& request) {
    ++pending_;
    stream_ = stub.AsyncSubscribe(&context_, request, &queue_, TagOf(kStarted));
  }
  ~GrpcFeedStream() override {
    if (!finish_called_) End(*stream_);
  }

  bool Read(v1::SubscribeResponse& response, absl::Duration timeout) override {
    const auto deadline = DeadlineAfter(timeout);
    while (!has_read_) {
      if (ended_ || !Pump(deadline)) return false;
    }
    response.Swap(&read_);
    has_read_ = false;
    // One batch is fetched while this one is worked on, and no more: a slow reader
    // slows the hub down, not this side's memory.
    StartRead();
    return true;
  }

  std::optional<Refusal> Finish() override { return End(*stream_); }
  void Cancel() override { Call::Cancel(); }

 private:
  void Happened(Tag tag, bool ok) override {
    --pending_;
    switch (tag) {
      case kStarted:
        started_ = ok;
        if (ok) {
          StartRead();
        } else {
          ended_ = true;
        }
        return;
      case kRead:
        has_read_ = ok;
        ended_ = !ok;
        return;
      case kWritten:
      case kFinished:
        return;
    }
  }

  void StartRead() {
    ++pending_;
    stream_->Read(&read_, TagOf(kRead));
  }

  std::unique_ptr<grpc::ClientAsyncReader<v1::SubscribeResponse>> stream_;
  v1::SubscribeResponse read_;
  bool has_read_ = false;
};

}  // namespace

Answer GrpcDoor::Submit(const v1::SubmitRequest& request, absl::Duration timeout) {
  connection_.Attend();
  grpc::ClientContext context;
  context.set_deadline(DeadlineAfter(timeout));
  v1::SubmitResponse response;
  const grpc::Status status = connection_.exchange().Submit(&context, request, &response);
  Answer answer;
  answer.request_id = request.request_id();
  if (status.ok() && response.has_receipt()) {
    answer.receipt = std::move(*response.mutable_receipt());
  } else if (status.ok()) {
    answer.refusal = LocalRefusal(absl::StatusCode::kUnimplemented,
                                  "an answer without a receipt: what answers there is no hub");
  } else {
    answer.refusal = RefusalFrom(status);
  }
  return answer;
}

std::unique_ptr<SubmitStream> GrpcDoor::OpenSubmitStream() {
  connection_.Attend();
  return std::make_unique<GrpcSubmitStream>(connection_.exchange());
}

std::unique_ptr<FeedStream> GrpcDoor::Subscribe(const v1::SubscribeRequest& request) {
  connection_.Attend();
  return std::make_unique<GrpcFeedStream>(connection_.exchange(), request);
}

absl::Status GrpcDoor::Acknowledge(int64_t sequence, absl::Duration timeout) {
  connection_.Attend();
  grpc::ClientContext context;
  context.set_deadline(DeadlineAfter(timeout));
  v1::AcknowledgeRequest request;
  request.set_sequence(sequence);
  v1::AcknowledgeResponse response;
  const grpc::Status status = connection_.exchange().Acknowledge(&context, request, &response);
  return status.ok() ? absl::OkStatus() : RefusalFrom(status).ToStatus();
}

}  // namespace headwater::client
