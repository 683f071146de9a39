// What decides how much to order: values in, a value out. No clock, no store, no
// messages; the same inputs give the same decision, to the last letter of its
// explanation. Whoever plans otherwise implements ReplenishmentPolicy.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace headwater::replenishment {

// One item at one location. A "pack" is the trade item that is ordered; `base_count`
// pieces of the base are in one. Stock is counted in the base, levels and orders in packs.
// (For what is sold by measure both are millionths of its unit, and base_count is 1.)
struct PolicyInputs {
  int64_t on_hand_base = 0;                 // negative: more was sold than was known to be there
  int64_t on_order_base = 0;                // still to come, and not yet on hand
  int64_t base_count = 1;                   // 1 or more
  int64_t minimum = 0;                      // order below this
  int64_t maximum = 1;                      // order up to this; not below the minimum
  int64_t order_multiple = 1;               // 1 or more
  int64_t minimum_order_quantity_base = 0;  // the least that a line may order
};

struct Decision {
  // What to order; 0: nothing.
  int64_t order_quantity = 0;
  // The inputs in whole packs: stock rounded down, the least order rounded up.
  int64_t on_hand = 0;
  int64_t on_order = 0;
  int64_t minimum_order_quantity = 0;
  // How the quantity came about, a sentence a step. Empty where nothing is ordered.
  std::vector<std::string> explanation;
};

// Implementations are immutable and thread-safe.
class ReplenishmentPolicy {
 public:
  virtual ~ReplenishmentPolicy() = default;
  virtual Decision Decide(const PolicyInputs& inputs) const = 0;
};

}  // namespace headwater::replenishment
