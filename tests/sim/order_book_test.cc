#include "suppliers-sim/order_book.h"

#include "gtest/gtest.h"
#include "small_world.h"
#include "suppliers-sim/buyer.h"
#include "suppliers-sim/despatch_plan.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

constexpr base::Day kDay = 15'000;

class OrderBookTest : public testing::Test {
 protected:
  OrderBookTest() {
    const v1::Event event = OrderEvent(0, kDay, {8, 16});
    number_ = event.document().number();
    id_ = event.document().document_id();
    book_.Apply(event);
  }

  const BookOrder& order() const { return *book_.Find(number_); }
  const BookLine& line(int i) const { return order().lines[static_cast<size_t>(i)]; }

  // Accepts and backorders so much of the first line, and all of the second.
  void Answer(int64_t accepted, int64_t backordered, int64_t rejected) {
    v1::Document document = NewDocument("order_response", "OR", SupplierGln(0), RetailerGln(),
                                        InstantOf({kDay, Phase::kSupply}));
    v1::OrderResponse& response = *document.mutable_order_response();
    response.set_order_number(number_);
    const auto add = [&](int32_t number, int64_t count, v1::ResponseOutcome outcome) {
      if (count == 0) return;
      v1::OrderResponseLine* stated = nullptr;
      for (v1::OrderResponseLine& known : *response.mutable_lines()) {
        if (known.line_number() == number) stated = &known;
      }
      if (stated == nullptr) stated = response.add_lines();
      stated->set_line_number(number);
      v1::OrderResponseSplit& split = *stated->add_splits();
      *split.mutable_quantity() = Pieces(count);
      split.set_outcome(outcome);
    };
    add(1, accepted, v1::RESPONSE_OUTCOME_ACCEPTED);
    add(1, backordered, v1::RESPONSE_OUTCOME_BACKORDERED);
    add(1, rejected, v1::RESPONSE_OUTCOME_REJECTED);
    add(2, line(1).pending(), v1::RESPONSE_OUTCOME_ACCEPTED);
    book_.Apply(EventOf(document, 2));
  }

  void Change(int64_t first, int64_t second) {
    v1::Document document = NewDocument("order_change", "CH", RetailerGln(), SupplierGln(0),
                                        InstantOf({kDay + 1, Phase::kShop}));
    v1::OrderChange& change = *document.mutable_order_change();
    change.set_order_number(number_);
    *change.mutable_lines() = order().order.lines();
    *change.mutable_lines(0)->mutable_quantity() = Pieces(first);
    *change.mutable_lines(1)->mutable_quantity() = Pieces(second);
    book_.Apply(EventOf(document, 3));
  }

  void Ship(int32_t line, int64_t count, v1::Remainder remainder) {
    v1::Document document = NewDocument("despatch_advice", "DA", SupplierGln(0), RetailerGln(),
                                        InstantOf({kDay + 1, Phase::kSupply}));
    v1::DespatchLine& sent =
        *document.mutable_despatch_advice()->add_logistic_units()->add_units()->add_lines();
    sent.set_order_number(number_);
    sent.set_order_line_number(line);
    sent.mutable_item()->set_gtin(order().lines[static_cast<size_t>(line) - 1].gtin);
    *sent.mutable_quantity() = Pieces(count);
    sent.set_remainder(remainder);
    book_.Apply(EventOf(document, 4));
  }

  OrderBook book_;
  std::string number_;
  std::string id_;
};

TEST_F(OrderBookTest, ANewOrderIsOpen) {
  EXPECT_EQ(order().version, 1);
  EXPECT_EQ(order().day, kDay);
  EXPECT_EQ(line(0).open, 8);
  EXPECT_EQ(order().pending(), 24);
  EXPECT_FALSE(order().answered);
}

TEST_F(OrderBookTest, AnAnswerSortsWhatWasOpen) {
  Answer(4, 3, 1);
  EXPECT_EQ(order().version, 2);
  EXPECT_TRUE(order().answered);
  EXPECT_EQ(order().answer_day, kDay);
  EXPECT_EQ(line(0).open, 0);
  EXPECT_EQ(line(0).acknowledged, 4);
  EXPECT_EQ(line(0).backordered, 3);
  EXPECT_EQ(line(0).rejected, 1);
}

TEST_F(OrderBookTest, MoreIsOpenAndLessTakesTheLeastLikelyFirst) {
  Answer(4, 4, 0);
  Change(2, 20);
  EXPECT_TRUE(order().changed);
  EXPECT_EQ(line(0).backordered, 0);
  EXPECT_EQ(line(0).acknowledged, 2);
  EXPECT_EQ(line(1).open, 4);
  EXPECT_EQ(line(1).acknowledged, 16);
}

TEST_F(OrderBookTest, AShipmentTakesFromWhatIsPromised) {
  Answer(5, 3, 0);
  Ship(1, 5, v1::REMAINDER_TO_FOLLOW);
  EXPECT_EQ(line(0).acknowledged, 0);
  EXPECT_EQ(line(0).backordered, 3);
  EXPECT_EQ(order().shipments, 1);
  Ship(2, 10, v1::REMAINDER_CANCELLED);
  EXPECT_EQ(line(1).pending(), 0);
}

TEST_F(OrderBookTest, ACancelledRemainderLeavesWhatIsOpen) {
  Answer(5, 3, 0);
  Change(12, 16);
  Ship(1, 5, v1::REMAINDER_CANCELLED);
  EXPECT_EQ(line(0).open, 4);
  EXPECT_EQ(line(0).pending(), 4);
}

TEST_F(OrderBookTest, WhatIsOverIsForgotten) {
  Answer(8, 0, 0);
  Ship(1, 8, v1::REMAINDER_CANCELLED);
  ASSERT_NE(book_.Find(number_), nullptr);
  Ship(2, 16, v1::REMAINDER_CANCELLED);
  EXPECT_EQ(book_.Find(number_), nullptr);
}

TEST_F(OrderBookTest, ACancellationEndsTheLinesItNames) {
  v1::Document document = NewDocument("order_cancellation", "CX", RetailerGln(), SupplierGln(0),
                                      InstantOf({kDay + 1, Phase::kShop}));
  document.mutable_order_cancellation()->set_order_number(number_);
  document.mutable_order_cancellation()->add_line_numbers(1);
  book_.Apply(EventOf(document, 2));
  EXPECT_EQ(order().pending(), 16);
  document.mutable_order_cancellation()->clear_line_numbers();
  book_.Apply(EventOf(document, 3));
  EXPECT_EQ(book_.Find(number_), nullptr);
}

}  // namespace
}  // namespace headwater::sim
