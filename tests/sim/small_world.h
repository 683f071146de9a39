// A few days of the real data, for tests that need no whole year.
#pragma once

#include <memory>

#include "suppliers-sim/world.h"

namespace headwater::sim {

// The whole year, read once.
const World& WholeWorld();

// An order of the whole world's supplier with these quantities, as a party's feed
// brings it.
v1::Event OrderEvent(int supplier, base::Day day, const std::vector<int64_t>& quantities);

// The event of a document with this version of its order.
v1::Event EventOf(v1::Document document, int64_t version);

}  // namespace headwater::sim
