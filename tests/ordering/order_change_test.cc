#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using ::testing::ElementsAre;

class OrderChangeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    order_ = MakeOrder("PO-1",
                       {OrderLineOf(1, Pieces(kSoap), 100), OrderLineOf(2, Pieces(kTea), 40),
                        OrderLineOf(3, Pieces(kCoffee), 10, v1::FILL_POLICY_SUBSTITUTE_ALLOWED)});
    world_.Accepted(order_);
  }
  void Answer() {
    world_.Accepted(
        MakeResponse(order_, 1,
                     {Answering(1, {Accepting(60), Backordering(30), Rejecting(10)}),
                      Answering(2, {Accepting(40)}),
                      Answering(3, {Accepting(4), Substituting(6, Pieces(kMint), 2)})}));
  }
  v1::Document Change(int64_t version) { return MakeChange(order_, version); }
  static v1::OrderLine& Line(v1::Document& change, int index) {
    return *change.mutable_order_change()->mutable_lines(index);
  }

  TradeWorld world_;
  v1::Document order_;
};

TEST_F(OrderChangeTest, MoreIsOpenAndNewLinesAreAdded) {
  Answer();
  v1::Document change = Change(2);
  *Line(change, 0).mutable_quantity() = Count(120);
  *change.mutable_order_change()->add_lines() = OrderLineOf(4, Case(kSoap), 2);
  const v1::Receipt receipt = world_.Accepted(change);
  EXPECT_EQ(receipt.version(), 3);
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.state(), v1::ORDER_STATE_NEW);
  EXPECT_EQ(record.line_count(), 4);
  EXPECT_EQ(record.lines(0).ledger().open(), 20);
  EXPECT_EQ(record.lines(0).ledger().changed(), 20);
  EXPECT_EQ(record.lines(0).ledger().acknowledged(), 60);
  EXPECT_EQ(record.lines(1).ledger().open(), 0);
  EXPECT_EQ(record.lines(3).ledger().open(), 2);
  EXPECT_EQ(world_.OnOrder(kSoap), 110 + 24);
}

TEST_F(OrderChangeTest, LessTrimsTheAnswerInForce) {
  Answer();
  v1::Document change = Change(2);
  *Line(change, 0).mutable_quantity() = Count(50);
  world_.Accepted(change);
  const v1::OrderLineRecord line = world_.Order("PO-1").lines(0);
  EXPECT_EQ(line.ledger().acknowledged(), 40);
  EXPECT_EQ(line.ledger().backordered(), 0);
  EXPECT_EQ(line.ledger().changed(), -50);
  ASSERT_EQ(line.splits_size(), 2);
  EXPECT_EQ(line.splits(0).quantity().count(), 40);
  EXPECT_EQ(line.splits(1).outcome(), v1::RESPONSE_OUTCOME_REJECTED);
}

TEST_F(OrderChangeTest, AnotherPriceOpensTheLineAgain) {
  Answer();
  v1::Document change = Change(2);
  *Line(change, 2).mutable_price() = Euros(900);
  world_.Accepted(change);
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.lines(0).ledger().open(), 0);
  EXPECT_EQ(record.lines(2).ledger().open(), 10);
  EXPECT_EQ(record.lines(2).splits_size(), 0);
  EXPECT_EQ(record.lines(2).price().money().amount_micros(), 9'000'000);
}

TEST_F(OrderChangeTest, TheSamePriceInOtherWordsOpensNothing) {
  Answer();
  v1::Document change = Change(2);
  *Line(change, 0).mutable_price() = Euros(24'000);
  Line(change, 0).mutable_price()->set_gtin(Case(kSoap));
  Line(change, 0).mutable_price()->set_base_count(2);
  world_.Accepted(change);
  EXPECT_EQ(world_.Order("PO-1").state(), v1::ORDER_STATE_ACKNOWLEDGED);
}

TEST_F(OrderChangeTest, AnotherWindowOpensAllThatWasPromised) {
  Answer();
  v1::Document change = Change(2);
  *change.mutable_order_change()->mutable_delivery_window() = Window(15, 16);
  world_.Accepted(change);
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.delivery_window().end_time().seconds(), Window(15, 16).end_time().seconds());
  EXPECT_EQ(record.lines(0).ledger().open(), 90);
  EXPECT_EQ(record.lines(0).ledger().rejected(), 10);
  EXPECT_EQ(record.lines(1).ledger().open(), 40);
  EXPECT_EQ(record.lines(2).ledger().open(), 10);
}

