#include "hub/ordering/ordering_rules.h"

#include <gtest/gtest.h>

#include <limits>

namespace headwater::ordering {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

OrderLineLedger Answered(int64_t accepted, int64_t rejected = 0) {
  return ApplyAnswer(OpenLedger(accepted + rejected), {.accepted = accepted, .rejected = rejected})
      .ledger;
}
OrderLineLedger Sent(int64_t quantity, int64_t of) {
  return ApplyDespatch(Answered(of), {.quantity = quantity}).ledger;
}
OrderLineLedger Received(int64_t quantity, int64_t of) {
  return ApplyReceipt(Sent(of, of), {.received = quantity, .short_received = of - quantity}).ledger;
}
OrderLineLedger PartlyReceived(const Receipt& receipt, int64_t of) {
  return ApplyReceipt(Sent(of, of), receipt).ledger;
}
OrderLineLedger Cancelled(const OrderLineLedger& ledger) {
  return ApplyCancellation(ledger).ledger;
}

v1::OrderState StateOfLines(const std::vector<OrderLineLedger>& lines) {
  OrderTally tally;
  for (const OrderLineLedger& line : lines) tally.Add(line);
  return StateOf(tally);
}

TEST(StateOf, TheFirstThatFits) {
  EXPECT_EQ(StateOfLines({OpenLedger(1), Received(4, 4)}), v1::ORDER_STATE_NEW);
  EXPECT_EQ(StateOfLines({Answered(4)}), v1::ORDER_STATE_ACKNOWLEDGED);
  EXPECT_EQ(StateOfLines({Answered(4), Answered(0, 4)}), v1::ORDER_STATE_ACKNOWLEDGED);
  EXPECT_EQ(StateOfLines({Answered(4), Sent(4, 4)}), v1::ORDER_STATE_PARTIALLY_DESPATCHED);
  EXPECT_EQ(StateOfLines({Sent(3, 4)}), v1::ORDER_STATE_PARTIALLY_DESPATCHED);
  EXPECT_EQ(StateOfLines({Answered(4), Received(4, 4)}), v1::ORDER_STATE_PARTIALLY_DESPATCHED);
  EXPECT_EQ(StateOfLines({Sent(4, 4), Sent(4, 4)}), v1::ORDER_STATE_DESPATCHED);
  EXPECT_EQ(StateOfLines({Sent(4, 4), Cancelled(OpenLedger(4))}), v1::ORDER_STATE_DESPATCHED);
  // What is known to be short has not arrived.
  EXPECT_EQ(StateOfLines({Sent(4, 4), Received(0, 4)}), v1::ORDER_STATE_DESPATCHED);
  EXPECT_EQ(StateOfLines({Sent(4, 4), Received(4, 4)}), v1::ORDER_STATE_PARTIALLY_RECEIVED);
  EXPECT_EQ(StateOfLines({PartlyReceived({.received = 1}, 4)}), v1::ORDER_STATE_PARTIALLY_RECEIVED);
  EXPECT_EQ(StateOfLines({PartlyReceived({.received = 1, .refused = 1}, 4)}),
            v1::ORDER_STATE_PARTIALLY_RECEIVED);
  EXPECT_EQ(StateOfLines({Received(4, 4), Answered(0, 4)}), v1::ORDER_STATE_RECEIVED);
  EXPECT_EQ(StateOfLines({Received(0, 4)}), v1::ORDER_STATE_RECEIVED);
  EXPECT_EQ(StateOfLines({Cancelled(OpenLedger(4))}), v1::ORDER_STATE_CANCELLED);
  EXPECT_EQ(StateOfLines({Cancelled(OpenLedger(4)), Answered(0, 4)}), v1::ORDER_STATE_REJECTED);
  EXPECT_EQ(StateOfLines({ApplyClosing(Answered(4)).ledger}), v1::ORDER_STATE_REJECTED);
}

TEST(StateOf, ClosedAreThoseThatNothingChanges) {
  for (const auto state :
       {v1::ORDER_STATE_RECEIVED, v1::ORDER_STATE_CANCELLED, v1::ORDER_STATE_REJECTED}) {
    EXPECT_TRUE(IsClosed(state));
  }
  for (const auto state :
       {v1::ORDER_STATE_NEW, v1::ORDER_STATE_ACKNOWLEDGED, v1::ORDER_STATE_PARTIALLY_DESPATCHED,
        v1::ORDER_STATE_DESPATCHED, v1::ORDER_STATE_PARTIALLY_RECEIVED}) {
    EXPECT_FALSE(IsClosed(state));
  }
}

TEST(OrderTally, CountsAndTakesBack) {
  OrderTally tally;
  tally.Add(Received(4, 4));
  tally.Add(Received(3, 4));
  tally.Add(Cancelled(OpenLedger(4)));
  EXPECT_EQ(tally.lines, 3);
  EXPECT_EQ(tally.received, 2);
  EXPECT_EQ(tally.finished, 2);  // of the cancelled line nothing was wanted in the end
  EXPECT_EQ(tally.filled, 1);
  tally.Remove(Received(4, 4));
  tally.Remove(Received(3, 4));
  tally.Remove(Cancelled(OpenLedger(4)));
  EXPECT_EQ(tally, OrderTally());
}

TEST(ToleranceOf, RoundsDownAndDoesNotOverflow) {
  EXPECT_EQ(ToleranceOf(100, 500), 5);
  EXPECT_EQ(ToleranceOf(119, 500), 5);
  EXPECT_EQ(ToleranceOf(120, 500), 6);
  EXPECT_EQ(ToleranceOf(19, 500), 0);
  EXPECT_EQ(ToleranceOf(100, 0), 0);
  EXPECT_EQ(ToleranceOf(0, 500), 0);
  EXPECT_EQ(ToleranceOf(kMax, 10'000), kMax);
}

OrderSplit Split(v1::ResponseOutcome outcome, int64_t quantity, int64_t despatched = 0) {
  OrderSplit split;
  split.outcome = outcome;
  split.quantity = quantity;
  split.despatched = despatched;
  return split;
}

TEST(TrimSplits, TheLastGiveWayFirst) {
  OrderLineLedger before = Answered(30);
  std::vector<OrderSplit> splits = {Split(v1::RESPONSE_OUTCOME_ACCEPTED, 10),
                                    Split(v1::RESPONSE_OUTCOME_REJECTED, 7),
                                    Split(v1::RESPONSE_OUTCOME_ACCEPTED, 20)};
  const OrderLineLedger after = ApplyChange(before, 6, false).ledger;
  TrimSplits(before, after, splits);
  ASSERT_EQ(splits.size(), 2u);
  EXPECT_EQ(splits[0].quantity, 6);
  EXPECT_EQ(splits[1].outcome, v1::RESPONSE_OUTCOME_REJECTED);
}

TEST(TrimSplits, WhatWasSentOfASubstituteStays) {
  const OrderLineLedger answered = ApplyAnswer(OpenLedger(10), {.substituted = 10}).ledger;
  const OrderLineLedger before =
      ApplyDespatch(answered, {.quantity = 4, .substitute_for = 10, .is_substitute = true}).ledger;
  std::vector<OrderSplit> splits = {Split(v1::RESPONSE_OUTCOME_SUBSTITUTED, 10, 4)};
  TrimSplits(before, ApplyCancellation(before).ledger, splits);
  ASSERT_EQ(splits.size(), 1u);
  EXPECT_EQ(splits[0].quantity, 4);
}

TEST(AmountText, PiecesAndMeasures) {
  EXPECT_EQ(AmountText(40, ""), "40");
  EXPECT_EQ(AmountText(1'500'000, "KGM"), "1.5 KGM");
}

TEST(CostsMore, ComparesExactly) {
  // 3.33 for 1 against 10.00 for 3.
  EXPECT_EQ(CostsMore({3'330'000, 1}, 1, {10'000'000, 3}, 1), false);
  EXPECT_EQ(CostsMore({3'333'334, 1}, 1, {10'000'000, 3}, 1), true);
  EXPECT_EQ(CostsMore({10'000'000, 3}, 1, {10'000'000, 3}, 1), false);
  // Two at 6.00 in the place of one at 10.00.
  EXPECT_EQ(CostsMore({6'000'000, 1}, 2, {10'000'000, 1}, 1), true);
  EXPECT_EQ(CostsMore({5'000'000, 1}, 2, {10'000'000, 1}, 1), false);
  EXPECT_EQ(CostsMore({kMax, 1}, kMax, {1, kMax}, 1), std::nullopt);
}

}  // namespace
}  // namespace headwater::ordering
