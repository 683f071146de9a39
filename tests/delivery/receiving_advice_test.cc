#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/delivery/delivery_queries.h"
#include "hub/delivery/despatch_rules.h"
#include "hub/exchange/clock_skew.h"
#include "hub/exchange/values.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using ::testing::ElementsAre;

class ReceivingAdviceTest : public ::testing::Test {
 protected:
  // DA-1: 100 soap of line 1, 12 mint for 6 coffee of line 2, 40 cases for one pallet of
  // line 3.
  void SetUp() override {
    order_ =
        MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 100),
                           OrderLineOf(2, Pieces(kCoffee), 6, v1::FILL_POLICY_SUBSTITUTE_ALLOWED),
                           OrderLineOf(3, Pallet(kSoap), 1)});
    world_.Accepted(order_);
    world_.Accepted(MakeResponse(
        order_, 1,
        {Answering(1, {Accepting(100)}), Answering(2, {Substituting(6, Pieces(kMint), 2)}),
         Answering(3, {Accepting(1)})}));
    despatch_ = MakeDespatch("DA-1", {Shipping(1, "PO-1", 1, Pieces(kSoap), 100),
                                      Shipping(2, "PO-1", 2, Pieces(kMint), 12),
                                      Shipping(3, "PO-1", 3, Case(kSoap), 40)});
    world_.Accepted(despatch_);
  }
  absl::StatusOr<v1::Receipt> Receive(const std::vector<v1::ReceivingLine>& lines) {
    static int number = 0;
    return world_.Submit(MakeReceipt(despatch_, "RA-" + std::to_string(++number), lines));
  }
  v1::OrderLineLedger Ledger(int line) { return world_.Ledger("PO-1", line); }

  TradeWorld world_;
  v1::Document order_;
  v1::Document despatch_;
};

TEST_F(ReceivingAdviceTest, SortsWhatArrived) {
  const auto receipt = Receive({Receiving(1, 98, 4, 2, 5, 3), Receiving(2, 12), Receiving(3, 40)});
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->version(), 4);
  const v1::OrderRecord order = world_.Order("PO-1");
  EXPECT_EQ(order.version(), 4);
  EXPECT_EQ(order.state(), v1::ORDER_STATE_RECEIVED);
  const v1::OrderLineLedger& ledger = order.lines(0).ledger();
  EXPECT_EQ(ledger.in_transit(), 0);
  EXPECT_EQ(ledger.received(), 98);
  EXPECT_EQ(ledger.short_(), 4);
  EXPECT_EQ(ledger.over_received(), 2);
  EXPECT_EQ(ledger.accepted(), 90);
  EXPECT_EQ(ledger.damaged(), 5);
  EXPECT_EQ(ledger.refused(), 3);
  EXPECT_EQ(Ledger(2).accepted(), 6);
  EXPECT_EQ(Ledger(3).accepted(), 1);
  EXPECT_EQ(world_.OnOrder(kSoap), 0);

  const v1::DeliveryRecord delivery = world_.Delivery("DA-1");
  EXPECT_EQ(delivery.state(), v1::DELIVERY_STATE_RECEIVED);
  EXPECT_FALSE(delivery.late());
  EXPECT_EQ(delivery.arrival_time().seconds(),
            absl::ToUnixSeconds(
                absl::FromCivil(absl::CivilSecond(2026, 1, 5, 6, 0, 0), absl::UTCTimeZone())));
  EXPECT_EQ(delivery.lines(0).received(), 98);
  EXPECT_EQ(delivery.lines(0).short_(), 4);
  EXPECT_EQ(delivery.lines(0).over(), 2);
  EXPECT_EQ(delivery.lines(0).damaged(), 5);
  EXPECT_EQ(delivery.lines(0).refused(), 3);
}

