#include "hub/inventory/inventory_service.h"

#include "hub/inventory/inventory_queries.h"

namespace headwater::inventory {

grpc::ServerUnaryReactor* InventoryService::ListStock(grpc::CallbackServerContext* context,
                                                      const v1::ListStockRequest* request,
                                                      v1::ListStockResponse* response) {
  return calls_.Run(context, request, response, &inventory::ListStock);
}

grpc::ServerUnaryReactor* InventoryService::ListSupplierStock(
    grpc::CallbackServerContext* context, const v1::ListSupplierStockRequest* request,
    v1::ListSupplierStockResponse* response) {
  return calls_.Run(context, request, response, &inventory::ListSupplierStock);
}

grpc::ServerUnaryReactor* InventoryService::ListStockMovements(
    grpc::CallbackServerContext* context, const v1::ListStockMovementsRequest* request,
    v1::ListStockMovementsResponse* response) {
  return calls_.Run(context, request, response, &inventory::ListStockMovements);
}

}  // namespace headwater::inventory
