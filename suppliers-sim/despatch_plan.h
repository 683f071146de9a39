// A supplier's papers for one order: its answer, and its shipments. Pure.
#pragma once

#include <optional>

#include "headwater/v1/document.pb.h"
#include "hub/base/date.h"
#include "suppliers-sim/order_book.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {

// The answer that is due on this day, to the order or to a change of it.
std::optional<v1::Document> AnswerDue(const World& world, int supplier, const BookOrder& order,
                                      base::Day day);

// The shipment that leaves on this day. `order` is as it is after AnswerDue.
std::optional<v1::Document> ShipmentDue(const World& world, int supplier, const BookOrder& order,
                                        base::Day day);

}  // namespace headwater::sim
