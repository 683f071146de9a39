// ExchangeService.SubmitStream: many documents on one stream, each with its own
// answer, in the order sent.
#pragma once

#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/exchange/exchange.h"
#include "hub/rpc/callers.h"
#include "hub/rpc/open_calls.h"

namespace headwater::rpc {

// Begins one stream; it ends itself. What it is given outlives it.
//
// At most exchange::kSubmitsOutstandingMax documents are taken whose answers have
// not been handed to the transport; then nothing is read until one has been. When
// the hub drains, every document that was taken is answered before the stream ends.
// When the client goes, what was taken is finished all the same.
grpc::ServerBidiReactor<v1::SubmitStreamRequest, v1::SubmitStreamResponse>* BeginSubmitStream(
    grpc::CallbackServerContext& context, exchange::Exchange& exchange, Callers& callers,
    OpenCalls& calls);

}  // namespace headwater::rpc