TEST_F(OrderChangeTest, AShipWindowThatComesOrGoesIsAnotherWindow) {
  Answer();
  v1::Document change = Change(2);
  *change.mutable_order_change()->mutable_ship_window() = Window(6, 8);
  world_.Accepted(change);
  EXPECT_EQ(world_.Ledger("PO-1", 2).open(), 40);
  // The same one again, spoken of in another zone, is not.
  world_.Accepted(MakeResponse(order_, 3,
                               {Answering(1, {Accepting(90)}), Answering(2, {Accepting(40)}),
                                Answering(3, {Accepting(10)})}));
  change = Change(4);
  *change.mutable_order_change()->mutable_ship_window() = Window(6, 8);
  change.mutable_order_change()->mutable_ship_window()->set_time_zone("America/New_York");
  world_.Accepted(change);
  EXPECT_EQ(world_.Ledger("PO-1", 2).open(), 0);
  world_.Accepted(Change(5));
  EXPECT_EQ(world_.Ledger("PO-1", 2).open(), 40);
}

TEST_F(OrderChangeTest, NothingChangedIsStillANewVersion) {
  Answer();
  EXPECT_EQ(world_.Accepted(Change(2)).version(), 3);
  EXPECT_EQ(world_.Order("PO-1").state(), v1::ORDER_STATE_ACKNOWLEDGED);
  EXPECT_EQ(world_.Order("PO-1").lines(0).splits_size(), 3);
}

TEST_F(OrderChangeTest, TellsAllThatIsWrongAtOnce) {
  Answer();
  world_.Accepted(MakeDespatch("DA-1", {Shipping(1, "PO-1", 1, Pieces(kSoap), 50)}));
  v1::Document change = Change(3);
  auto& lines = *change.mutable_order_change()->mutable_lines();
  *lines[0].mutable_quantity() = Count(59);  // 50 despatched, 10 rejected
  lines[1].mutable_item()->set_gtin(Pieces(kCoffee));
  lines.RemoveLast();
  *change.mutable_order_change()->add_lines() = OrderLineOf(4, Pieces(kFax), 1);
  *change.mutable_order_change()->add_lines() = OrderLineOf(5, Pieces(kTea), 15);
  EXPECT_THAT(Broken(world_.Submit(change)),
              ElementsAre("order_change.lines[0].quantity QUANTITY_BELOW_COMMITTED",
                          "order_change.lines[1].item.gtin LINE_IMMUTABLE",
                          "order_change.lines[2].item.gtin ITEM_NOT_ORDERABLE",
                          "order_change.lines[3].quantity ORDER_MULTIPLE_BROKEN",
                          "order_change.lines[3].quantity ORDER_BELOW_MINIMUM",
                          "order_change.lines LINE_MISSING"));
}

TEST_F(OrderChangeTest, AKeptLineIsCheckedOnlyForWhatChanges) {
  // The item has been discontinued since.
  v1::Document item;
  for (const v1::Document& document : WorldDocuments()) {
    if (document.has_trade_item() && document.trade_item().gtin() == Pieces(kTea)) item = document;
  }
  item.set_document_id(NextUuid());
  item.set_number("TI-NEW");
  item.set_base_version(1);
  item.mutable_trade_item()->set_discontinued(true);
  world_.Accepted(item);

  v1::Document change = Change(1);
  *Line(change, 0).mutable_quantity() = Count(90);
  world_.Accepted(change);
  change = Change(2);
  *Line(change, 0).mutable_quantity() = Count(90);
  *Line(change, 1).mutable_quantity() = Count(50);
  Line(change, 2).mutable_price()->mutable_money()->set_currency_code("USD");
  EXPECT_THAT(Broken(world_.Submit(change)),
              ElementsAre("order_change.lines[1].item.gtin ITEM_NOT_ORDERABLE",
                          "order_change.lines[2].price.money.currency_code CURRENCY_MISMATCH"));
}

TEST_F(OrderChangeTest, IsRefusedAsAnswersAre) {
  v1::Document change = Change(1);
  change.clear_base_version();
  EXPECT_THAT(Broken(world_.Submit(change)), ElementsAre("base_version FIELD_REQUIRED"));
  EXPECT_THAT(Broken(world_.Submit(Change(2))), ElementsAre("VERSION_STALE"));
  change = Change(1);
  change.mutable_order_change()->set_order_number("PO-9");
  EXPECT_THAT(Broken(world_.Submit(change)),
              ElementsAre("order_change.order_number ORDER_NOT_FOUND"));
  world_.Accepted(MakeCancellation(order_, 1));
  // Closed is for good, and so comes before stale.
  EXPECT_THAT(Broken(world_.Submit(Change(1))),
              ElementsAre("order_change.order_number ORDER_CLOSED"));
}

}  // namespace
}  // namespace headwater::test
