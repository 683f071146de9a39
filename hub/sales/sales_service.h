// The gRPC face of the reads of sales.
#pragma once

#include "headwater/v1/sales.grpc.pb.h"
#include "hub/rpc/read_call.h"

namespace headwater::sales {

// Thread-safe. `calls` must outlive it.
class SalesService final : public v1::SalesService::CallbackService {
 public:
  explicit SalesService(rpc::ReadCalls& calls) : calls_(calls) {}

  grpc::ServerUnaryReactor* ListSales(grpc::CallbackServerContext* context,
                                      const v1::ListSalesRequest* request,
                                      v1::ListSalesResponse* response) override;
  grpc::ServerUnaryReactor* ListSalesSections(grpc::CallbackServerContext* context,
                                              const v1::ListSalesSectionsRequest* request,
                                              v1::ListSalesSectionsResponse* response) override;
  grpc::ServerUnaryReactor* SummarizeSales(grpc::CallbackServerContext* context,
                                           const v1::SummarizeSalesRequest* request,
                                           v1::SummarizeSalesResponse* response) override;
  grpc::ServerUnaryReactor* GetTicket(grpc::CallbackServerContext* context,
                                      const v1::GetTicketRequest* request,
                                      v1::TicketRecord* response) override;
  grpc::ServerUnaryReactor* ListTickets(grpc::CallbackServerContext* context,
                                        const v1::ListTicketsRequest* request,
                                        v1::ListTicketsResponse* response) override;
  grpc::ServerUnaryReactor* SummarizeTickets(grpc::CallbackServerContext* context,
                                             const v1::SummarizeTicketsRequest* request,
                                             v1::SummarizeTicketsResponse* response) override;

 private:
  rpc::ReadCalls& calls_;
};

}  // namespace headwater::sales
