// One day in all shops, added up as Sales Reports are: by supplier, shop and item.
#pragma once

#include <cstdint>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "hub/base/date.h"
#include "suppliers-sim/shop_stock.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {

// Opening hours, in minutes of the local day; the tills of the data keep to them.
inline constexpr int kOpensMinute = 6 * 60;
inline constexpr int kClosesMinute = 20 * 60 + 30;

// The Sales Reports of the day, one for each supplier, and what was sold, returned and
// written off taken from the stock. None on a day without sales: the shops were closed.
std::vector<v1::Document> CloseDay(const World& world, base::Day day, ShopStock& stock);

}  // namespace headwater::sim
