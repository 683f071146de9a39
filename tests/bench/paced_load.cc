#include "bench/paced_load.h"

#include <chrono>
#include <functional>
#include <memory>
#include <queue>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_unary_call.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/random.h"
#include "hub/base/uuid.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::bench {
namespace {

// As large as an order of twenty lines.
constexpr int kFindings = 2;
constexpr size_t kFindingBytes = 780;

class Load {
 public:
  explicit Load(const PacedLoad& load) : load_(load), random_(load.run) {
    for (const PacedSender& sender : load.senders) {
      stubs_.push_back(v1::ExchangeService::NewStub(OpenChannel(load.target, sender.tls)));
      measurements_.emplace_back();
    }
  }

  absl::StatusOr<std::vector<Measurement>> Run() {
    const absl::Time start = absl::Now();
    begin_ = start + load_.warm_up;
    end_ = begin_ + load_.duration;
    for (size_t i = 0; i < load_.senders.size(); ++i) {
      // Not all at one moment.
      const double first = static_cast<double>(i + 1) / static_cast<double>(stubs_.size() + 1);
      due_.push({start + Pause(i) * first, i});
    }
    while (!due_.empty() || open_ > 0) {
      SendWhatIsDue();
      TakeOneAnswer();
    }
    if (!failure_.ok()) return failure_;
    for (Measurement& measurement : measurements_) measurement.elapsed = load_.duration;
    return std::move(measurements_);
  }

 private:
  struct Due {
    absl::Time at;
    size_t sender;
    bool operator>(const Due& other) const { return at > other.at; }
  };
  struct Call {
    size_t sender = 0;
    absl::Time due;
    grpc::ClientContext context;
    v1::SubmitRequest request;
    v1::SubmitResponse response;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::SubmitResponse>> reader;
  };

  absl::Duration Pause(size_t sender) const {
    return absl::Seconds(1) / load_.senders[sender].per_second;
  }

  void SendWhatIsDue() {
    while (!due_.empty() && due_.top().at <= absl::Now()) {
      const Due due = due_.top();
      due_.pop();
      if (due.at >= end_ || !failure_.ok()) continue;
      Send(due);
      due_.push({due.at + Pause(due.sender), due.sender});
    }
  }

  void Send(const Due& due) {
    auto call = std::make_unique<Call>();
    call->sender = due.sender;
    call->due = due.at;
    v1::SubmitRequest& request = call->request;
    request.set_request_id(base::NewUuid(random_));
    v1::Document& document = *request.mutable_document();
    document = test::Envelope(absl::StrCat("AE-", load_.run, "-", ++count_),
                              load_.senders[due.sender].party, test::Retailer());
    document.set_document_id(base::NewUuid(random_));
    for (int i = 0; i < kFindings; ++i) {
      v1::ApplicationFinding& finding = *document.mutable_application_error()->add_findings();
      finding.set_code(v1::APPLICATION_ERROR_CODE_OTHER);
      finding.set_description(std::string(kFindingBytes, 'x'));
    }
    call->reader = stubs_[due.sender]->AsyncSubmit(&call->context, request, &queue_);
    call->reader->Finish(&call->response, &call->status, call.get());
    call.release();
    ++open_;
  }

  // Until the next document is due, at most.
  void TakeOneAnswer() {
    void* tag = nullptr;
    bool ok = false;
    const absl::Time until = due_.empty() ? absl::InfiniteFuture() : due_.top().at;
    if (open_ == 0 && due_.empty()) return;
    const auto next =
        queue_.AsyncNext(&tag, &ok,
                         until == absl::InfiniteFuture()
                             ? std::chrono::system_clock::now() + std::chrono::seconds(60)
                             : absl::ToChronoTime(until));
    if (next != grpc::CompletionQueue::GOT_EVENT) return;
    const std::unique_ptr<Call> call(static_cast<Call*>(tag));
    --open_;
    const absl::Time now = absl::Now();
    if (!call->status.ok()) {
      if (failure_.ok()) {
        failure_ = absl::UnknownError(
            absl::StrCat("a document was refused: ", call->status.error_message()));
      }
      return;
    }
    if (call->due < begin_) return;
    Measurement& measurement = measurements_[call->sender];
    ++measurement.count;
    measurement.latencies.Add(now - call->due);
  }

  const PacedLoad& load_;
  base::SeededRandom random_;
  std::vector<std::unique_ptr<v1::ExchangeService::Stub>> stubs_;
  std::vector<Measurement> measurements_;
  grpc::CompletionQueue queue_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  int64_t count_ = 0;
  int open_ = 0;
  absl::Time begin_;
  absl::Time end_;
  absl::Status failure_;
};

}  // namespace

absl::StatusOr<std::vector<Measurement>> Run(const PacedLoad& load) { return Load(load).Run(); }

}  // namespace headwater::bench
