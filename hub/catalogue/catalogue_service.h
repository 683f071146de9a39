#pragma once

#include "headwater/v1/catalogue.grpc.pb.h"
#include "hub/rpc/read_call.h"

namespace headwater::catalogue {

// Thread-safe. Borrows `calls`.
class CatalogueService final : public v1::CatalogueService::CallbackService {
 public:
  explicit CatalogueService(rpc::ReadCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* GetTradeItem(grpc::CallbackServerContext* context,
                                         const v1::GetTradeItemRequest* request,
                                         v1::TradeItemRecord* response) override;
  grpc::ServerUnaryReactor* BatchGetTradeItems(grpc::CallbackServerContext* context,
                                               const v1::BatchGetTradeItemsRequest* request,
                                               v1::BatchGetTradeItemsResponse* response) override;
  grpc::ServerUnaryReactor* ListTradeItems(grpc::CallbackServerContext* context,
                                           const v1::ListTradeItemsRequest* request,
                                           v1::ListTradeItemsResponse* response) override;

 private:
  rpc::ReadCalls& calls_;
};

}  // namespace headwater::catalogue
