// What the parties of a cluster send each other.
#pragma once

#include <cstdint>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "hub/base/gs1.h"

namespace headwater::test {

// Of the retailer, before all else: the parties, a store and some items of each supplier, who are
// Supplier(1) to Supplier(suppliers).
std::vector<v1::Document> OpeningDocuments(int suppliers);

// A supplier, or an item, as the retailer states it anew at this version; 0 for the first time.
v1::Document PartyDocument(int supplier, int64_t version, bool suspended);
v1::Document ItemDocument(int supplier, int item, int64_t version, bool discontinued);

// The `count`-th of the retailer: an order of three lines, or a complaint, to a supplier in turn.
v1::Document FromRetailer(int suppliers, int64_t count);
// The `count`-th of a supplier: a complaint.
v1::Document FromSupplier(int supplier, int64_t count);

}  // namespace headwater::test
