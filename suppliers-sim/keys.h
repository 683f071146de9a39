// The GS1 keys of the demo, all made from numbers of a thing: parties and places under
// the prefix that GS1 itself uses in examples, trade items in the restricted range
// that any company may use within its own walls.
#pragma once

#include <cstdint>
#include <string>

namespace headwater::sim {

inline constexpr int kSuppliers = 12;

std::string RetailerGln();
std::string SupplierGln(int supplier);
// Where a supplier ships from.
std::string SupplierWarehouseGln(int supplier);
// A shop of the retailer, by the number of its country.
std::string ShopGln(int country);

// GTIN-13 of the piece, and of the case, of the item with this number.
std::string PieceGtin(int item);
std::string CaseGtin(int item);

// One logistic unit: `unit` of despatch `wave` for the order that this supplier got on
// this day (counted from the first of the demo) for this shop. Each part within its
// bounds: 100 suppliers, 1000 days, 100 shops, 10 waves, 1000 units.
std::string UnitSscc(int supplier, int day, int country, int wave, int unit);

}  // namespace headwater::sim
