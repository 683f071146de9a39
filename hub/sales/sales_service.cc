#include "hub/sales/sales_service.h"

#include "hub/sales/sales_queries.h"
#include "hub/sales/ticket_queries.h"

namespace headwater::sales {

grpc::ServerUnaryReactor* SalesService::ListSales(grpc::CallbackServerContext* context,
                                                  const v1::ListSalesRequest* request,
                                                  v1::ListSalesResponse* response) {
  return calls_.Run(context, request, response, &sales::ListSales);
}

grpc::ServerUnaryReactor* SalesService::ListSalesSections(
    grpc::CallbackServerContext* context, const v1::ListSalesSectionsRequest* request,
    v1::ListSalesSectionsResponse* response) {
  return calls_.Run(context, request, response, &sales::ListSalesSections);
}

grpc::ServerUnaryReactor* SalesService::SummarizeSales(grpc::CallbackServerContext* context,
                                                       const v1::SummarizeSalesRequest* request,
                                                       v1::SummarizeSalesResponse* response) {
  return calls_.Run(context, request, response, &sales::SummarizeSales);
}

grpc::ServerUnaryReactor* SalesService::GetTicket(grpc::CallbackServerContext* context,
                                                  const v1::GetTicketRequest* request,
                                                  v1::TicketRecord* response) {
  return calls_.Run(context, request, response, &sales::GetTicket);
}

grpc::ServerUnaryReactor* SalesService::ListTickets(grpc::CallbackServerContext* context,
                                                    const v1::ListTicketsRequest* request,
                                                    v1::ListTicketsResponse* response) {
  return calls_.Run(context, request, response, &sales::ListTickets);
}

grpc::ServerUnaryReactor* SalesService::SummarizeTickets(grpc::CallbackServerContext* context,
                                                         const v1::SummarizeTicketsRequest* request,
                                                         v1::SummarizeTicketsResponse* response) {
  return calls_.Run(context, request, response, &sales::SummarizeTickets);
}

}  // namespace headwater::sales