TEST_F(ReceivingAdviceTest, ComesInSeveralParts) {
  ASSERT_THAT(Receive({Receiving(1, 60)}), IsOk());
  EXPECT_EQ(world_.Delivery("DA-1").state(), v1::DELIVERY_STATE_PARTIALLY_RECEIVED);
  EXPECT_EQ(world_.Order("PO-1").state(), v1::ORDER_STATE_PARTIALLY_RECEIVED);
  EXPECT_EQ(Ledger(1).in_transit(), 40);
  EXPECT_THAT(Broken(Receive({Receiving(1, 41)})),
              ElementsAre("receiving_advice.lines[0].received RECEIPT_EXCEEDS_DESPATCH"));
  EXPECT_THAT(Broken(Receive({Receiving(1, 30, 11)})),
              ElementsAre("receiving_advice.lines[0].received RECEIPT_EXCEEDS_DESPATCH"));
  ASSERT_THAT(Receive({Receiving(1, 30, 10), Receiving(2, 12), Receiving(3, 40)}), IsOk());
  EXPECT_EQ(world_.Delivery("DA-1").state(), v1::DELIVERY_STATE_RECEIVED);
  // What turns up later is over.
  ASSERT_THAT(Receive({Receiving(1, 3, 0, 3)}), IsOk());
  EXPECT_EQ(Ledger(1).over_received(), 3);
  EXPECT_EQ(Ledger(1).received(), 93);
}

TEST_F(ReceivingAdviceTest, OddPiecesOfASubstituteWaitForTheirHalf) {
  ASSERT_THAT(Receive({Receiving(2, 5)}), IsOk());
  EXPECT_EQ(Ledger(2).received(), 2);
  EXPECT_EQ(Ledger(2).in_transit(), 4);
  ASSERT_THAT(Receive({Receiving(2, 6, 1, 0, 1)}), IsOk());
  EXPECT_EQ(Ledger(2).in_transit(), 0);
  EXPECT_EQ(Ledger(2).received(), 6);
  EXPECT_EQ(Ledger(2).short_(), 0);
  EXPECT_EQ(world_.Delivery("DA-1").lines(1).short_(), 1);
}

TEST_F(ReceivingAdviceTest, CasesOfAPalletToo) {
  ASSERT_THAT(Receive({Receiving(3, 39)}), IsOk());
  EXPECT_EQ(Ledger(3).received(), 0);
  EXPECT_EQ(Ledger(3).in_transit(), 1);
  ASSERT_THAT(Receive({Receiving(3, 0, 1)}), IsOk());
  EXPECT_EQ(Ledger(3).received(), 1);
  EXPECT_EQ(Ledger(3).in_transit(), 0);
}

TEST_F(ReceivingAdviceTest, NamesItsDespatchTwice) {
  v1::Document receipt = MakeReceipt(despatch_, "RA-X", {Receiving(1, 1)});
  receipt.clear_in_response_to();
  auto refused = world_.Submit(receipt);
  EXPECT_THAT(Broken(refused), ElementsAre("in_response_to FIELD_REQUIRED"));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
  receipt.set_in_response_to(order_.document_id());
  refused = world_.Submit(receipt);
  EXPECT_THAT(Broken(refused), ElementsAre("in_response_to IN_RESPONSE_TO_WRONG"));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
  receipt.mutable_receiving_advice()->set_despatch_number("DA-9");
  EXPECT_THAT(Broken(world_.Submit(receipt)),
              ElementsAre("receiving_advice.despatch_number DESPATCH_NOT_FOUND"));
  receipt.mutable_receiving_advice()->set_despatch_number("DA-1");
  receipt.set_receiver_gln(Supplier(2).ToString());
  EXPECT_THAT(Broken(world_.Submit(receipt)),
              ElementsAre("receiving_advice.despatch_number DESPATCH_NOT_FOUND"));
}

TEST_F(ReceivingAdviceTest, TellsAllThatIsWrongAtOnce) {
  v1::ReceivingLine weighed = Receiving(1, 1, 1, 1, 1);
  *weighed.mutable_received() = Weight(1);
  *weighed.mutable_short_() = Weight(1);
  *weighed.mutable_over() = Weight(1);
  *weighed.mutable_discrepancies(0)->mutable_quantity() = Weight(1);
  EXPECT_THAT(
      Broken(Receive({Receiving(9, 1), weighed, Receiving(2, 2, 0, 3, 2, 1), Receiving(3, 41)})),
      ElementsAre("receiving_advice.lines[0].despatch_line_number DESPATCH_LINE_NOT_FOUND",
                  "receiving_advice.lines[1].received.measure UNIT_MISMATCH",
                  "receiving_advice.lines[1].short.measure UNIT_MISMATCH",
                  "receiving_advice.lines[1].over.measure UNIT_MISMATCH",
                  "receiving_advice.lines[1].discrepancies[0].quantity.measure UNIT_MISMATCH",
                  "receiving_advice.lines[2].over RECEIPT_EXCEEDS_DESPATCH",
                  "receiving_advice.lines[2].discrepancies RECEIPT_EXCEEDS_DESPATCH",
                  "receiving_advice.lines[3].received RECEIPT_EXCEEDS_DESPATCH"));
  EXPECT_EQ(world_.Order("PO-1").version(), 3);
}

