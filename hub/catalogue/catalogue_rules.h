// What makes a statement of a trade item sound in itself, without knowing what was
// stated before. Pure. Texts and numbers have the shape that the contract gives them.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "headwater/v1/catalogue.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/refusal.h"

namespace headwater::catalogue {

// The most pieces of the base that a pack may hold: what a Quantity can still count.
inline constexpr int64_t kBaseCountMax = 1'000'000'000'000;

// Pieces of the base in each pack of the item, in the order of item.packs(); 0 where
// it cannot be told, which has then been added to `violations` (PACK_HIERARCHY_BROKEN,
// DUPLICATE_ITEM) at that pack or at one that it holds. `path` is that of the item.
//
// A measured item may have packs, such as the case in which a cheese comes, but no
// number of pieces turns a weight into another: their contained_count must be 1.
std::vector<int64_t> CountPacks(const v1::TradeItem& item, const exchange::FieldPath& path,
                                exchange::Violations& violations);

// The price is for a pack of this item and in its unit (ITEM_IDS_CONFLICT,
// UNIT_MISMATCH).
void CheckPrice(const v1::TradeItem& item, const exchange::FieldPath& path,
                exchange::Violations& violations);

// The unit of the item is one that measures (UNIT_MISMATCH).
void CheckMeasureUnit(const v1::TradeItem& item, const exchange::FieldPath& path,
                      exchange::Violations& violations);

// It is not discontinued, and its base or some pack of it may be ordered.
bool CanBeOrdered(const v1::TradeItem& item);

// Units that count pieces or packages (H87, DZN, XBX, ...): no item is measured in
// them. A dozen that is a unit here and a pack there is how 16 dozen become 200.04.
bool IsCountingUnit(std::string_view unit_code);

}  // namespace headwater::catalogue
