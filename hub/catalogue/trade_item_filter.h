// What a list of trade items is narrowed by beyond what the columns of its table tell.
// Pure. Items have the shape and soundness of what was stored.
#pragma once

#include "absl/status/status.h"
#include "headwater/v1/catalogue.pb.h"

namespace headwater::catalogue {

// INTERVAL_INVERTED, at each range whose ends stand the wrong way round.
absl::Status CheckRanges(const v1::ListTradeItemsRequest& request);

// Whether the item is orderable or not as the request asks, and in its ranges of price,
// order multiple and minimum order. The request's other conditions are not looked at.
bool Fits(const v1::TradeItem& item, const v1::ListTradeItemsRequest& request);

}  // namespace headwater::catalogue
