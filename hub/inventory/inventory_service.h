// The gRPC face of the reads of stock.
#pragma once

#include "headwater/v1/inventory.grpc.pb.h"
#include "hub/rpc/read_call.h"

namespace headwater::inventory {

// Thread-safe. `calls` must outlive it.
class InventoryService final : public v1::InventoryService::CallbackService {
 public:
  explicit InventoryService(rpc::ReadCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* ListStock(grpc::CallbackServerContext* context,
                                      const v1::ListStockRequest* request,
                                      v1::ListStockResponse* response) override;
  grpc::ServerUnaryReactor* ListSupplierStock(grpc::CallbackServerContext* context,
                                              const v1::ListSupplierStockRequest* request,
                                              v1::ListSupplierStockResponse* response) override;
  grpc::ServerUnaryReactor* ListStockMovements(grpc::CallbackServerContext* context,
                                               const v1::ListStockMovementsRequest* request,
                                               v1::ListStockMovementsResponse* response) override;

 private:
  rpc::ReadCalls& calls_;
};

}  // namespace headwater::inventory
