#include "hub/delivery/receiving_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <numeric>

namespace headwater::delivery {
namespace {

using ordering::LineRatio;
using ordering::Receipt;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

void Credit(Receipt& credited, const Receipt& next) {
  credited.received += next.received;
  credited.short_received += next.short_received;
  credited.over += next.over;
  credited.damaged += next.damaged;
  credited.refused += next.refused;
}

TEST(NextCredit, OneToOneIsTheReceiptItself) {
  const Receipt receipt{.received = 9, .short_received = 2, .over = 1, .damaged = 3, .refused = 1};
  const auto arrivals = AddReceipt({}, receipt);
  ASSERT_TRUE(arrivals.has_value());
  const auto credit = NextCredit(*arrivals, {}, {1, 1});
  ASSERT_TRUE(credit.has_value());
  EXPECT_EQ(credit->received, 9);
  EXPECT_EQ(credit->short_received, 2);
  EXPECT_EQ(credit->over, 1);
  EXPECT_EQ(credit->damaged, 3);
  EXPECT_EQ(credit->refused, 1);
}

TEST(NextCredit, PastCountingThereIsNone) {
  EXPECT_FALSE(AddReceipt({.received = kMax}, {.received = 1}).has_value());
  EXPECT_FALSE(NextCredit({.received = kMax}, {}, {2, 1}).has_value());
}

// Whatever the ratio and however the receipts fall: only whole units are booked, never
// more than is under way, and all of it once the despatch is settled.
RC_GTEST_PROP(NextCreditProperty, BooksExactlyWhatWasDespatched, ()) {
  int64_t numerator = *rc::gen::inRange<int64_t>(1, 13);
  int64_t denominator = *rc::gen::inRange<int64_t>(1, 13);
  const int64_t common = std::gcd(numerator, denominator);
  const LineRatio ratio{numerator / common, denominator / common};
  const int64_t despatched = *rc::gen::inRange<int64_t>(1, 20) * ratio.denominator;
  const int64_t booked = despatched / ratio.denominator * ratio.numerator;

  ordering::OrderLineLedger ledger =
      ordering::ApplyAnswer(ordering::OpenLedger(booked), {.accepted = booked}).ledger;
  ledger = ordering::ApplyDespatch(ledger, {.quantity = booked}).ledger;
  Arrivals arrivals;
  Receipt credited;
  while (arrivals.settled() < despatched) {
    const int64_t left = despatched - arrivals.settled();
    Receipt receipt;
    const int64_t advised = *rc::gen::inRange<int64_t>(0, left + 1);
    receipt.short_received = *rc::gen::inRange<int64_t>(0, left - advised + 1);
    receipt.over = *rc::gen::weightedElement<int64_t>({{3, 0}, {1, 1}, {1, 5}});
    receipt.received = advised + receipt.over;
    receipt.damaged = *rc::gen::inRange<int64_t>(0, receipt.received + 1);
    receipt.refused = *rc::gen::inRange<int64_t>(0, receipt.received - receipt.damaged + 1);
    const auto after = AddReceipt(arrivals, receipt);
    RC_ASSERT(after.has_value());
    arrivals = *after;
    const auto credit = NextCredit(arrivals, credited, ratio);
    RC_ASSERT(credit.has_value());
    const auto result = ordering::ApplyReceipt(ledger, *credit);
    RC_ASSERT(result.ok());
    ledger = result.ledger;
    RC_ASSERT(ledger.Conserved());
    Credit(credited, *credit);
    if (advised == 0 && receipt.short_received == 0 && receipt.over == 0) break;  // all zero
  }
  if (arrivals.settled() == despatched) {
    RC_ASSERT(ledger.in_transit == 0);
    RC_ASSERT(ledger.received - ledger.over_received + ledger.short_received == booked);
  }
  if (arrivals.short_received == 0) RC_ASSERT(ledger.short_received == 0);
  if (arrivals.received == arrivals.over) RC_ASSERT(ledger.received == ledger.over_received);
  if (arrivals.damaged == 0) RC_ASSERT(ledger.damaged == 0);
  if (arrivals.refused == 0) RC_ASSERT(ledger.refused == 0);
}

}  // namespace
}  // namespace headwater::delivery
