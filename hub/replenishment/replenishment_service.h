// The gRPC face of replenishment.
#pragma once

#include "headwater/v1/replenishment.grpc.pb.h"
#include "hub/rpc/read_call.h"

namespace headwater::replenishment {

// Thread-safe. `calls` must outlive it.
class ReplenishmentService final : public v1::ReplenishmentService::CallbackService {
 public:
  explicit ReplenishmentService(rpc::ReadCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* ListReplenishmentNeeds(
      grpc::CallbackServerContext* context, const v1::ListReplenishmentNeedsRequest* request,
      v1::ListReplenishmentNeedsResponse* response) override;

 private:
  rpc::ReadCalls& calls_;
};

}  // namespace headwater::replenishment
