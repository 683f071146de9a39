// What people ask about sales. Reads of the tables alone; they see what the Reader's
// snapshot sees.
#pragma once

#include "absl/status/status.h"
#include "headwater/v1/sales.pb.h"
#include "hub/exchange/caller.h"
#include "hub/store/database.h"

namespace headwater::sales {

// The reads of SalesService. A supplier sees its own items; any other parent is
// NOT_FOUND, whether it exists or not.
absl::Status ListSales(store::Reader& reader, const exchange::Caller& caller,
                       const v1::ListSalesRequest& request, v1::ListSalesResponse& response);
absl::Status ListSalesSections(store::Reader& reader, const exchange::Caller& caller,
                               const v1::ListSalesSectionsRequest& request,
                               v1::ListSalesSectionsResponse& response);

// Totals of different currencies are never one: where the reports of a dimension's value
// came in several, it has a total for each. Quantities of what is sold by measure count
// only by item, because pieces and grams have no sum. Days come in order from the first
// of the interval on, the rest by net amount.
absl::Status SummarizeSales(store::Reader& reader, const exchange::Caller& caller,
                            const v1::SummarizeSalesRequest& request,
                            v1::SummarizeSalesResponse& response);

// Tickets are the retailer's own: PERMISSION_DENIED with SENDER_NOT_ALLOWED for anybody
// else.
absl::Status SummarizeTickets(store::Reader& reader, const exchange::Caller& caller,
                              const v1::SummarizeTicketsRequest& request,
                              v1::SummarizeTicketsResponse& response);

}  // namespace headwater::sales
