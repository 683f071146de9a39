#include "hub/ordering/ordering_service.h"

#include "hub/ordering/ordering_queries.h"

namespace headwater::ordering {

grpc::ServerUnaryReactor* OrderingService::GetOrder(grpc::CallbackServerContext* context,
                                                    const v1::GetOrderRequest* request,
                                                    v1::OrderRecord* response) {
  return calls_.Run(context, request, response, &ordering::GetOrder);
}

grpc::ServerUnaryReactor* OrderingService::BatchGetOrders(grpc::CallbackServerContext* context,
                                                          const v1::BatchGetOrdersRequest* request,
                                                          v1::BatchGetOrdersResponse* response) {
  return calls_.Run(context, request, response, &ordering::BatchGetOrders);
}

grpc::ServerUnaryReactor* OrderingService::ListOrders(grpc::CallbackServerContext* context,
                                                      const v1::ListOrdersRequest* request,
                                                      v1::ListOrdersResponse* response) {
  return calls_.Run(context, request, response, &ordering::ListOrders);
}

grpc::ServerUnaryReactor* OrderingService::SummarizeOrders(
    grpc::CallbackServerContext* context, const v1::SummarizeOrdersRequest* request,
    v1::SummarizeOrdersResponse* response) {
  return calls_.Run(context, request, response, &ordering::SummarizeOrders);
}

}  // namespace headwater::ordering
