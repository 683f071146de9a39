// The agreed minimum and maximum, taken by their word.
#pragma once

#include "hub/replenishment/policy.h"

namespace headwater::replenishment {

//   position = whole packs in (on hand + on order)
//   nothing, if position >= minimum
//   else     what lifts position to the maximum, up to the least order, up to a multiple
//
// Whole packs of the sum and not of each part: 3 pieces here and 3 to come are a pack of
// 6. That is exact, because n packs lift a position by n: what is ordered counts as on
// order from then on, so that to ask again gives nothing, however often the run repeats.
// The result passes the maximum only where the least order or the multiple want it, and
// says so.
class MinMaxPolicy final : public ReplenishmentPolicy {
 public:
  Decision Decide(const PolicyInputs& inputs) const override;
};

}  // namespace headwater::replenishment
