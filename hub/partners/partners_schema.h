#pragma once

#include "hub/store/schema.h"

namespace headwater::partners {

// party            who trades through this hub
// location         where
// agreement        what a supplier and the retailer agreed for a location
// agreement_item   its items, by supplier, location and GTIN: what the planner walks
store::Schema PartnersSchema();

}  // namespace headwater::partners
