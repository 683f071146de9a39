// What follows from the quantities of an order's lines, and how prices compare. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "headwater/v1/ordering.pb.h"
#include "hub/base/gs1.h"
#include "hub/ordering/order_line_ledger.h"

namespace headwater::ordering {

// How many lines of an order are how far. The state of the order follows from these
// counts alone, so that a document that touches one line of five thousand reads one.
struct OrderTally {
  int64_t lines = 0;
  int64_t open = 0;            // with something open
  int64_t pending = 0;         // with something open or promised
  int64_t in_transit = 0;      // with something under way
  int64_t despatched = 0;      // of which something was ever despatched
  int64_t received = 0;        // of which something ever arrived
  int64_t supplier_ended = 0;  // of which the supplier rejected or cancelled something
  int64_t finished = 0;        // and the buyer wanted something in the end
  int64_t filled = 0;          // of those: all that it wanted was accepted

  void Add(const OrderLineLedger& ledger) { Count(ledger, 1); }
  void Remove(const OrderLineLedger& ledger) { Count(ledger, -1); }

  friend bool operator==(const OrderTally&, const OrderTally&) = default;

 private:
  void Count(const OrderLineLedger& ledger, int sign);
};

// The first state of the contract that fits. An order has at least one line.
v1::OrderState StateOf(const OrderTally& tally);

// Cancelled, rejected or received: nothing changes such an order any more.
bool IsClosed(v1::OrderState state);

// How much may come over an order line of this quantity. Rounded down.
int64_t ToleranceOf(int64_t quantity, int32_t basis_points);

// One part of the supplier's answer to a line. `quantity` is in the line's unit.
struct OrderSplit {
  v1::ResponseOutcome outcome = v1::RESPONSE_OUTCOME_UNSPECIFIED;
  int64_t quantity = 0;
  // For a substitute: how much of `quantity` has been despatched.
  int64_t despatched = 0;
  base::Gtin substitute;  // 0: none
  int64_t replacement_count = 1;
  // As the supplier sent it; `quantity` above counts, not the one in here.
  v1::OrderResponseSplit statement;
};

// Takes out of the answer in force what left the promise between two ledgers for any
// other cause than a despatch: the last splits of each outcome give way first, and a
// split of which nothing is left goes.
void TrimSplits(const OrderLineLedger& before, const OrderLineLedger& after,
                std::vector<OrderSplit>& splits);

// "40", or "1.5 KGM" of what is measured: for sentences.
std::string AmountText(int64_t amount, std::string_view measure_unit);

// What a price says of one piece of the base of `item` (or of one unit of it):
// `micros` for `pieces`.
struct UnitPrice {
  int64_t micros = 0;
  int64_t pieces = 1;
};

// Whether `count` pieces at `price` cost more than `base_count` at `limit`; all are
// zero or more, `pieces` above zero. nullopt when the products cannot be counted.
std::optional<bool> CostsMore(const UnitPrice& price, int64_t count, const UnitPrice& limit,
                              int64_t base_count);

}  // namespace headwater::ordering
