// The quantities of one order line, as a value. Pure: no clock, no store, no contract.
//
// Whatever happens to a line, these hold (the law of conservation):
//   ordered + changed + over_despatched
//     = open + acknowledged + backordered + substituted + rejected
//       + cancelled_by_buyer + cancelled_by_supplier + despatched
//   despatched + over_received = in_transit + received + short
//   received = accepted + damaged + refused
// and nothing but `changed` is ever negative.
#pragma once

#include <cstdint>

namespace headwater::ordering {

// All in the line's unit: pieces of its GTIN, or millionths of its measure unit.
struct OrderLineLedger {
  int64_t ordered = 0;
  int64_t changed = 0;  // by the buyer since, up or down
  int64_t over_despatched = 0;

  int64_t open = 0;  // the supplier owes an answer
  int64_t acknowledged = 0;
  int64_t backordered = 0;
  int64_t substituted = 0;  // of the ordered item, that a substitute will replace
  int64_t rejected = 0;
  int64_t cancelled_by_buyer = 0;
  int64_t cancelled_by_supplier = 0;
  int64_t despatched = 0;

  int64_t in_transit = 0;
  int64_t received = 0;  // all that arrived
  int64_t short_received = 0;
  int64_t over_received = 0;

  int64_t accepted = 0;
  int64_t damaged = 0;
  int64_t refused = 0;

  // What the buyer asks for now.
  int64_t quantity() const { return ordered + changed; }
  // What is left to answer, or answered and not despatched.
  int64_t pending() const { return open + acknowledged + backordered + substituted; }
  // What the supplier said it would send, and has not.
  int64_t promised() const { return acknowledged + backordered + substituted; }
  // What is still to come.
  int64_t on_order() const { return pending() + in_transit; }
  // What the buyer cannot take back: rejected, cancelled, or despatched against the order.
  int64_t committed() const { return quantity() - pending(); }
  // Nothing more will come of the line, and nothing of it is under way.
  bool finished() const { return pending() == 0 && in_transit == 0; }
  // What the buyer asked for in the end.
  int64_t wanted() const { return quantity() - cancelled_by_buyer; }
  bool filled() const { return accepted >= wanted(); }

  // Whether the law holds.
  bool Conserved() const;

  friend bool operator==(const OrderLineLedger&, const OrderLineLedger&) = default;
};

enum class LedgerRefusal {
  kNone,
  kDoesNotAddUp,     // the answer is not exactly what is pending
  kBelowCommitted,   // the buyer asks for less than is committed
  kNothingToCancel,  // nothing is pending
  kExceedsOrder,     // more than promised and the tolerance
  kExceedsDespatch,  // more than in transit, or parts that are more than the whole
  kOutOfRange,       // a negative quantity, or one past what can be counted
};

// The new ledger, or why there is none.
struct LedgerResult {
  LedgerRefusal refusal = LedgerRefusal::kNone;
  OrderLineLedger ledger;  // unchanged when refused

  bool ok() const { return refusal == LedgerRefusal::kNone; }
};

// What the supplier says of all that is pending.
struct Answer {
  int64_t accepted = 0;
  int64_t backordered = 0;
  int64_t substituted = 0;
  int64_t rejected = 0;
};

struct Despatch {
  int64_t quantity = 0;
  // Of how much of `substituted` this substitute has the place; 0 for the item ordered,
  // which comes out of what is acknowledged, then of what is backordered.
  int64_t substitute_for = 0;
  bool is_substitute = false;
  // How much may come over the order in all.
  int64_t tolerance = 0;
};

struct Receipt {
  int64_t received = 0;  // all that arrived, `over`, `damaged` and `refused` included
  int64_t short_received = 0;
  int64_t over = 0;
  int64_t damaged = 0;
  int64_t refused = 0;
};

// What an amount of a despatch line is in the unit of its order line:
//   order = despatch * numerator / denominator, in lowest terms.
// 1 to 1 for the pack ordered; else for another pack of the item, or a substitute.
struct LineRatio {
  int64_t numerator = 1;
  int64_t denominator = 1;
};

// A line of a new order. `quantity` is above zero.
OrderLineLedger OpenLedger(int64_t quantity);

// Each is defined for every ledger that is conserved and for every argument.
LedgerResult ApplyAnswer(const OrderLineLedger& ledger, const Answer& answer);

// The buyer asks for `quantity` instead. More is open until answered, but for what came
// over the order already: that is now part of it. Less takes away first what is open, then what is
// backordered, substituted and acknowledged: what is least likely to come goes first. `reopen`
// opens again all that was promised.
LedgerResult ApplyChange(const OrderLineLedger& ledger, int64_t quantity, bool reopen);

// All that is pending, by the buyer.
LedgerResult ApplyCancellation(const OrderLineLedger& ledger);

// What is open has to be answered before it can be despatched. Over the order comes
// only what the tolerance leaves, and nothing to a line that was cancelled or of which
// nothing came.
LedgerResult ApplyDespatch(const OrderLineLedger& ledger, const Despatch& despatch);

// The supplier will send no more of what it promised. What is open it has not spoken of: a
// change that crossed the despatch may have added it. Never refused.
LedgerResult ApplyClosing(const OrderLineLedger& ledger);

LedgerResult ApplyReceipt(const OrderLineLedger& ledger, const Receipt& receipt);

}  // namespace headwater::ordering
