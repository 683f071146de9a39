#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using ::testing::ElementsAre;

class OrderCancellationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    order_ =
        MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 100), OrderLineOf(2, Pieces(kTea), 40)});
    world_.Accepted(order_);
  }
  void AnswerAndSendSoap() {
    world_.Accepted(MakeResponse(
        order_, 1,
        {Answering(1, {Accepting(60), Backordering(40)}), Answering(2, {Accepting(40)})}));
    world_.Accepted(MakeDespatch("DA-1", {Shipping(1, "PO-1", 1, Pieces(kSoap), 70)}));
  }

  TradeWorld world_;
  v1::Document order_;
};

TEST_F(OrderCancellationTest, OfAllClosesTheOrder) {
  EXPECT_EQ(world_.Accepted(MakeCancellation(order_, 1)).version(), 2);
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.state(), v1::ORDER_STATE_CANCELLED);
  EXPECT_EQ(record.lines(0).ledger().cancelled_by_buyer(), 100);
  EXPECT_EQ(world_.OnOrder(kSoap), 0);
  EXPECT_THAT(Broken(world_.Submit(MakeCancellation(order_, 2))),
              ElementsAre("order_cancellation.order_number ORDER_CLOSED"));
}

TEST_F(OrderCancellationTest, OfALineLeavesTheOthers) {
  world_.Accepted(MakeCancellation(order_, 1, {2}));
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.state(), v1::ORDER_STATE_NEW);
  EXPECT_EQ(record.lines(0).ledger().open(), 100);
  EXPECT_EQ(record.lines(1).ledger().cancelled_by_buyer(), 40);
}

TEST_F(OrderCancellationTest, LeavesWhatIsDespatched) {
  AnswerAndSendSoap();
  world_.Accepted(MakeCancellation(order_, 3));
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.state(), v1::ORDER_STATE_DESPATCHED);
  EXPECT_EQ(record.lines(0).ledger().cancelled_by_buyer(), 30);
  EXPECT_EQ(record.lines(0).ledger().in_transit(), 70);
  ASSERT_EQ(record.lines(0).splits_size(), 2);  // what came of them stays told
  EXPECT_EQ(record.lines(0).splits(1).quantity().count(), 10);
  EXPECT_EQ(world_.OnOrder(kSoap), 70);
}

TEST_F(OrderCancellationTest, WithNothingLeftIsRefused) {
  AnswerAndSendSoap();
  world_.Accepted(MakeCancellation(order_, 3));
  EXPECT_THAT(Broken(world_.Submit(MakeCancellation(order_, 4))),
              ElementsAre("order_cancellation.order_number QUANTITY_BELOW_COMMITTED"));
}

TEST_F(OrderCancellationTest, TellsAllThatIsWrongAtOnce) {
  world_.Accepted(MakeCancellation(order_, 1, {2}));
  EXPECT_THAT(Broken(world_.Submit(MakeCancellation(order_, 2, {7, 2, 1, 1}))),
              ElementsAre("order_cancellation.line_numbers[0] ORDER_LINE_NOT_FOUND",
                          "order_cancellation.line_numbers[1] QUANTITY_BELOW_COMMITTED",
                          "order_cancellation.line_numbers[3] DUPLICATE_ITEM"));
}

TEST_F(OrderCancellationTest, IsRefusedAsAnswersAre) {
  v1::Document cancellation = MakeCancellation(order_, 1);
  cancellation.clear_in_response_to();
  EXPECT_THAT(Broken(world_.Submit(cancellation)), ElementsAre("in_response_to FIELD_REQUIRED"));
  EXPECT_THAT(Broken(world_.Submit(MakeCancellation(order_, 7))), ElementsAre("VERSION_STALE"));
}

}  // namespace
}  // namespace headwater::test
