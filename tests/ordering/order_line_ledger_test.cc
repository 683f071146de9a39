#include "hub/ordering/order_line_ledger.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "hub/base/decimal.h"

namespace headwater::ordering {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

OrderLineLedger Answered(int64_t accepted, int64_t backordered = 0, int64_t substituted = 0,
                         int64_t rejected = 0) {
  const LedgerResult result =
      ApplyAnswer(OpenLedger(accepted + backordered + substituted + rejected),
                  {accepted, backordered, substituted, rejected});
  EXPECT_TRUE(result.ok());
  return result.ledger;
}

OrderLineLedger Despatched(const OrderLineLedger& ledger, int64_t quantity, int64_t tolerance = 0) {
  const LedgerResult result = ApplyDespatch(ledger, {.quantity = quantity, .tolerance = tolerance});
  EXPECT_TRUE(result.ok());
  return result.ledger;
}

TEST(OrderLineLedger, BeginsOpen) {
  const OrderLineLedger ledger = OpenLedger(40);
  EXPECT_TRUE(ledger.Conserved());
  EXPECT_EQ(ledger.open, 40);
  EXPECT_EQ(ledger.pending(), 40);
  EXPECT_EQ(ledger.on_order(), 40);
  EXPECT_EQ(ledger.committed(), 0);
}

TEST(OrderLineLedger, AnEmptyOneIsConservedAndABrokenOneIsNot) {
  EXPECT_TRUE(OrderLineLedger().Conserved());
  OrderLineLedger ledger = OpenLedger(40);
  ledger.open = 39;
  EXPECT_FALSE(ledger.Conserved());
  ledger = OpenLedger(40);
  ledger.received = 1;
  EXPECT_FALSE(ledger.Conserved());
  ledger = OpenLedger(40);
  ledger.open = 41;
  ledger.rejected = -1;
  EXPECT_FALSE(ledger.Conserved());
  ledger = OpenLedger(40);
  ledger.accepted = 1;
  EXPECT_FALSE(ledger.Conserved());
}

TEST(ApplyAnswer, SplitsWhatIsPending) {
  const OrderLineLedger ledger = Answered(20, 10, 6, 4);
  EXPECT_EQ(ledger.open, 0);
  EXPECT_EQ(ledger.acknowledged, 20);
  EXPECT_EQ(ledger.backordered, 10);
  EXPECT_EQ(ledger.substituted, 6);
  EXPECT_EQ(ledger.rejected, 4);
  EXPECT_EQ(ledger.committed(), 4);
}

TEST(ApplyAnswer, RejectionsAddUpAndTheRestIsStatedAnew) {
  const LedgerResult result = ApplyAnswer(Answered(20, 10, 6, 4), {.accepted = 30, .rejected = 6});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.acknowledged, 30);
  EXPECT_EQ(result.ledger.backordered, 0);
  EXPECT_EQ(result.ledger.rejected, 10);
}

TEST(ApplyAnswer, MustBeExactlyWhatIsPending) {
  const OrderLineLedger ledger = OpenLedger(40);
  EXPECT_EQ(ApplyAnswer(ledger, {.accepted = 39}).refusal, LedgerRefusal::kDoesNotAddUp);
  EXPECT_EQ(ApplyAnswer(ledger, {.accepted = 41}).refusal, LedgerRefusal::kDoesNotAddUp);
  EXPECT_EQ(ApplyAnswer(ledger, {.accepted = kMax, .rejected = kMax}).refusal,
            LedgerRefusal::kDoesNotAddUp);
  EXPECT_EQ(ApplyAnswer(ledger, {.accepted = 41, .rejected = -1}).refusal,
            LedgerRefusal::kOutOfRange);
}

TEST(ApplyChange, MoreIsOpen) {
  const LedgerResult result = ApplyChange(Answered(40), 50, false);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.open, 10);
  EXPECT_EQ(result.ledger.acknowledged, 40);
  EXPECT_EQ(result.ledger.changed, 10);
}

TEST(ApplyChange, LessTakesWhatIsLeastLikelyToCome) {
  LedgerResult result = ApplyChange(Answered(20, 10, 6, 4), 45, false);  // 5 more, open
  ASSERT_TRUE(result.ok());
  result = ApplyChange(result.ledger, 38, false);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.open, 0);
  EXPECT_EQ(result.ledger.backordered, 8);
  result = ApplyChange(result.ledger, 20, false);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.backordered, 0);
  EXPECT_EQ(result.ledger.substituted, 0);
  EXPECT_EQ(result.ledger.acknowledged, 16);
  EXPECT_EQ(result.ledger.changed, -20);
}

