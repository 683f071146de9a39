// The tables of stock. Quantities are pieces of the item's base, or millionths of its
// measure unit; `gtin` is always the base.
#pragma once

#include "hub/store/schema.h"

namespace headwater::inventory {

// stock           what the retailer has: book balance beside what was reported
// stock_movement  the journal: stock movements, receipts, count differences
// stock_sale      what tickets moved, by instant, for as long as a count may ask
// full_count      when all that a supplier has at a location was last counted
// supplier_stock  what suppliers say they could deliver; never part of the book
store::Schema InventorySchema();

}  // namespace headwater::inventory
