#include "hub/catalogue/catalogue_service.h"

#include "hub/catalogue/catalogue_queries.h"

namespace headwater::catalogue {

grpc::ServerUnaryReactor* CatalogueService::GetTradeItem(grpc::CallbackServerContext* context,
                                                         const v1::GetTradeItemRequest* request,
                                                         v1::TradeItemRecord* response) {
  return calls_.Run(context, request, response, &catalogue::GetTradeItem);
}

grpc::ServerUnaryReactor* CatalogueService::BatchGetTradeItems(
    grpc::CallbackServerContext* context, const v1::BatchGetTradeItemsRequest* request,
    v1::BatchGetTradeItemsResponse* response) {
  return calls_.Run(context, request, response, &catalogue::BatchGetTradeItems);
}

grpc::ServerUnaryReactor* CatalogueService::ListTradeItems(grpc::CallbackServerContext* context,
                                                           const v1::ListTradeItemsRequest* request,
                                                           v1::ListTradeItemsResponse* response) {
  return calls_.Run(context, request, response, &catalogue::ListTradeItems);
}

}  // namespace headwater::catalogue
