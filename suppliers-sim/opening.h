// The documents of the set-up day: who there is, what is sold, what was agreed, and
// what was counted on the shelves on the evening before.
#pragma once

#include <string_view>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "suppliers-sim/assortment.h"
#include "suppliers-sim/calendar.h"
#include "suppliers-sim/character.h"
#include "suppliers-sim/online_retail.h"

namespace headwater::sim {

struct World;

std::string_view SupplierName(int supplier);

// The retailer's, first: parties and its shops. The parties come first.
std::vector<v1::Document> OpeningParties(const World& world);
// Then the supplier's own: where it ships from, and its items.
std::vector<v1::Document> OpeningItems(const World& world, int supplier);
// Then the retailer's again: agreements and the count.
std::vector<v1::Document> OpeningAgreements(const World& world);

}  // namespace headwater::sim
