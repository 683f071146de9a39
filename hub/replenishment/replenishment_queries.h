// What should be ordered. Reads of the tables alone; they see what the Reader's snapshot
// sees.
#pragma once

#include "absl/status/status.h"
#include "headwater/v1/replenishment.pb.h"
#include "hub/exchange/caller.h"
#include "hub/replenishment/policy.h"
#include "hub/store/database.h"

namespace headwater::replenishment {

// Every agreed item that `policy` wants ordered. Stock on hand is what is AVAILABLE at the
// location, over all owners, by the book; where nothing was ever counted or moved, as it
// was reported. Left out is what cannot be ordered (discontinued, or no orderable pack any
// more), and what the supplier decides alone (model BASIC). Levels of what is sold by
// measure are millionths of its unit, as all its quantities.
absl::Status FindNeeds(const ReplenishmentPolicy& policy, store::Reader& reader,
                       const v1::ListReplenishmentNeedsRequest& request,
                       v1::ListReplenishmentNeedsResponse& response);

// The read of ReplenishmentService, by MinMaxPolicy. The retailer alone may ask: to a
// supplier, PERMISSION_DENIED with SENDER_NOT_ALLOWED before anything is looked up, the
// same whichever parent it names.
absl::Status ListReplenishmentNeeds(store::Reader& reader, const exchange::Caller& caller,
                                    const v1::ListReplenishmentNeedsRequest& request,
                                    v1::ListReplenishmentNeedsResponse& response);

}  // namespace headwater::replenishment