TEST(ApplyChange, NotBelowWhatIsCommitted) {
  const OrderLineLedger ledger = Despatched(Answered(36, 0, 0, 4), 30);
  EXPECT_EQ(ledger.committed(), 34);
  EXPECT_EQ(ApplyChange(ledger, 33, false).refusal, LedgerRefusal::kBelowCommitted);
  const LedgerResult result = ApplyChange(ledger, 34, false);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.pending(), 0);
}

TEST(ApplyChange, MoreTakesInWhatCameOver) {
  const LedgerResult result = ApplyChange(Despatched(Answered(100), 105, 5), 110, false);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.over_despatched, 0);
  EXPECT_EQ(result.ledger.open, 5);
}

TEST(ApplyChange, ReopensAllThatWasPromised) {
  const LedgerResult result = ApplyChange(Despatched(Answered(20, 10, 6, 4), 5), 40, true);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.open, 31);
  EXPECT_EQ(result.ledger.promised(), 0);
  EXPECT_EQ(result.ledger.despatched, 5);
}

TEST(ApplyChange, IsDefinedAtTheEndsOfTheRange) {
  EXPECT_TRUE(ApplyChange(OpenLedger(1), kMax, false).ok());
  EXPECT_EQ(ApplyChange(OpenLedger(1), -1, false).refusal, LedgerRefusal::kOutOfRange);
  EXPECT_TRUE(ApplyChange(OpenLedger(kMax), 0, false).ok());
}

TEST(ApplyCancellation, TakesBackWhatIsPending) {
  const LedgerResult result = ApplyCancellation(Despatched(Answered(36, 0, 0, 4), 30));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.cancelled_by_buyer, 6);
  EXPECT_EQ(result.ledger.in_transit, 30);
  EXPECT_EQ(ApplyCancellation(result.ledger).refusal, LedgerRefusal::kNothingToCancel);
}

TEST(ApplyDespatch, TakesWhatIsAcknowledgedThenWhatIsBackordered) {
  const OrderLineLedger ledger = Despatched(Answered(20, 10), 24);
  EXPECT_EQ(ledger.acknowledged, 0);
  EXPECT_EQ(ledger.backordered, 6);
  EXPECT_EQ(ledger.despatched, 24);
  EXPECT_EQ(ledger.in_transit, 24);
}

TEST(ApplyDespatch, WhatIsOpenHasToBeAnsweredFirst) {
  EXPECT_EQ(ApplyDespatch(OpenLedger(40), {.quantity = 1}).refusal, LedgerRefusal::kExceedsOrder);
}

TEST(ApplyDespatch, OverTheOrderOnlyWithinTheTolerance) {
  OrderLineLedger ledger = Despatched(Answered(100), 103, 5);
  EXPECT_EQ(ledger.over_despatched, 3);
  EXPECT_EQ(ApplyDespatch(ledger, {.quantity = 3, .tolerance = 5}).refusal,
            LedgerRefusal::kExceedsOrder);
  ledger = Despatched(ledger, 2, 5);
  EXPECT_EQ(ledger.over_despatched, 5);
  EXPECT_EQ(ledger.despatched, 105);
}

TEST(ApplyDespatch, NothingToALineThatEnded) {
  const OrderLineLedger rejected = Answered(0, 0, 0, 100);
  EXPECT_FALSE(ApplyDespatch(rejected, {.quantity = 1, .tolerance = 5}).ok());
  const OrderLineLedger cancelled = ApplyCancellation(Despatched(Answered(100), 50)).ledger;
  EXPECT_FALSE(ApplyDespatch(cancelled, {.quantity = 1, .tolerance = 5}).ok());
  const OrderLineLedger closed = ApplyClosing(Despatched(Answered(100), 50)).ledger;
  EXPECT_FALSE(ApplyDespatch(closed, {.quantity = 1, .tolerance = 5}).ok());
}

TEST(ApplyDespatch, ASubstituteHasItsOwnShare) {
  const OrderLineLedger ledger = Answered(20, 0, 10);
  LedgerResult result = ApplyDespatch(
      ledger, {.quantity = 6, .substitute_for = 6, .is_substitute = true, .tolerance = 0});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.substituted, 4);
  EXPECT_EQ(result.ledger.acknowledged, 20);
  result = ApplyDespatch(
      ledger, {.quantity = 7, .substitute_for = 6, .is_substitute = true, .tolerance = 0});
  EXPECT_EQ(result.refusal, LedgerRefusal::kExceedsOrder);
}

TEST(ApplyClosing, TakesAllThatIsPromised) {
  const LedgerResult result = ApplyClosing(Despatched(Answered(20, 10, 6, 4), 15));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.cancelled_by_supplier, 21);
  EXPECT_EQ(result.ledger.pending(), 0);
  EXPECT_TRUE(ApplyClosing(result.ledger).ok());
}

