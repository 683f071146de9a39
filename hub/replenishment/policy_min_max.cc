#include "hub/replenishment/policy_min_max.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "hub/base/check.h"

namespace headwater::replenishment {
namespace {

// Sums and products of what fits 64 bits fit this.
using Wide = __int128;

int64_t Narrow(Wide value) {
  constexpr Wide kMin = std::numeric_limits<int64_t>::min();
  constexpr Wide kMax = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(std::clamp(value, kMin, kMax));
}

Wide FloorDiv(Wide value, Wide by) {
  const Wide quotient = value / by;
  return quotient * by > value ? quotient - 1 : quotient;
}

Wide CeilDiv(Wide value, Wide by) { return -FloorDiv(-value, by); }

std::string Text(Wide value) { return std::to_string(Narrow(value)); }

// The stock that the decision rests on.
struct Position {
  Wide base;  // on hand and on order
  Wide packs;
};

std::string ExplainPosition(const PolicyInputs& inputs, const Position& position) {
  std::string text = Text(inputs.on_hand_base) + " on hand and " + Text(inputs.on_order_base) +
                     " on order are " + Text(position.base);
  if (inputs.base_count == 1) return text + ".";
  text += " pieces, " + Text(position.packs) + " whole packs of " + Text(inputs.base_count);
  const Wide rest = position.base - position.packs * inputs.base_count;
  if (rest != 0) text += " (" + Text(rest) + " pieces left over do not count)";
  return text + ".";
}

}  // namespace

Decision MinMaxPolicy::Decide(const PolicyInputs& inputs) const {
  HW_CHECK(inputs.base_count > 0 && inputs.order_multiple > 0) << "a pack or multiple of nothing";
  Position position{.base = Wide{inputs.on_hand_base} + inputs.on_order_base, .packs = 0};
  position.packs = FloorDiv(position.base, inputs.base_count);
  const Wide least = CeilDiv(inputs.minimum_order_quantity_base, inputs.base_count);
  Decision decision{.on_hand = Narrow(FloorDiv(inputs.on_hand_base, inputs.base_count)),
                    .on_order = Narrow(FloorDiv(inputs.on_order_base, inputs.base_count)),
                    .minimum_order_quantity = Narrow(least)};
  if (position.packs >= inputs.minimum) return decision;

  std::vector<std::string>& steps = decision.explanation;
  steps.push_back(ExplainPosition(inputs, position));
  steps.push_back(Text(position.packs) + " is below the minimum of " + Text(inputs.minimum) + ".");
  Wide quantity = inputs.maximum - position.packs;
  steps.push_back(Text(quantity) + " lift it to the maximum of " + Text(inputs.maximum) + ".");
  if (quantity < least) {
    steps.push_back("The least that can be ordered is " + Text(least) + ", not " + Text(quantity) +
                    ".");
    quantity = least;
  }
  const Wide rounded = CeilDiv(quantity, inputs.order_multiple) * inputs.order_multiple;
  if (rounded != quantity) {
    steps.push_back("Orders come in multiples of " + Text(inputs.order_multiple) + ": " +
                    Text(quantity) + " become " + Text(rounded) + ".");
    quantity = rounded;
  }
  if (const Wide above = position.packs + quantity - inputs.maximum; above > 0) {
    steps.push_back("That is " + Text(above) + " above the maximum.");
  }
  decision.order_quantity = Narrow(quantity);
  steps.push_back("Order " + Text(quantity) + ".");
  return decision;
}

}  // namespace headwater::replenishment
