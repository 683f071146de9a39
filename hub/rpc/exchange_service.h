// The one door on the wire: ExchangeService over the exchange.
#pragma once

#include "grpcpp/server_context.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/exchange/exchange.h"
#include "hub/rpc/call_arena.h"
#include "hub/rpc/open_calls.h"
#include "hub/rpc/read_calls.h"
#include "hub/rpc/workers.h"

namespace headwater::rpc {

// Thread-safe. What it is given outlives it, and it outlives the server.
class ExchangeService final : public v1::ExchangeService::CallbackService {
 public:
  ExchangeService(exchange::Exchange& exchange, ReadPool& reads, OpenCalls& calls);

  grpc::ServerUnaryReactor* Submit(grpc::CallbackServerContext* context,
                                   const v1::SubmitRequest* request,
                                   v1::SubmitResponse* response) override;
  grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>* SubmitStream(
      grpc::CallbackServerContext* context) override;
  grpc::ServerWriteReactor<v1::SubscribeResponse>* Subscribe(
      grpc::CallbackServerContext* context, const v1::SubscribeRequest* request) override;
  grpc::ServerUnaryReactor* ListEvents(grpc::CallbackServerContext* context,
                                       const v1::ListEventsRequest* request,
                                       v1::ListEventsResponse* response) override;
  grpc::ServerUnaryReactor* Acknowledge(grpc::CallbackServerContext* context,
                                        const v1::AcknowledgeRequest* request,
                                        v1::AcknowledgeResponse* response) override;
  grpc::ServerUnaryReactor* GetDocument(grpc::CallbackServerContext* context,
                                        const v1::GetDocumentRequest* request,
                                        v1::GetDocumentResponse* response) override;

 private:
  exchange::Exchange& exchange_;
  ReadPool& reads_;
  OpenCalls& calls_;
  Workers feed_workers_;
  CallArenas<v1::SubmitRequest, v1::SubmitResponse> submit_arenas_;
};

}  // namespace headwater::rpc