// The supplier had not seen the change that added it.
TEST(ApplyClosing, LeavesWhatNobodyAnswered) {
  const LedgerResult changed = ApplyChange(Despatched(Answered(20, 10, 6, 4), 15), 50, false);
  ASSERT_TRUE(changed.ok());
  ASSERT_EQ(changed.ledger.open, 10);
  const LedgerResult result = ApplyClosing(changed.ledger);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result.ledger.open, 10);
  EXPECT_EQ(result.ledger.promised(), 0);
  EXPECT_EQ(result.ledger.cancelled_by_supplier, 21);
  const LedgerResult again = ApplyClosing(result.ledger);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.ledger, result.ledger);
}

TEST(ApplyReceipt, SortsWhatArrived) {
  const LedgerResult result =
      ApplyReceipt(Despatched(Answered(40), 40),
                   {.received = 39, .short_received = 3, .over = 2, .damaged = 4, .refused = 1});
  ASSERT_TRUE(result.ok());
  const OrderLineLedger& ledger = result.ledger;
  EXPECT_EQ(ledger.in_transit, 0);
  EXPECT_EQ(ledger.received, 39);
  EXPECT_EQ(ledger.short_received, 3);
  EXPECT_EQ(ledger.over_received, 2);
  EXPECT_EQ(ledger.accepted, 34);
  EXPECT_EQ(ledger.damaged, 4);
  EXPECT_EQ(ledger.refused, 1);
  EXPECT_TRUE(ledger.finished());
  EXPECT_FALSE(ledger.filled());
}

TEST(ApplyReceipt, NotMoreThanIsInTransit) {
  const OrderLineLedger ledger = Despatched(Answered(40), 40);
  EXPECT_EQ(ApplyReceipt(ledger, {.received = 41}).refusal, LedgerRefusal::kExceedsDespatch);
  EXPECT_TRUE(ApplyReceipt(ledger, {.received = 41, .over = 1}).ok());
  EXPECT_EQ(ApplyReceipt(ledger, {.received = 40, .short_received = 1}).refusal,
            LedgerRefusal::kExceedsDespatch);
  EXPECT_EQ(ApplyReceipt(ledger, {.received = 2, .over = 3}).refusal,
            LedgerRefusal::kExceedsDespatch);
  EXPECT_EQ(ApplyReceipt(ledger, {.received = 2, .damaged = 2, .refused = 1}).refusal,
            LedgerRefusal::kExceedsDespatch);
  EXPECT_EQ(ApplyReceipt(ledger, {.received = -1}).refusal, LedgerRefusal::kOutOfRange);
}

TEST(ApplyReceipt, PastCountingIsRefused) {
  OrderLineLedger ledger = Despatched(Answered(40), 40);
  LedgerResult result = ApplyReceipt(ledger, {.received = kMax - 40, .over = kMax - 40});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(ApplyReceipt(result.ledger, {.received = 1, .over = 1}).refusal,
            LedgerRefusal::kOutOfRange);
}

TEST(OrderLineLedger, IsFilledByWhatTheBuyerWantedInTheEnd) {
  const OrderLineLedger sent = Despatched(Answered(40), 30);
  OrderLineLedger ledger = ApplyCancellation(sent).ledger;
  ledger = ApplyReceipt(ledger, {.received = 30}).ledger;
  EXPECT_TRUE(ledger.finished());
  EXPECT_TRUE(ledger.filled());
  ledger = ApplyReceipt(ApplyClosing(sent).ledger, {.received = 30}).ledger;
  EXPECT_TRUE(ledger.finished());
  EXPECT_FALSE(ledger.filled());
}

// What may happen to a line, drawn at random: mostly near what the ledger allows, now
// and then anything.
struct Step {
  int kind = 0;
  int64_t a = 0, b = 0, c = 0, d = 0, e = 0;
  bool flag = false;
};

rc::Gen<int64_t> Amount() {
  return rc::gen::weightedOneOf<int64_t>(
      {{8, rc::gen::inRange<int64_t>(0, 30)},
       {2, rc::gen::inRange<int64_t>(-3, 200)},
       {1, rc::gen::elementOf(
               std::vector<int64_t>{kMax, kMax - 1, kMax / 2, -kMax, int64_t{1} << 62})}});
}

