// What a list of trade items is narrowed by beyond what its table is searched by.
// Pure. Items have the shape and soundness of what was stored.
#pragma once

#include "absl/status/status.h"
#include "headwater/v1/catalogue.pb.h"

namespace headwater::catalogue {

// INTERVAL_INVERTED, at each range whose ends stand the wrong way round.
absl::Status CheckRanges(const v1::ListTradeItemsRequest& request);

// Whether the item is in every range of the request, and is orderable or not as it
// asks. The request's other conditions are not looked at.
bool Fits(const v1::TradeItem& item, const v1::ListTradeItemsRequest& request);

// Some pack of it, or the base, may be ordered.
bool CanBeOrdered(const v1::TradeItem& item);

}  // namespace headwater::catalogue