TEST_F(ReceivingAdviceTest, PastCountingIsRefused) {
  const v1::Document order = MakeOrder("PO-2", {OrderLineOf(1, Pieces(kCheese), Weight(10))});
  world_.Accepted(order);
  v1::OrderResponseSplit split = Accepting(1);
  *split.mutable_quantity() = Weight(10);
  world_.Accepted(MakeResponse(order, 1, {Answering(1, {split})}));
  const v1::Document despatch =
      MakeDespatch("DA-2", {Shipping(1, "PO-2", 1, Pieces(kCheese), Weight(10))});
  world_.Accepted(despatch);
  v1::ReceivingLine line = Receiving(1, 0);
  *line.mutable_received() = Weight(1'000'000'000'000'000);
  *line.mutable_over() = line.received();
  for (int i = 1; i <= 9; ++i) {
    world_.Accepted(MakeReceipt(despatch, "RA-W" + std::to_string(i), {line}));
  }
  EXPECT_THAT(Broken(world_.Submit(MakeReceipt(despatch, "RA-W10", {line}))),
              ElementsAre("receiving_advice.lines[0].received NUMBER_OUT_OF_RANGE"));
}

TEST_F(ReceivingAdviceTest, DiscrepanciesPastCountingAreRefused) {
  v1::ReceivingLine line = Receiving(1, 1);
  for (int i = 0; i < 50; ++i) {
    v1::Discrepancy& discrepancy = *line.add_discrepancies();
    *discrepancy.mutable_quantity() = Count(1'000'000'000'000);
    discrepancy.set_condition(v1::DISCREPANCY_CONDITION_REFUSED);
    discrepancy.set_reason(v1::DISCREPANCY_REASON_OTHER);
  }
  EXPECT_THAT(Broken(Receive({line})),
              ElementsAre("receiving_advice.lines[0].discrepancies RECEIPT_EXCEEDS_DESPATCH"));
}

TEST_F(ReceivingAdviceTest, GoodsArriveAfterTheyLeftAndBeforeTheyAreToldOf) {
  const auto receive = [this](std::string_view number, absl::Time arrival) {
    v1::Document receipt = MakeReceipt(despatch_, number, {Receiving(1, 1)});
    *receipt.mutable_receiving_advice()->mutable_arrival_time() =
        exchange::TimestampOf(exchange::MicrosOf(arrival));
    return world_.Submit(receipt);
  };
  const absl::Time first =
      exchange::TimeOf(despatch_.despatch_advice().despatch_time()) - delivery::kArrivalAheadMax;
  const absl::Time last = TestStart() + exchange::kClockSkewMax;
  EXPECT_THAT(receive("RA-1", first), IsOk());
  EXPECT_THAT(receive("RA-2", last), IsOk());
  const auto early = receive("RA-3", first - absl::Microseconds(1));
  EXPECT_THAT(Broken(early), ElementsAre("receiving_advice.arrival_time ARRIVAL_BEFORE_DESPATCH"));
  EXPECT_THAT(early, HasCode(absl::StatusCode::kFailedPrecondition));
  const auto late = receive("RA-4", last + absl::Microseconds(1));
  EXPECT_THAT(Broken(late), ElementsAre("receiving_advice.arrival_time PERIOD_IN_FUTURE"));
  EXPECT_THAT(late, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(Ledger(1).received(), 2);
}

TEST_F(ReceivingAdviceTest, LateIsAfterTheWindowAsItIsNow) {
  world_.clock().Advance(absl::Hours(24 * 14));
  const auto receive = [this](std::string_view number, int day, int hour) {
    v1::Document receipt = MakeReceipt(despatch_, number, {Receiving(1, 10)});
    *receipt.mutable_receiving_advice()->mutable_arrival_time() =
        exchange::TimestampOf(exchange::MicrosOf(
            absl::FromCivil(absl::CivilSecond(2026, 1, day, hour, 0, 0), absl::UTCTimeZone())));
    world_.Accepted(receipt);
    return world_.Delivery("DA-1");
  };
  EXPECT_FALSE(receive("RA-1", 12, 18).late());  // the window ends then
  v1::Document change = MakeChange(order_, 4);
  *change.mutable_order_change()->mutable_delivery_window() = Window(8, 14);
  world_.Accepted(change);
  EXPECT_FALSE(receive("RA-2", 14, 18).late());
  EXPECT_TRUE(receive("RA-3", 14, 19).late());
  // Once late it stays so, and the arrival is that of the latest part.
  const v1::DeliveryRecord delivery = receive("RA-4", 10, 1);
  EXPECT_TRUE(delivery.late());
  EXPECT_EQ(exchange::TimeOf(delivery.arrival_time()),
            absl::FromCivil(absl::CivilSecond(2026, 1, 14, 19, 0, 0), absl::UTCTimeZone()));
}

TEST_F(ReceivingAdviceTest, ReachesOrdersThatAreClosedToChanges) {
  world_.Accepted(MakeCancellation(
      [this] {
        const v1::Document other = MakeOrder("PO-3", {OrderLineOf(1, Pieces(kTea), 20)});
        world_.Accepted(other);
        return other;
      }(),
      1));
  ASSERT_THAT(Receive({Receiving(1, 100), Receiving(2, 12), Receiving(3, 40)}), IsOk());
  EXPECT_EQ(world_.Order("PO-1").state(), v1::ORDER_STATE_RECEIVED);
  ASSERT_THAT(Receive({Receiving(1, 2, 0, 2, 1)}), IsOk());
  EXPECT_EQ(world_.Order("PO-1").version(), 5);
  EXPECT_EQ(Ledger(1).damaged(), 1);
}

TEST_F(ReceivingAdviceTest, ThePlaceAndPackOfALineAreTold) {
  auto reader = world_.database().BeginRead();
  ASSERT_THAT(reader, IsOk());
  const auto line = delivery::FindDespatchLine(**reader, Supplier(), "DA-1", 3);
  ASSERT_THAT(line, IsOk());
  ASSERT_TRUE(line->has_value());
  EXPECT_EQ((*line)->gtin, exchange::GtinOf(Case(kSoap)));
  EXPECT_EQ((*line)->base, exchange::GtinOf(Pieces(kSoap)));
  EXPECT_EQ((*line)->base_count, 12);
  EXPECT_EQ((*line)->ship_to, Store());
  EXPECT_EQ((*line)->measure_unit, "");
  EXPECT_FALSE((*line)->consigned);
  for (const auto& [supplier, number, at] :
       {std::tuple(Supplier(), "DA-1", 4), std::tuple(Supplier(), "DA-2", 1),
        std::tuple(Supplier(2), "DA-1", 1)}) {
    const auto none = delivery::FindDespatchLine(**reader, supplier, number, at);
    ASSERT_THAT(none, IsOk());
    EXPECT_FALSE(none->has_value());
  }
}

TEST_F(ReceivingAdviceTest, ALineTellsWhetherItsGoodsAreConsigned) {
  v1::Document order = MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 5)});
  order.mutable_order()->set_payment_method(v1::PAYMENT_METHOD_CONSIGNMENT);
  world_.Accepted(order);
  world_.Accepted(MakeResponse(order, 1, {Answering(1, {Accepting(5)})}));
  world_.Accepted(MakeDespatch("DA-2", {Shipping(1, "PO-1", 1, Pieces(kSoap), 1),
                                        Shipping(2, "PO-2", 1, Pieces(kSoap), 5)}));
  auto reader = world_.database().BeginRead();
  ASSERT_THAT(reader, IsOk());
  for (const auto& [number, consigned] : {std::pair(1, false), std::pair(2, true)}) {
    const auto line = delivery::FindDespatchLine(**reader, Supplier(), "DA-2", number);
    ASSERT_THAT(line, IsOk());
    ASSERT_TRUE(line->has_value());
    EXPECT_EQ((*line)->consigned, consigned);
  }
}

}  // namespace
}  // namespace headwater::test
