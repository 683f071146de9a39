// What holds for stock, as functions of values alone.
//
// The book balance of a key (supplier, location, item, status, owner) is
//
//   the last count  +  every movement of the key whose instant lies after the count's
//
// where movements are stock movements, receipts and sales, each at its own instant
// (movement_time, arrival_time, sale_time). It so depends on what happened when, and
// not on the order in which documents came in:
//   - A count of 18:00 that arrives at 20:00 keeps what was sold at 19:00 taken away.
//   - A sale of 17:00 that arrives after that count leaves the book as it is: whoever
//     counted saw a shelf from which it was gone. A receipt or movement that comes so
//     late stands in the journal all the same.
//   - What happened in the very instant of a count was counted.
// Where nothing was ever counted, the book is the sum of all movements.
//
// Sales take from, and returns add to, what is AVAILABLE and owned by the retailer.
// Receipts add to the retailer's own, but those of an order with
// PAYMENT_METHOD_CONSIGNMENT to what the supplier owns. Consigned goods leave their
// owner's row when the retailer says so, what was sold with an OWNERSHIP_CHANGE and what
// was used otherwise with a CONSIGNMENT_USE: the hub derives no transfer of property by
// itself. On hand, all owners are one sum.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "headwater/v1/inventory.pb.h"

namespace headwater::inventory {

// The most that one line may say, in pieces of the base or millionths of the measure
// unit: a million tonnes. Thousands of such lines still add up without overflow.
inline constexpr int64_t kQuantityMax = 1'000'000'000'000'000;

// MOVEMENT_SIGN_WRONG where false. A reason that adds or takes away does not fit 0.
bool SignFits(v1::MovementReason reason, int64_t quantity);

// What SignFits wants, for a person: "more than 0", "less than 0", "any".
std::string_view SignWanted(v1::MovementReason reason);

// Whether the lines of an item with this reason add up to zero: nothing comes or goes,
// it changes hands or condition.
bool AddsUpToZero(v1::MovementReason reason);

// What a count does to a book balance.
struct Counted {
  int64_t book;        // afterwards
  int64_t difference;  // booked as COUNT_DIFFERENCE; afterwards less before
};

// `moved_after` is the sum of the key's movements after the instant of the count, all of
// which `book` holds. A key without a book was at 0. nullopt: it does not fit.
std::optional<Counted> ApplyCount(std::optional<int64_t> book, int64_t counted,
                                  int64_t moved_after);

}  // namespace headwater::inventory
