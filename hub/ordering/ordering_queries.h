// What other rooms and people ask about orders. Reads of the tables alone; they see
// what the Reader's snapshot sees.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/ordering.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/store/database.h"

namespace headwater::ordering {

// What is still to come of each item to a location, over all orders: open,
// acknowledged, backordered, substituted and in transit. By base item, in its pieces or
// millionths of its measure unit; what is not on order is not there. Reads the orders
// that are not closed and no others. What a substitute will replace counts for the item
// ordered.
using OnOrder = absl::flat_hash_map<base::Gtin, int64_t>;
absl::StatusOr<OnOrder> FindOnOrder(store::Reader& reader, base::Gln supplier, base::Gln location);

// Calls `order` for each order that is not closed, in the order of supplier and number, with
// the id of the Order document. The texts live until it returns.
struct OpenOrder {
  base::Gln supplier;
  std::string_view number;
  std::string_view document_id;
};
absl::Status ForEachOpenOrder(store::Reader& reader,
                              absl::FunctionRef<absl::Status(const OpenOrder&)> order);

// The reads of OrderingService. A supplier sees the orders that were sent to it;
// anything else is NOT_FOUND, whether it exists or not.
absl::Status GetOrder(store::Reader& reader, const exchange::Caller& caller,
                      const v1::GetOrderRequest& request, v1::OrderRecord& response);
absl::Status BatchGetOrders(store::Reader& reader, const exchange::Caller& caller,
                            const v1::BatchGetOrdersRequest& request,
                            v1::BatchGetOrdersResponse& response);
absl::Status ListOrders(store::Reader& reader, const exchange::Caller& caller,
                        const v1::ListOrdersRequest& request, v1::ListOrdersResponse& response);
absl::Status SummarizeOrders(store::Reader& reader, const exchange::Caller& caller,
                             const v1::SummarizeOrdersRequest& request,
                             v1::SummarizeOrdersResponse& response);

}  // namespace headwater::ordering
