#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/exchange/refusal.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class OrderResponseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    order_ = MakeOrder("PO-1",
                       {OrderLineOf(1, Pieces(kSoap), 100, v1::FILL_POLICY_BACKORDER),
                        OrderLineOf(2, Pieces(kTea), 40, v1::FILL_POLICY_NO_BACKORDER),
                        OrderLineOf(3, Pieces(kCoffee), 10, v1::FILL_POLICY_SUBSTITUTE_ALLOWED)});
    world_.Accepted(order_);
  }

  v1::Document Response(const std::vector<v1::OrderResponseLine>& lines, int64_t version = 1) {
    return MakeResponse(order_, version, lines);
  }
  // Lines 2 and 3 as they should be.
  v1::Document WithFirst(const v1::OrderResponseLine& first) {
    return Response({first, Answering(2, {Accepting(40)}), Answering(3, {Accepting(10)})});
  }

  TradeWorld world_;
  v1::Document order_;
};

TEST_F(OrderResponseTest, AnswersAllThatIsOpen) {
  const v1::Receipt receipt =
      world_.Accepted(Response({Answering(1, {Accepting(60), Backordering(30), Rejecting(10)}),
                                Answering(2, {Accepting(40)}),
                                Answering(3, {Accepting(4), Substituting(6, Pieces(kMint), 2)})}));
  EXPECT_EQ(receipt.version(), 2);
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.state(), v1::ORDER_STATE_ACKNOWLEDGED);
  EXPECT_EQ(record.version(), 2);
  const v1::OrderLineRecord& first = record.lines(0);
  EXPECT_EQ(first.ledger().open(), 0);
  EXPECT_EQ(first.ledger().acknowledged(), 60);
  EXPECT_EQ(first.ledger().backordered(), 30);
  EXPECT_EQ(first.ledger().rejected(), 10);
  ASSERT_EQ(first.splits_size(), 3);
  EXPECT_EQ(first.splits(1).quantity().count(), 30);
  EXPECT_EQ(first.splits(1).reason(), v1::RESPONSE_REASON_OUT_OF_STOCK);
  EXPECT_EQ(first.splits(1).delivery_date().day(), 20);
  EXPECT_EQ(record.lines(2).ledger().substituted(), 6);
  EXPECT_EQ(record.lines(2).splits(1).substitute().item().gtin(), Pieces(kMint));
  EXPECT_EQ(world_.OnOrder(kSoap), 90);
  EXPECT_EQ(world_.OnOrder(kCoffee), 10);
  EXPECT_EQ(world_.OnOrder(kMint), 0);
}

TEST_F(OrderResponseTest, ALaterAnswerReplacesTheOneInForce) {
  world_.Accepted(WithFirst(Answering(1, {Backordering(90), Rejecting(10)})));
  world_.Accepted(Response(
      {Answering(1, {Accepting(90)}), Answering(2, {Accepting(40)}), Answering(3, {Accepting(10)})},
      2));
  const v1::OrderLineRecord line = world_.Order("PO-1").lines(0);
  EXPECT_EQ(line.ledger().acknowledged(), 90);
  EXPECT_EQ(line.ledger().rejected(), 10);
  EXPECT_EQ(line.splits_size(), 1);
}

TEST_F(OrderResponseTest, AllRejectedClosesTheOrder) {
  world_.Accepted(Response({Answering(1, {Rejecting(100)}), Answering(2, {Rejecting(40)}),
                            Answering(3, {Rejecting(10)})}));
  EXPECT_EQ(world_.Order("PO-1").state(), v1::ORDER_STATE_REJECTED);
  EXPECT_EQ(world_.OnOrder(kSoap), 0);
  const auto again = world_.Submit(Response({Answering(1, {Accepting(100)})}, 2));
  EXPECT_THAT(Broken(again), ElementsAre("order_response.order_number ORDER_CLOSED"));
  EXPECT_THAT(again, HasCode(absl::StatusCode::kFailedPrecondition));
}

TEST_F(OrderResponseTest, NeedsToSayWhatItAnswers) {
  v1::Document response = WithFirst(Answering(1, {Accepting(100)}));
  response.clear_base_version();
  response.clear_in_response_to();
  const auto refused = world_.Submit(response);
  EXPECT_THAT(Broken(refused),
              ElementsAre("in_response_to FIELD_REQUIRED", "base_version FIELD_REQUIRED"));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
}

