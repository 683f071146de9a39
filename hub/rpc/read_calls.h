// ReadCalls over a few threads and one snapshot a call.
#pragma once

#include <cstddef>

#include "hub/exchange/handler.h"
#include "hub/rpc/callers.h"
#include "hub/rpc/open_calls.h"
#include "hub/rpc/read_call.h"
#include "hub/rpc/workers.h"
#include "hub/store/database.h"

namespace headwater::rpc {

// Reads that run at the same time: the cores of the smallest machine.
inline constexpr int kReadThreads = 2;
// Reads that may wait; one more is refused with BUSY.
inline constexpr size_t kReadsWaitingMax = 256;

// A read answers, in this order: DRAINING, the refusals of identity, BUSY, every
// broken rule of the request (INVALID_ARGUMENT), then what the read itself says.
// Calls whose client has gone or whose deadline has passed are dropped before they
// cost a look at the database. Thread-safe. What it is given outlives it.
class ReadPool final : public ReadCalls {
 public:
  ReadPool(store::Database& database, const exchange::PartyDirectory& directory, OpenCalls& calls);

  // For the other services: they share the threads and what is known of callers.
  Callers& callers() { return callers_; }

 protected:
  grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext* context,
                                  const google::protobuf::Message& request,
                                  ReadFunction read) override;

 private:
  store::Database& database_;
  OpenCalls& calls_;
  Callers callers_;  // uses workers_, and is used by what they run: they end first
  Workers workers_;
};

}  // namespace headwater::rpc
