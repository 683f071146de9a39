// The reads of delivery, over gRPC.
#pragma once

#include "headwater/v1/delivery.grpc.pb.h"
#include "hub/rpc/read_call.h"

namespace headwater::delivery {

// Thread-safe. Borrows `calls`.
class DeliveryService final : public v1::DeliveryService::CallbackService {
 public:
  explicit DeliveryService(rpc::ReadCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* GetDelivery(grpc::CallbackServerContext* context,
                                        const v1::GetDeliveryRequest* request,
                                        v1::DeliveryRecord* response) override;
  grpc::ServerUnaryReactor* ListDeliveries(grpc::CallbackServerContext* context,
                                           const v1::ListDeliveriesRequest* request,
                                           v1::ListDeliveriesResponse* response) override;
  grpc::ServerUnaryReactor* SummarizeDeliveries(grpc::CallbackServerContext* context,
                                                const v1::SummarizeDeliveriesRequest* request,
                                                v1::SummarizeDeliveriesResponse* response) override;

 private:
  rpc::ReadCalls& calls_;
};

}  // namespace headwater::delivery