TEST_F(OrderResponseTest, NamesTheOrderTwice) {
  v1::Document response = WithFirst(Answering(1, {Accepting(100)}));
  response.set_in_response_to(NextUuid());
  EXPECT_THAT(Broken(world_.Submit(response)), ElementsAre("in_response_to IN_RESPONSE_TO_WRONG"));
}

TEST_F(OrderResponseTest, AStaleOneIsAborted) {
  world_.Accepted(WithFirst(Answering(1, {Accepting(100)})));
  for (const int64_t version : {0, 1, 3}) {
    v1::Document response = WithFirst(Answering(1, {Accepting(100)}));
    response.set_base_version(version);
    const auto refused = world_.Submit(response);
    EXPECT_THAT(Broken(refused), ElementsAre("VERSION_STALE"));
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kAborted));
    EXPECT_EQ(exchange::DetailOf(refused.status()).current_version(), 2);
  }
}

// A supplier that tries another's order number learns nothing.
TEST_F(OrderResponseTest, AnothersOrderIsNotThere) {
  const auto submit = [this](std::string_view number) {
    v1::Document order = order_;
    order.set_number(std::string(number));
    order.set_receiver_gln(Supplier(2).ToString());
    return world_.Submit(MakeResponse(order, 1, {Answering(1, {Accepting(100)})}));
  };
  const auto known = submit("PO-1");
  EXPECT_THAT(Broken(known), ElementsAre("order_response.order_number ORDER_NOT_FOUND"));
  std::string unknown = Describe(submit("PO-9").status());
  for (size_t at = unknown.find("PO-9"); at != std::string::npos; at = unknown.find("PO-9")) {
    unknown.replace(at, 4, "PO-1");
  }
  EXPECT_EQ(Describe(known.status()), unknown);
}

