// The retailer's buyer: makes orders of needs, and has second thoughts.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "headwater/v1/replenishment.pb.h"
#include "hub/base/date.h"
#include "suppliers-sim/order_book.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {

// The supplier's stock is reviewed on this day: once a week.
bool IsReviewDay(const World& world, int supplier, base::Day day);

// Of one supplier's needs, in the order of locations: an order for each location.
std::vector<v1::Document> OrdersOf(const World& world, int supplier, base::Day day,
                                   std::span<const v1::ReplenishmentNeed> needs);

// The number of the order for one shop, whether it is made or not.
std::string OrderNumber(int supplier, int country, base::Day day);

// On the morning after: what the buyer takes back or asks for differently, of the
// orders made on the day before. All pure functions of the order.
std::vector<v1::Document> SecondThoughts(const World& world, const OrderBook& book, base::Day day);

}  // namespace headwater::sim
