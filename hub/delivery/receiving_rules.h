// How what arrived of a despatch line is booked on its order line, when the two do not
// count the same thing (another pack, a substitute). Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "hub/ordering/order_line_ledger.h"

namespace headwater::delivery {

// All that arrived of a despatch line so far, in its own unit.
struct Arrivals {
  int64_t received = 0;  // `over`, `damaged` and `refused` included
  int64_t short_received = 0;
  int64_t over = 0;
  int64_t damaged = 0;
  int64_t refused = 0;

  // What is no longer under way, of what was despatched.
  int64_t settled() const { return received - over + short_received; }
};

// Adds one receipt; nullopt past counting.
std::optional<Arrivals> AddReceipt(const Arrivals& arrivals, const ordering::Receipt& receipt);

// What the order line gets now, in its unit, after `credited` in all for the receipts
// before. Only whole units are booked: an odd piece waits until it is made whole, and
// once all that was despatched is settled, exactly its amount has been booked. Where
// pieces that arrived and pieces that did not make one unit, it counts as received.
// nullopt past counting. With a ratio of 1 to 1 it is the receipt itself.
std::optional<ordering::Receipt> NextCredit(const Arrivals& arrivals,
                                            const ordering::Receipt& credited,
                                            const ordering::LineRatio& ratio);

}  // namespace headwater::delivery