TEST_F(OrderResponseTest, SplitsMustAddUp) {
  const auto refused = world_.Submit(WithFirst(Answering(1, {Accepting(60), Rejecting(39)})));
  EXPECT_THAT(Broken(refused), ElementsAre("order_response.lines[0].splits SPLITS_DO_NOT_ADD_UP"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("100 left to answer"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("the splits are 99"));
  EXPECT_THAT(Broken(world_.Submit(WithFirst(Answering(1, {Accepting(101)})))),
              ElementsAre("order_response.lines[0].splits SPLITS_DO_NOT_ADD_UP"));
}

TEST_F(OrderResponseTest, ALineWithNothingLeftHasNoAnswer) {
  world_.Accepted(Response({Answering(1, {Rejecting(100)}), Answering(2, {Accepting(40)}),
                            Answering(3, {Accepting(10)})}));
  EXPECT_THAT(
      Broken(world_.Submit(Response({Answering(1, {Accepting(1)}), Answering(2, {Accepting(40)}),
                                     Answering(3, {Accepting(10)})},
                                    2))),
      ElementsAre("order_response.lines[0].splits SPLITS_DO_NOT_ADD_UP"));
  // And it need not be carried.
  world_.Accepted(Response({Answering(2, {Accepting(40)}), Answering(3, {Accepting(10)})}, 2));
}

TEST_F(OrderResponseTest, TellsAllThatIsWrongAtOnce) {
  v1::OrderResponseSplit late = Backordering(20);
  late.clear_delivery_date();
  late.clear_reason();
  v1::OrderResponseSplit without = Rejecting(10);
  without.clear_reason();
  v1::OrderResponseSplit substitute = Substituting(10, Pieces(kMint));
  v1::OrderResponseSplit accepted = Accepting(10);
  *accepted.mutable_substitute() = substitute.substitute();
  v1::OrderResponseSplit weighed = Accepting(1);
  *weighed.mutable_quantity() = Weight(1);
  v1::Document response =
      Response({Answering(7, {Accepting(1)}),
                Answering(1, {late, without, substitute, accepted, Accepting(50)}),
                Answering(2, {Backordering(40), weighed})});
  EXPECT_THAT(Broken(world_.Submit(response)),
              ElementsAre("order_response.lines[0].line_number ORDER_LINE_NOT_FOUND",
                          "order_response.lines[1].splits[0].delivery_date SPLIT_INCOMPLETE",
                          "order_response.lines[1].splits[0].reason SPLIT_INCOMPLETE",
                          "order_response.lines[1].splits[1].reason SPLIT_INCOMPLETE",
                          "order_response.lines[1].splits[2].outcome SUBSTITUTE_NOT_ALLOWED",
                          "order_response.lines[1].splits[3].substitute SUBSTITUTE_NOT_ALLOWED",
                          "order_response.lines[2].splits[0].outcome BACKORDER_NOT_ALLOWED",
                          "order_response.lines[2].splits[1].quantity.measure UNIT_MISMATCH",
                          "order_response.lines LINE_MISSING"));
}

TEST_F(OrderResponseTest, ASubstituteIsAnotherItemOfTheSupplier) {
  v1::OrderResponseSplit bare = Substituting(1, Pieces(kMint));
  bare.clear_substitute();
  bare.clear_reason();
  v1::Document response = Response(
      {Answering(1, {Accepting(100)}), Answering(2, {Accepting(40)}),
       Answering(3, {Substituting(1, Pieces(kCoffee)), Substituting(1, Pieces(kForeign)),
                     Substituting(1, Pieces(kFax)), Substituting(1, Pieces(kCheese)), bare,
                     Substituting(2, Pieces(kMint), 2), Substituting(3, Pieces(kMint), 3)})});
  EXPECT_THAT(
      Broken(world_.Submit(response)),
      ElementsAre(
          "order_response.lines[2].splits[0].substitute.item.gtin SUBSTITUTE_NOT_ALLOWED",
          "order_response.lines[2].splits[1].substitute.item.gtin ITEM_NOT_FOUND",
          "order_response.lines[2].splits[2].substitute.item.gtin ITEM_NOT_ORDERABLE",
          "order_response.lines[2].splits[3].substitute.item.gtin UNIT_MISMATCH",
          "order_response.lines[2].splits[4].reason SPLIT_INCOMPLETE",
          "order_response.lines[2].splits[4].substitute SPLIT_INCOMPLETE",
          "order_response.lines[2].splits[6].substitute.replacement_count SUBSTITUTE_NOT_ALLOWED"));
}

TEST_F(OrderResponseTest, APriceIsNeverAboveTheOrders) {
  v1::OrderResponseSplit same = Accepting(20);
  *same.mutable_price() = Euros(1000);
  v1::OrderResponseSplit above = Accepting(20);
  *above.mutable_price() = Euros(1001);
  v1::OrderResponseSplit cases = Accepting(20);  // 120.00 for a case of 12
  *cases.mutable_price() = Euros(12'000);
  cases.mutable_price()->set_gtin(Case(kSoap));
  v1::OrderResponseSplit dear_cases = cases;
  *dear_cases.mutable_price()->mutable_money() = Euros(12'001).money();
  v1::OrderResponseSplit dollars = Accepting(20);
  *dollars.mutable_price() = Euros(500);
  dollars.mutable_price()->mutable_money()->set_currency_code("USD");
  v1::OrderResponseSplit two_cheap = Substituting(5, Pieces(kMint), 2);
  *two_cheap.mutable_price() = Euros(500);
  two_cheap.mutable_price()->set_gtin(Pieces(kMint));
  v1::OrderResponseSplit two_dear = two_cheap;
  *two_dear.mutable_price()->mutable_money() = Euros(501).money();
  v1::Document response =
      Response({Answering(1, {same, above, cases, dear_cases, dollars}),
                Answering(2, {Accepting(40)}), Answering(3, {two_cheap, two_dear})});
  EXPECT_THAT(Broken(world_.Submit(response)),
              ElementsAre("order_response.lines[0].splits[1].price PRICE_ABOVE_ORDER",
                          "order_response.lines[0].splits[3].price PRICE_ABOVE_ORDER",
                          "order_response.lines[0].splits[4].price.money.currency_code "
                          "CURRENCY_MISMATCH",
                          "order_response.lines[2].splits[1].price PRICE_ABOVE_ORDER"));
}

TEST_F(OrderResponseTest, BackorderIsAllowedUnlessTheBuyerForbidsIt) {
  world_.Accepted(Response({Answering(1, {Backordering(100)}), Answering(2, {Accepting(40)}),
                            Answering(3, {Backordering(10)})}));
}

TEST_F(OrderResponseTest, MeasuresThatCannotBeCountedDoNotAddUp) {
  v1::Document order = MakeOrder("PO-2", {OrderLineOf(1, Pieces(kCheese), Weight(1000))});
  world_.Accepted(order);
  v1::OrderResponseSplit much = Accepting(1);
  *much.mutable_quantity() = Weight(1'000'000'000'000'000);
  const auto refused = world_.Submit(MakeResponse(order, 1, {Answering(1, std::vector(20, much))}));
  EXPECT_THAT(Broken(refused), ElementsAre("order_response.lines[0].splits SPLITS_DO_NOT_ADD_UP"));
}

}  // namespace
}  // namespace headwater::test
