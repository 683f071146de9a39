// Whether one part of a supplier's answer may be as it is.
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "headwater/v1/ordering.pb.h"
#include "hub/exchange/refusal.h"
#include "hub/ordering/order_tables.h"
#include "hub/ordering/ordering_rules.h"
#include "hub/store/database.h"

namespace headwater::ordering {

// Adds to `violations` what is wrong with `split` of `line`: UNIT_MISMATCH,
// SPLIT_INCOMPLETE, BACKORDER_NOT_ALLOWED, SUBSTITUTE_NOT_ALLOWED, PRICE_ABOVE_ORDER and
// those of its item and price. nullopt if its quantity or item cannot be told.
absl::StatusOr<std::optional<OrderSplit>> CheckSplit(store::Reader& reader,
                                                     const v1::OrderResponseSplit& split,
                                                     const OrderHead& order, const OrderLine& line,
                                                     const exchange::FieldPath& path,
                                                     exchange::Violations& violations);

}  // namespace headwater::ordering
