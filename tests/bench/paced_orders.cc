#include "bench/paced_orders.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/channel.h"
#include "bench/order_source.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_unary_call.h"
#include "headwater/v1/exchange.grpc.pb.h"

namespace headwater::bench {
namespace {

constexpr int kConnections = 4;
// How soon it notices that it is to end.
constexpr absl::Duration kLookUp = absl::Milliseconds(100);

}  // namespace

class PacedOrders::Sender {
 public:
  Sender(PacedOrders& owner, const OrderPace& pace)
      : owner_(owner), pause_(absl::Seconds(1) / pace.per_second), orders_(pace.run) {
    for (int i = 0; i < kConnections; ++i) {
      stubs_.push_back(v1::ExchangeService::NewStub(OpenChannel(pace.target, pace.tls)));
    }
  }

  absl::Status Run() {
    due_ = absl::Now();
    while (!ending() || open_ > 0) {
      while (!ending() && open_ < kInFlightMax && due_ <= absl::Now()) Send();
      TakeOneAnswer();
    }
    return failure_;
  }

 private:
  struct Call {
    absl::Time due;
    grpc::ClientContext context;
    v1::SubmitRequest* request = nullptr;
    v1::SubmitResponse response;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::SubmitResponse>> reader;
  };

  bool ending() const { return owner_.ending_.load(std::memory_order_relaxed) || !failure_.ok(); }

  void Send() {
    auto call = std::make_unique<Call>();
    call->due = due_;
    due_ += pause_;
    call->request = orders_.Take();
    call->reader =
        stubs_[next_++ % stubs_.size()]->AsyncSubmit(&call->context, *call->request, &queue_);
    call->reader->Finish(&call->response, &call->status, call.get());
    call.release();
    ++open_;
  }

  // Until the next order is due, at most.
  void TakeOneAnswer() {
    const absl::Time now = absl::Now();
    const absl::Time until = open_ < kInFlightMax ? std::min(due_, now + kLookUp) : now + kLookUp;
    void* tag = nullptr;
    bool ok = false;
    if (queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(until)) !=
        grpc::CompletionQueue::GOT_EVENT) {
      return;
    }
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    --open_;
    orders_.GiveBack(call->request);
    if (!call->status.ok()) {
      if (failure_.ok()) {
        failure_ = absl::UnknownError(
            absl::StrCat("an order was refused: ", call->status.error_message()));
      }
      return;
    }
    owner_.count_.fetch_add(1, std::memory_order_relaxed);
    absl::MutexLock lock(&owner_.mutex_);
    owner_.latencies_.Add(absl::Now() - call->due);
  }

  PacedOrders& owner_;
  const absl::Duration pause_;
  OrderSource orders_;
  std::vector<std::unique_ptr<v1::ExchangeService::Stub>> stubs_;
  grpc::CompletionQueue queue_;
  absl::Time due_;
  size_t next_ = 0;
  int open_ = 0;
  absl::Status failure_;
};

PacedOrders::PacedOrders(const OrderPace& pace)
    : thread_([this, pace] { status_ = Sender(*this, pace).Run(); }) {}

PacedOrders::~PacedOrders() { Stop().IgnoreError(); }

Latencies PacedOrders::TakeLatencies() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(latencies_, Latencies());
}

absl::Status PacedOrders::Stop() {
  ending_.store(true, std::memory_order_relaxed);
  if (thread_.joinable()) thread_.join();
  return status_;
}

}  // namespace headwater::bench
