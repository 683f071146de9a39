// What other rooms and people ask about stock. Reads of the tables alone; they see what
// the Reader's snapshot sees.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/inventory.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/store/database.h"

namespace headwater::inventory {

// One supplier, or (nullopt) all, as the ends of a range that includes both.
struct SupplierRange {
  int64_t first;
  int64_t last;
};
SupplierRange RangeOf(const std::optional<base::Gln>& supplier);

// What is AVAILABLE of an item at a location, over all owners, in its base.
struct OnHand {
  int64_t quantity = 0;
  // False: nothing was ever counted, moved or reported.
  bool known = false;
  // In part or whole as reported: what was never counted or moved has no book balance.
  bool reported = false;
};
absl::StatusOr<OnHand> FindOnHand(store::Reader& reader, base::Gln supplier, base::Gln location,
                                  base::Gtin base);

// The reads of InventoryService. A supplier sees its own items; any other parent is
// NOT_FOUND, whether it exists or not.
absl::Status ListStock(store::Reader& reader, const exchange::Caller& caller,
                       const v1::ListStockRequest& request, v1::ListStockResponse& response);
absl::Status ListSupplierStock(store::Reader& reader, const exchange::Caller& caller,
                               const v1::ListSupplierStockRequest& request,
                               v1::ListSupplierStockResponse& response);
absl::Status ListStockMovements(store::Reader& reader, const exchange::Caller& caller,
                                const v1::ListStockMovementsRequest& request,
                                v1::ListStockMovementsResponse& response);

}  // namespace headwater::inventory
