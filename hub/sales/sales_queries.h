// What people ask about reported sales; about tickets: ticket_queries.h. Reads of the
// tables alone; they see what the Reader's snapshot sees.
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

}  // namespace headwater::sales
