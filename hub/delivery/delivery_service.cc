#include "hub/delivery/delivery_service.h"

#include "hub/delivery/delivery_queries.h"

namespace headwater::delivery {

grpc::ServerUnaryReactor* DeliveryService::GetDelivery(grpc::CallbackServerContext* context,
                                                       const v1::GetDeliveryRequest* request,
                                                       v1::DeliveryRecord* response) {
  return calls_.Run(context, request, response, &delivery::GetDelivery);
}

grpc::ServerUnaryReactor* DeliveryService::ListDeliveries(grpc::CallbackServerContext* context,
                                                          const v1::ListDeliveriesRequest* request,
                                                          v1::ListDeliveriesResponse* response) {
  return calls_.Run(context, request, response, &delivery::ListDeliveries);
}

grpc::ServerUnaryReactor* DeliveryService::SummarizeDeliveries(
    grpc::CallbackServerContext* context, const v1::SummarizeDeliveriesRequest* request,
    v1::SummarizeDeliveriesResponse* response) {
  return calls_.Run(context, request, response, &delivery::SummarizeDeliveries);
}

}  // namespace headwater::delivery
