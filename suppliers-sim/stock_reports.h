// What the retailer says of its stock: its books at the end of each month and of the
// demo, and a count once a quarter, which never quite agrees with them.
#pragma once

#include <vector>

#include "headwater/v1/document.pb.h"
#include "hub/base/date.h"
#include "suppliers-sim/shop_stock.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {

// Of this day, after the shops closed; most days have none. A count sets the stock.
std::vector<v1::Document> ReportStock(const World& world, base::Day day, ShopStock& stock);

}  // namespace headwater::sim
