#include "hub/rpc/exchange_service.h"

#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/validator.h"
#include "hub/rpc/error_map.h"
#include "hub/rpc/submit_stream.h"
#include "hub/rpc/subscribe_stream.h"

namespace headwater::rpc {
namespace {

// A call that the writer answers. Lives until gRPC has done with it. `Start` gets the
// caller and this call, and sees to it that End is called once.
class WriteCall final : public grpc::ServerUnaryReactor {
 public:
  template <typename Start>
  static WriteCall* Begin(std::string_view method, grpc::CallbackServerContext& context,
                          Callers& callers, OpenCalls& calls, Start start) {
    auto* call = new WriteCall(calls, method);
    if (!call->pass_.ok()) {
      call->End(call->pass_.status());
      return call;
    }
    callers.Find(context,
                 [call, start = std::move(start)](absl::StatusOr<exchange::Caller> caller) mutable {
                   if (!caller.ok()) return call->End(caller.status());
                   start(*caller, *call);
                 });
    return call;
  }

  void End(const absl::Status& status) { Finish(ToGrpcStatus(status)); }
  void OnDone() override { delete this; }

 private:
  WriteCall(OpenCalls& calls, std::string_view method) : pass_(calls.Enter(method)) {}

  absl::StatusOr<OpenCalls::Pass> pass_;
};

}  // namespace

ExchangeService::ExchangeService(exchange::Exchange& exchange, ReadPool& reads, OpenCalls& calls)
    : exchange_(exchange),
      reads_(reads),
      calls_(calls),
      // One task of each stream at most.
      feed_workers_(kFeedThreads, OpenCalls::kStreamsMax) {
  SetMessageAllocatorFor_Submit(&submit_arenas_);
}

grpc::ServerUnaryReactor* ExchangeService::Submit(grpc::CallbackServerContext* context,
                                                  const v1::SubmitRequest* request,
                                                  v1::SubmitResponse* response) {
  return WriteCall::Begin(
      "Submit", *context, reads_.callers(), calls_,
      [this, request, response](const exchange::Caller& caller, WriteCall& call) {
        exchange_.Submit(caller, *request, [response, &call](absl::StatusOr<v1::Receipt> receipt) {
          const absl::Status status = receipt.status();
          if (status.ok()) *response->mutable_receipt() = *std::move(receipt);
          call.End(status);
        });
      });
}

grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>*
ExchangeService::SubmitStream(grpc::CallbackServerContext* context) {
  return BeginSubmitStream(*context, exchange_, reads_.callers(), calls_);
}

grpc::ServerWriteReactor<v1::SubscribeResponse>* ExchangeService::Subscribe(
    grpc::CallbackServerContext* context, const v1::SubscribeRequest* request) {
  return BeginSubscribe(*context, *request, exchange_.database(), exchange_.wakes(),
                        reads_.callers(), calls_, feed_workers_);
}

grpc::ServerUnaryReactor* ExchangeService::ListEvents(grpc::CallbackServerContext* context,
                                                      const v1::ListEventsRequest* request,
                                                      v1::ListEventsResponse* response) {
  return reads_.Run(context, request, response, exchange::ListEvents);
}

grpc::ServerUnaryReactor* ExchangeService::Acknowledge(grpc::CallbackServerContext* context,
                                                       const v1::AcknowledgeRequest* request,
                                                       v1::AcknowledgeResponse* response) {
  return WriteCall::Begin(
      "Acknowledge", *context, reads_.callers(), calls_,
      [this, request, response](const exchange::Caller& caller, WriteCall& call) {
        exchange::Violations violations;
        exchange::Validate(*request, exchange::FieldPath(), violations);
        if (!violations.empty()) {
          return call.End(violations.ToStatus());
        }
        exchange_.Acknowledge(
            caller, *request,
            [response, &call](absl::StatusOr<v1::AcknowledgeResponse> acknowledged) {
              const absl::Status status = acknowledged.status();
              if (status.ok()) *response = *std::move(acknowledged);
              call.End(status);
            });
      });
}

grpc::ServerUnaryReactor* ExchangeService::GetDocument(grpc::CallbackServerContext* context,
                                                       const v1::GetDocumentRequest* request,
                                                       v1::GetDocumentResponse* response) {
  return reads_.Run(context, request, response, exchange::GetDocument);
}

}  // namespace headwater::rpc
