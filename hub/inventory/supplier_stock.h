// What suppliers say that they could deliver from their own locations. Kept beside the
// retailer's stock and never part of it.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/base/gs1.h"
#include "hub/inventory/inventory_ledger.h"
#include "hub/store/database.h"

namespace headwater::inventory {

// The instant as of which the key was last stated. nullopt: never.
absl::StatusOr<std::optional<int64_t>> FindOfferTime(store::Reader& reader, const StockKey& key);

absl::Status PutOffer(store::Transaction& transaction, const StockKey& key, int64_t quantity,
                      int64_t time);

// Sets all that the supplier stated of a location to zero, but for what it stated as of a
// later instant.
absl::Status ZeroOffers(store::Transaction& transaction, base::Gln supplier, base::Gln location,
                        int64_t time);

}  // namespace headwater::inventory
