#include "bench/stream_load.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/channel.h"
#include "bench/order_source.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "headwater/v1/exchange.grpc.pb.h"

namespace headwater::bench {
namespace {

// One stream, driven by one thread: a write and a read are under way at a time.
class Stream {
 public:
  Stream(const StreamLoad& load, int number, absl::Time begin, absl::Time end)
      : load_(load),
        begin_(begin),
        end_(end),
        source_(load.source(number)),
        stub_(v1::ExchangeService::NewStub(OpenChannel(load.target, load.tls))),
        stream_(stub_->AsyncSubmitStream(&context_, &queue_, Tag(kOpened))) {}

  void Run() {
    void* tag = nullptr;
    bool ok = false;
    while (!ended_ && queue_.Next(&tag, &ok))
      Handle(static_cast<Step>(reinterpret_cast<intptr_t>(tag)), ok);
    queue_.Shutdown();
    while (queue_.Next(&tag, &ok)) {
    }
  }

  Measurement& measurement() { return measurement_; }
  const absl::Status& failure() const { return failure_; }

 private:
  enum Step : intptr_t { kOpened, kWritten, kRead, kHalfClosed, kEnded };
  struct Sent {
    v1::SubmitRequest* request;
    absl::Time at;
  };
  static void* Tag(Step step) { return reinterpret_cast<void*>(static_cast<intptr_t>(step)); }

  void Handle(Step step, bool ok) {
    switch (step) {
      case kOpened:
        if (!ok) return Finish();
        stream_->Read(&response_, Tag(kRead));
        return WriteNext();
      case kWritten:
        writing_ = false;
        if (ok) WriteNext();
        return;
      case kRead:
        if (!ok) return Finish();
        Answered();
        stream_->Read(&response_, Tag(kRead));
        if (!writing_) WriteNext();
        return;
      case kHalfClosed:
        return;
      case kEnded:
        ended_ = true;
        if (!status_.ok()) Fail(status_.error_message());
        return;
    }
  }

  void WriteNext() {
    if (closing_ || sent_.size() >= static_cast<size_t>(load_.unanswered)) return;
    v1::SubmitRequest* request = absl::Now() >= end_ || !failure_.ok() ? nullptr : source_->Take();
    if (request == nullptr) {
      if (sent_.empty()) {
        closing_ = true;
        stream_->WritesDone(Tag(kHalfClosed));
      }
      return;
    }
    sent_.push_back({request, absl::Now()});
    message_.unsafe_arena_set_allocated_submit(request);
    writing_ = true;
    stream_->Write(message_, Tag(kWritten));
    message_.unsafe_arena_release_submit();
  }

  void Answered() {
    const absl::Time now = absl::Now();
    const Sent sent = sent_.front();
    sent_.pop_front();
    source_->GiveBack(sent.request);
    if (response_.has_error()) return Fail(response_.error().message());
    ++measurement_.all;
    if (now < begin_ || now >= end_) return;
    ++measurement_.count;
    measurement_.latencies.Add(now - sent.at);
  }

  void Finish() { stream_->Finish(&status_, Tag(kEnded)); }
  void Fail(const std::string& why) {
    if (failure_.ok()) failure_ = absl::UnknownError(absl::StrCat("a stream failed: ", why));
  }

  const StreamLoad& load_;
  const absl::Time begin_;
  const absl::Time end_;
  const std::unique_ptr<RequestSource> source_;
  const std::unique_ptr<v1::ExchangeService::Stub> stub_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<v1::SubmitStreamRequest, v1::SubmitStreamResponse>>
      stream_;
  v1::SubmitStreamRequest message_;
  v1::SubmitStreamResponse response_;
  std::deque<Sent> sent_;
  bool writing_ = false;
  bool closing_ = false;
  bool ended_ = false;
  grpc::Status status_;
  absl::Status failure_;
  Measurement measurement_;
};

}  // namespace

std::unique_ptr<RequestSource> OrdersOfStream(int stream) {
  // Away from the ids of other loads of the same hub.
  constexpr int kFirstRun = 100;
  return std::make_unique<OrderSource>(static_cast<uint32_t>(kFirstRun + stream));
}

absl::StatusOr<Measurement> Run(const StreamLoad& load) {
  const absl::Time begin = absl::Now() + load.warm_up;
  const absl::Time end = begin + load.duration;
  std::vector<std::unique_ptr<Stream>> streams;
  for (int i = 0; i < load.streams; ++i) {
    streams.push_back(std::make_unique<Stream>(load, i, begin, end));
  }
  std::vector<std::thread> threads;
  for (const auto& stream : streams) threads.emplace_back([&stream] { stream->Run(); });
  for (std::thread& thread : threads) thread.join();
  Measurement total;
  for (const auto& stream : streams) {
    if (!stream->failure().ok()) return stream->failure();
    total.count += stream->measurement().count;
    total.all += stream->measurement().all;
    total.latencies.AddAll(stream->measurement().latencies);
  }
  total.elapsed = std::min(load.duration, absl::Now() - begin);
  return total;
}

}  // namespace headwater::bench
