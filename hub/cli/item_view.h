// A trade item as people read it.
#pragma once

#include <string>

#include "headwater/v1/catalogue.pb.h"
#include "hub/cli/names.h"

namespace headwater::cli {

// With what the money buys, where that is more than one piece of the base: "1.50 EUR",
// "1.00 EUR/100", "9.00 EUR/KGM", "42.00 EUR for 14000002000016".
std::string PriceText(const v1::TradeItem& item);
// "case of 12, pallet of 40"
std::string PacksText(const v1::TradeItem& item);
// "advertised, not orderable"
std::string MarksText(const v1::TradeItem& item);

// The whole item: a line a value, and a table with a line a pack, the base first.
std::string ItemText(const v1::TradeItemRecord& record, Names& names);

}  // namespace headwater::cli
