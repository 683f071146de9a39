// Whether an order line may be stated as it is: the item, its unit, how much of it can
// be ordered, and the price.
#pragma once

#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "headwater/v1/ordering.pb.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/gs1.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/exchange/refusal.h"
#include "hub/ordering/order_tables.h"
#include "hub/store/database.h"

namespace headwater::ordering {

// Every check adds what is wrong to `violations`; a result that needs what is wrong is
// then absent.

struct StatedPrice {
  OrderLinePrice price;
  // It names a pack of the second item: it is for that one.
  bool of_second = false;
};

// The price of something of `item`, or of `second` where there is one and the price
// names it. Adds CURRENCY_MISMATCH, ITEM_IDS_CONFLICT, UNIT_MISMATCH.
absl::StatusOr<std::optional<StatedPrice>> CheckPrice(store::Reader& reader, const v1::Price& price,
                                                      const catalogue::PackInfo& item,
                                                      const catalogue::PackInfo* second,
                                                      std::string_view currency,
                                                      const exchange::FieldPath& path,
                                                      exchange::Violations& violations);

// Whether so much may be asked for: orderable, in whole multiples, not below the
// minimum, and countable in its base. `path` is that of the line.
absl::Status CheckOrderable(store::Reader& reader, const catalogue::PackInfo& item,
                            int64_t quantity, const exchange::FieldPath& path,
                            exchange::Violations& violations);

// A line that is new to its order, open.
absl::StatusOr<std::optional<OrderLine>> CheckNewLine(store::Reader& reader,
                                                      const v1::OrderLine& line, base::Gln supplier,
                                                      std::string_view currency,
                                                      const exchange::FieldPath& path,
                                                      exchange::Violations& violations);

}  // namespace headwater::ordering
