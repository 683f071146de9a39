// How an Order Response, Change or Cancellation names its order.
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "hub/exchange/handler.h"
#include "hub/exchange/refusal.h"
#include "hub/ordering/order_tables.h"
#include "hub/store/database.h"

namespace headwater::ordering {

// The order of this submission's supplier, open to change, in the version that the
// sender saw. The checks stop at the first of these that fails, because none after it
// would mean anything: base_version and in_response_to are given (FIELD_REQUIRED,
// INVALID_ARGUMENT); there is such an order (ORDER_NOT_FOUND) and in_response_to names
// it (IN_RESPONSE_TO_WRONG); it is not closed (ORDER_CLOSED, for good, and so before);
// it has not moved on (VERSION_STALE, ABORTED). `body` is the path of the body.
absl::StatusOr<OrderHead> FindReferencedOrder(store::Reader& reader,
                                              const exchange::Submission& submission,
                                              std::string_view order_number,
                                              const exchange::FieldPath& body);

// The sentence for an order that this supplier does not have, whoever else may.
std::string NoSuchOrder(base::Gln supplier, std::string_view order_number);

// The sentence for an order that takes nothing more.
std::string OrderIsClosed(const OrderHead& order);

}  // namespace headwater::ordering
