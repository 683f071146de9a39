// ExchangeService.Subscribe: one party's feed on one stream, from a sequence on.
#pragma once

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/exchange/feed_wakes.h"
#include "hub/rpc/callers.h"
#include "hub/rpc/open_calls.h"
#include "hub/rpc/workers.h"
#include "hub/store/database.h"

namespace headwater::rpc {

// Feeds are read by threads of their own, so that a crowd of subscribers that catch
// up does not stand in the way of those who ask.
inline constexpr int kFeedThreads = 2;

// The default where the request has none. NUMBER_OUT_OF_RANGE (INVALID_ARGUMENT)
// outside of the limits of exchange/limits.h. The request's other rules are checked
// with it.
absl::StatusOr<absl::Duration> HeartbeatIntervalOf(const v1::SubscribeRequest& request);

// Begins one stream; it ends itself. What it is given outlives it; `request` is
// gRPC's and lives as long as the call.
//
// The first response comes at once, without events if there are none: the caller
// knows that it is at the end. At most one response is read ahead of the client:
// a slow one costs nothing but that. `feed_workers` must take every task.
grpc::ServerWriteReactor<v1::SubscribeResponse>* BeginSubscribe(
    grpc::CallbackServerContext& context, const v1::SubscribeRequest& request,
    store::Database& database, exchange::FeedWakes& wakes, Callers& callers, OpenCalls& calls,
    Workers& feed_workers);

}  // namespace headwater::rpc
