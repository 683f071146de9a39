#include "bench/submit_load.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/completion_queue.h"
#include "grpcpp/support/async_unary_call.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

class Load {
 public:
  Load(const SubmitLoad& load, OrderSource& orders) : load_(load), orders_(orders) {
    for (int i = 0; i < load.connections; ++i) {
      stubs_.push_back(v1::ExchangeService::NewStub(OpenChannel(load.target, load.tls)));
    }
  }

  absl::StatusOr<Measurement> Run() {
    begin_ = absl::Now() + load_.warm_up;
    end_ = begin_ + load_.duration;
    for (int i = 0; i < load_.in_flight; ++i) Begin();
    void* tag = nullptr;
    bool ok = false;
    while (open_ > 0 && queue_.Next(&tag, &ok)) {
      const std::unique_ptr<Call> call(static_cast<Call*>(tag));
      End(*call);
    }
    if (!failure_.ok()) return failure_;
    measurement_.elapsed = load_.duration;
    return std::move(measurement_);
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::SubmitRequest* request = nullptr;
    v1::SubmitResponse response;
    grpc::Status status;
    absl::Time begun;
    std::unique_ptr<grpc::ClientAsyncResponseReader<v1::SubmitResponse>> reader;
  };

  void Begin() {
    auto call = std::make_unique<Call>();
    call->request = orders_.Take();
    call->begun = absl::Now();
    v1::ExchangeService::Stub& stub = *stubs_[next_++ % stubs_.size()];
    call->reader = stub.AsyncSubmit(&call->context, *call->request, &queue_);
    call->reader->Finish(&call->response, &call->status, call.get());
    call.release();
    ++open_;
  }

  void End(Call& call) {
    --open_;
    orders_.GiveBack(call.request);
    ++measurement_.all;
    const absl::Time now = absl::Now();
    if (!call.status.ok()) {
      if (failure_.ok()) {
        failure_ = absl::UnknownError(absl::StrCat("a call failed: ", call.status.error_message()));
      }
      return;
    }
    if (now >= begin_ && now < end_) {
      ++measurement_.count;
      measurement_.latencies.Add(now - call.begun);
    }
    if (now < end_ && failure_.ok()) Begin();
  }

  const SubmitLoad& load_;
  OrderSource& orders_;
  std::vector<std::unique_ptr<v1::ExchangeService::Stub>> stubs_;
  grpc::CompletionQueue queue_;
  size_t next_ = 0;
  int open_ = 0;
  absl::Time begin_;
  absl::Time end_;
  absl::Status failure_;
  Measurement measurement_;
};

}  // namespace

absl::StatusOr<Measurement> Run(const SubmitLoad& load, OrderSource& orders) {
  return Load(load, orders).Run();
}

absl::StatusOr<Measurement> LoadServer(const ServerProcess& server, const base::TlsIdentity& tls,
                                       int in_flight) {
  OrderSource orders(1);
  RowCounts rows_before;
  if (!server.database().empty()) {
    ASSIGN_OR_RETURN(rows_before, CountRows(server.database()));
  }
  const absl::Duration before = server.cpu();
  const int64_t written_before = server.written();
  ASSIGN_OR_RETURN(Measurement measurement,
                   Run({.target = server.target(), .tls = tls, .in_flight = in_flight}, orders));
  measurement.server_cpu = server.cpu() - before;
  measurement.server_written = server.written() - written_before;
  if (!server.database().empty()) {
    ASSIGN_OR_RETURN(RowCounts rows, CountRows(server.database()));
    measurement.rows = Growth(std::move(rows), rows_before);
  }
  return measurement;
}

}  // namespace headwater::bench
