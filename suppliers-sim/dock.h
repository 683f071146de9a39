// The shops' docks: when a shipment really comes, and what of it.
#pragma once

#include "headwater/v1/document.pb.h"
#include "hub/base/date.h"
#include "suppliers-sim/shop_stock.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {

// The day on which the carrier really comes.
base::Day ArrivalDay(const World& world, const v1::Document& despatch);

// What is written at the dock on that day: most lines are as advised, a few are short,
// damaged, refused or over.
v1::Document Receive(const World& world, const v1::Document& despatch, base::Day day);

// Puts on the shelf what is good.
void PutAway(const World& world, const v1::Document& despatch, const v1::Document& receiving,
             ShopStock& stock);

}  // namespace headwater::sim
