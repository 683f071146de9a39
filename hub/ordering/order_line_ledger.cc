#include "hub/ordering/order_line_ledger.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

#include "hub/base/decimal.h"

namespace headwater::ordering {
namespace {

using base::CheckedAdd;

std::optional<int64_t> SumOf(std::initializer_list<int64_t> terms) {
  std::optional<int64_t> sum = 0;
  for (const int64_t term : terms) {
    sum = CheckedAdd(*sum, term);
    if (!sum.has_value()) return std::nullopt;
  }
  return sum;
}

bool AnyNegative(std::initializer_list<int64_t> values) {
  return std::any_of(values.begin(), values.end(), [](int64_t value) { return value < 0; });
}

LedgerResult Refused(const OrderLineLedger& ledger, LedgerRefusal refusal) {
  return {refusal, ledger};
}

// Takes up to `wanted` out of `from`; returns what is still wanted.
int64_t TakeFrom(int64_t& from, int64_t wanted) {
  const int64_t taken = std::min(from, wanted);
  from -= taken;
  return wanted - taken;
}

// Adds to each target or, when one does not fit, to none that matters: the caller
// drops the ledger.
struct Addition {
  int64_t& target;
  int64_t amount;
};
bool AddAll(std::initializer_list<Addition> additions) {
  for (const Addition& addition : additions) {
    const std::optional<int64_t> sum = CheckedAdd(addition.target, addition.amount);
    if (!sum.has_value()) return false;
    addition.target = *sum;
  }
  return true;
}

// The sums of the law must be countable too, so that Conserved can be asked.
LedgerResult Accepted(const OrderLineLedger& before, const OrderLineLedger& after) {
  const bool countable = SumOf({after.ordered, after.changed, after.over_despatched}).has_value() &&
                         SumOf({after.despatched, after.over_received}).has_value() &&
                         SumOf({after.accepted, after.damaged, after.refused}).has_value() &&
                         SumOf({after.pending(), after.in_transit}).has_value();
  if (!countable) return Refused(before, LedgerRefusal::kOutOfRange);
  return {LedgerRefusal::kNone, after};
}

// A line that ended by a cancellation, or without anything having been sent, is not
// opened again by a delivery.
bool TakesNoMore(const OrderLineLedger& ledger) {
  return ledger.pending() == 0 && (ledger.despatched == 0 || ledger.cancelled_by_buyer > 0 ||
                                   ledger.cancelled_by_supplier > 0);
}

}  // namespace

bool OrderLineLedger::Conserved() const {
  if (AnyNegative({ordered, over_despatched, open, acknowledged, backordered, substituted, rejected,
                   cancelled_by_buyer, cancelled_by_supplier, despatched, in_transit, received,
                   short_received, over_received, accepted, damaged, refused})) {
    return false;
  }
  const auto asked = SumOf({ordered, changed, over_despatched});
  const auto answered = SumOf({open, acknowledged, backordered, substituted, rejected,
                               cancelled_by_buyer, cancelled_by_supplier, despatched});
  const auto sent = SumOf({despatched, over_received});
  const auto arrived = SumOf({in_transit, received, short_received});
  const auto sorted = SumOf({accepted, damaged, refused});
  return asked.has_value() && asked == answered && sent.has_value() && sent == arrived &&
         sorted == received;
}

OrderLineLedger OpenLedger(int64_t quantity) {
  OrderLineLedger ledger;
  ledger.ordered = quantity;
  ledger.open = quantity;
  return ledger;
}

LedgerResult ApplyAnswer(const OrderLineLedger& ledger, const Answer& answer) {
  if (AnyNegative({answer.accepted, answer.backordered, answer.substituted, answer.rejected})) {
    return Refused(ledger, LedgerRefusal::kOutOfRange);
  }
  if (SumOf({answer.accepted, answer.backordered, answer.substituted, answer.rejected}) !=
      ledger.pending()) {
    return Refused(ledger, LedgerRefusal::kDoesNotAddUp);
  }
  OrderLineLedger after = ledger;
  after.open = 0;
  after.acknowledged = answer.accepted;
  after.backordered = answer.backordered;
  after.substituted = answer.substituted;
  after.rejected += answer.rejected;  // bounded by what was asked for
  return Accepted(ledger, after);
}

LedgerResult ApplyChange(const OrderLineLedger& ledger, int64_t quantity, bool reopen) {
  if (quantity < 0) return Refused(ledger, LedgerRefusal::kOutOfRange);
  if (quantity < ledger.committed()) return Refused(ledger, LedgerRefusal::kBelowCommitted);
  OrderLineLedger after = ledger;
  const int64_t difference = quantity - ledger.quantity();
  if (difference >= 0) {
    const int64_t open = TakeFrom(after.over_despatched, difference);
    if (!AddAll({{after.open, open}, {after.changed, difference}})) {
      return Refused(ledger, LedgerRefusal::kOutOfRange);
    }
  } else {
    int64_t less = -difference;
    less = TakeFrom(after.open, less);
    less = TakeFrom(after.backordered, less);
    less = TakeFrom(after.substituted, less);
    TakeFrom(after.acknowledged, less);
    after.changed += difference;
  }
  if (reopen) {
    after.open += after.promised();  // all parts of what is pending
    after.acknowledged = after.backordered = after.substituted = 0;
  }
  return Accepted(ledger, after);
}

LedgerResult ApplyCancellation(const OrderLineLedger& ledger) {
  if (ledger.pending() == 0) return Refused(ledger, LedgerRefusal::kNothingToCancel);
  OrderLineLedger after = ledger;
  after.cancelled_by_buyer += ledger.pending();
  after.open = after.acknowledged = after.backordered = after.substituted = 0;
  return Accepted(ledger, after);
}

LedgerResult ApplyDespatch(const OrderLineLedger& ledger, const Despatch& despatch) {
  if (AnyNegative({despatch.quantity, despatch.substitute_for, despatch.tolerance})) {
    return Refused(ledger, LedgerRefusal::kOutOfRange);
  }
  OrderLineLedger after = ledger;
  int64_t over = despatch.quantity;
  if (despatch.is_substitute) {
    const int64_t share = std::min(despatch.substitute_for, over);
    over = over - share + TakeFrom(after.substituted, share);
  } else {
    over = TakeFrom(after.acknowledged, over);
    over = TakeFrom(after.backordered, over);
  }
  if (over > 0) {
    const int64_t left = std::max<int64_t>(despatch.tolerance - ledger.over_despatched, 0);
    if (over > left || TakesNoMore(ledger)) return Refused(ledger, LedgerRefusal::kExceedsOrder);
  }
  if (!AddAll({{after.over_despatched, over},
               {after.despatched, despatch.quantity},
               {after.in_transit, despatch.quantity}})) {
    return Refused(ledger, LedgerRefusal::kOutOfRange);
  }
  return Accepted(ledger, after);
}

LedgerResult ApplyClosing(const OrderLineLedger& ledger) {
  OrderLineLedger after = ledger;
  after.cancelled_by_supplier += ledger.promised();  // bounded by what was asked for
  after.acknowledged = after.backordered = after.substituted = 0;
  return Accepted(ledger, after);
}

LedgerResult ApplyReceipt(const OrderLineLedger& ledger, const Receipt& receipt) {
  if (AnyNegative({receipt.received, receipt.short_received, receipt.over, receipt.damaged,
                   receipt.refused})) {
    return Refused(ledger, LedgerRefusal::kOutOfRange);
  }
  const auto not_good = SumOf({receipt.damaged, receipt.refused});
  if (!not_good.has_value() || *not_good > receipt.received || receipt.over > receipt.received) {
    return Refused(ledger, LedgerRefusal::kExceedsDespatch);
  }
  const auto settled = SumOf({receipt.received - receipt.over, receipt.short_received});
  if (!settled.has_value() || *settled > ledger.in_transit) {
    return Refused(ledger, LedgerRefusal::kExceedsDespatch);
  }
  OrderLineLedger after = ledger;
  after.in_transit -= *settled;
  if (!AddAll({{after.received, receipt.received},
               {after.short_received, receipt.short_received},
               {after.over_received, receipt.over},
               {after.accepted, receipt.received - *not_good},
               {after.damaged, receipt.damaged},
               {after.refused, receipt.refused}})) {
    return Refused(ledger, LedgerRefusal::kOutOfRange);
  }
  return Accepted(ledger, after);
}

}  // namespace headwater::ordering
