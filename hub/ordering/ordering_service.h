// The reads of ordering, over gRPC.
#pragma once

#include "headwater/v1/ordering.grpc.pb.h"
#include "hub/rpc/read_call.h"

namespace headwater::ordering {

// Thread-safe. Borrows `calls`.
class OrderingService final : public v1::OrderingService::CallbackService {
 public:
  explicit OrderingService(rpc::ReadCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* GetOrder(grpc::CallbackServerContext* context,
                                     const v1::GetOrderRequest* request,
                                     v1::OrderRecord* response) override;
  grpc::ServerUnaryReactor* BatchGetOrders(grpc::CallbackServerContext* context,
                                           const v1::BatchGetOrdersRequest* request,
                                           v1::BatchGetOrdersResponse* response) override;
  grpc::ServerUnaryReactor* ListOrders(grpc::CallbackServerContext* context,
                                       const v1::ListOrdersRequest* request,
                                       v1::ListOrdersResponse* response) override;
  grpc::ServerUnaryReactor* SummarizeOrders(grpc::CallbackServerContext* context,
                                            const v1::SummarizeOrdersRequest* request,
                                            v1::SummarizeOrdersResponse* response) override;

 private:
  rpc::ReadCalls& calls_;
};

}  // namespace headwater::ordering