rc::Gen<std::vector<Step>> Steps() {
  return rc::gen::container<std::vector<Step>>(
      rc::gen::build<Step>(rc::gen::set(&Step::kind, rc::gen::inRange(0, 7)),
                           rc::gen::set(&Step::a, Amount()), rc::gen::set(&Step::b, Amount()),
                           rc::gen::set(&Step::c, Amount()), rc::gen::set(&Step::d, Amount()),
                           rc::gen::set(&Step::e, Amount()), rc::gen::set(&Step::flag)));
}

LedgerResult Apply(const OrderLineLedger& ledger, const Step& step) {
  switch (step.kind) {
    case 0:
      return ApplyAnswer(ledger, {step.a, step.b, step.c, step.d});
    case 1: {  // one that adds up, so that the walk gets somewhere
      const int64_t pending = ledger.pending();
      const int64_t accepted = step.a >= 0 ? std::min(step.a, pending) : pending;
      return ApplyAnswer(ledger, {.accepted = accepted, .substituted = pending - accepted});
    }
    case 2:
      return ApplyChange(
          ledger, step.flag ? step.a : base::CheckedAdd(ledger.quantity(), step.a / 2).value_or(-1),
          step.flag);
    case 3:
      return ApplyCancellation(ledger);
    case 4:
      return ApplyDespatch(ledger, {.quantity = step.a,
                                    .substitute_for = step.flag ? step.b : 0,
                                    .is_substitute = step.flag,
                                    .tolerance = step.c});
    case 5:
      return ApplyReceipt(ledger, {step.a, step.b, step.c, step.d, step.e});
    default:
      return step.flag ? ApplyClosing(ledger) : ApplyReceipt(ledger, {.received = step.a});
  }
}

RC_GTEST_PROP(OrderLineLedgerProperty, IsConservedWhateverHappens, ()) {
  OrderLineLedger ledger = OpenLedger(*rc::gen::inRange<int64_t>(1, 100));
  const auto steps = *Steps();
  int accepted = 0;
  for (const Step& step : steps) {
    const LedgerResult result = Apply(ledger, step);
    RC_ASSERT(result.ledger.Conserved());
    if (!result.ok()) {
      RC_ASSERT(result.ledger == ledger);
    } else {
      ++accepted;
      // What ended stays ended, what happened stays happened.
      RC_ASSERT(result.ledger.rejected >= ledger.rejected);
      RC_ASSERT(result.ledger.cancelled_by_buyer >= ledger.cancelled_by_buyer);
      RC_ASSERT(result.ledger.cancelled_by_supplier >= ledger.cancelled_by_supplier);
      RC_ASSERT(result.ledger.despatched >= ledger.despatched);
      RC_ASSERT(result.ledger.received >= ledger.received);
      RC_ASSERT(result.ledger.short_received >= ledger.short_received);
      RC_ASSERT(result.ledger.accepted >= ledger.accepted);
      RC_ASSERT(result.ledger.ordered == ledger.ordered);
      RC_ASSERT(result.ledger.over_despatched <= result.ledger.despatched);
      const bool of_the_supplier =
          result.ledger.despatched > ledger.despatched ||
          result.ledger.cancelled_by_supplier > ledger.cancelled_by_supplier;
      if (of_the_supplier) RC_ASSERT(result.ledger.open == ledger.open);
    }
    ledger = result.ledger;
  }
  RC_TAG(accepted == 0 ? "none accepted" : accepted < 5 ? "some accepted" : "many accepted");
}

RC_GTEST_PROP(OrderLineLedgerProperty, IsConservedFromTheLargestOrder, ()) {
  OrderLineLedger ledger =
      OpenLedger(*rc::gen::elementOf(std::vector<int64_t>{kMax, kMax - 1, kMax / 2 + 1}));
  for (const Step& step : *Steps()) {
    const LedgerResult result = Apply(ledger, step);
    RC_ASSERT(result.ledger.Conserved());
    RC_ASSERT(result.ok() || result.ledger == ledger);
    ledger = result.ledger;
  }
}

RC_GTEST_PROP(OrderLineLedgerProperty, AnAnswerLeavesNothingOpen, ()) {
  const auto accepted = *rc::gen::inRange<int64_t>(0, 1000);
  const auto backordered = *rc::gen::inRange<int64_t>(0, 1000);
  const auto rejected = *rc::gen::inRange<int64_t>(0, 1000);
  const int64_t sum = accepted + backordered + rejected;
  RC_PRE(sum > 0);
  const auto off = *rc::gen::inRange<int64_t>(-2, 3);
  const LedgerResult result =
      ApplyAnswer(OpenLedger(sum + off), {accepted, backordered, 0, rejected});
  RC_ASSERT(result.ok() == (off == 0));
  if (result.ok()) RC_ASSERT(result.ledger.open == 0);
}

}  // namespace
}  // namespace headwater::ordering
