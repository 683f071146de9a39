#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/delivery/despatch_rules.h"
#include "hub/exchange/values.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DespatchAdviceTest : public ::testing::Test {
 protected:
  // Line 1: 60 soap and 40 backordered; line 2: 40 tea; line 3: 4 coffee, and 12 mint for
  // 6 more; line 4: 2 pallets of soap.
  void SetUp() override {
    order_ =
        MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 100), OrderLineOf(2, Pieces(kTea), 40),
                           OrderLineOf(3, Pieces(kCoffee), 10, v1::FILL_POLICY_SUBSTITUTE_ALLOWED),
                           OrderLineOf(4, Pallet(kSoap), 2)});
    world_.Accepted(order_);
    world_.Accepted(MakeResponse(
        order_, 1,
        {Answering(1, {Accepting(60), Backordering(40)}), Answering(2, {Accepting(40)}),
         Answering(3, {Accepting(4), Substituting(6, Pieces(kMint), 2)}),
         Answering(4, {Accepting(2)})}));
  }
  absl::StatusOr<v1::Receipt> Send(const std::vector<v1::DespatchLine>& lines) {
    static int number = 0;
    return world_.Submit(MakeDespatch("DA-" + std::to_string(++number), lines));
  }
  v1::OrderLineLedger Ledger(int line) { return world_.Ledger("PO-1", line); }

  TradeWorld world_;
  v1::Document order_;
};

constexpr char kLine[] = "despatch_advice.logistic_units[0].lines[0]";
std::string At(std::string_view field) { return std::string(kLine) + std::string(field); }

TEST_F(DespatchAdviceTest, MovesWhatIsPromisedOnItsWay) {
  v1::Document advice = MakeDespatch("DA-X", {Shipping(1, "PO-1", 1, Pieces(kSoap), 70),
                                              Shipping(2, "PO-1", 2, Pieces(kTea), 40)});
  auto& line = *advice.mutable_despatch_advice()->mutable_logistic_units(0)->mutable_lines(0);
  line.set_lot_number("L-7");
  *line.mutable_best_before_date() = MakeDate(2026, 1, 9);  // the day of arrival is soon enough
  EXPECT_EQ(world_.Accepted(advice).version(), 3);
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.version(), 3);
  EXPECT_EQ(record.state(), v1::ORDER_STATE_PARTIALLY_DESPATCHED);
  EXPECT_EQ(record.lines(0).ledger().acknowledged(), 0);
  EXPECT_EQ(record.lines(0).ledger().backordered(), 30);
  EXPECT_EQ(record.lines(0).ledger().in_transit(), 70);

  const v1::DeliveryRecord delivery = world_.Delivery("DA-X");
  EXPECT_EQ(delivery.state(), v1::DELIVERY_STATE_IN_TRANSIT);
  EXPECT_EQ(delivery.document_id(), advice.document_id());
  EXPECT_EQ(delivery.ship_to_gln(), Store().ToString());
  EXPECT_FALSE(delivery.has_arrival_time());
  ASSERT_EQ(delivery.lines_size(), 2);
  EXPECT_EQ(delivery.lines(0).despatched(), 70);
  EXPECT_EQ(delivery.lines(0).gtin(), exchange::GtinOf(Pieces(kSoap)).ToString());
  EXPECT_EQ(delivery.lines(0).lot_number(), "L-7");
  EXPECT_EQ(delivery.lines(0).sscc(), advice.despatch_advice().logistic_units(0).sscc());
  EXPECT_EQ(delivery.lines(0).order_number(), "PO-1");
  EXPECT_EQ(delivery.lines(0).order_line_number(), 1);
}

TEST_F(DespatchAdviceTest, TwoOrdersAreTouchedOnceEach) {
  const v1::Document other = MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 5)});
  world_.Accepted(other);
  world_.Accepted(MakeResponse(other, 1, {Answering(1, {Accepting(5)})}));
  const auto receipt =
      Send({Shipping(1, "PO-1", 1, Pieces(kSoap), 10), Shipping(2, "PO-2", 1, Pieces(kSoap), 5),
            Shipping(3, "PO-1", 2, Pieces(kTea), 10)});
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->version(), 0);
  EXPECT_EQ(world_.Order("PO-1").version(), 3);
  EXPECT_EQ(world_.Order("PO-2").version(), 3);
  EXPECT_EQ(world_.Order("PO-2").state(), v1::ORDER_STATE_DESPATCHED);
}

TEST_F(DespatchAdviceTest, OneOrderLineMayStandInSeveralUnits) {
  v1::Document advice = MakeDespatch("DA-X", {Shipping(1, "PO-1", 1, Pieces(kSoap), 60)});
  *advice.mutable_despatch_advice()->add_logistic_units() = UnitOf(
      1, {Shipping(2, "PO-1", 1, Pieces(kSoap), 40), Shipping(3, "PO-1", 1, Pieces(kSoap), 5)});
  advice.mutable_despatch_advice()->set_total_count(105);
  world_.Accepted(advice);
  EXPECT_EQ(Ledger(1).despatched(), 105);
  EXPECT_EQ(Ledger(1).over_despatched(), 5);
  const auto refused = Send({Shipping(1, "PO-1", 1, Pieces(kSoap), 1)});
  EXPECT_THAT(Broken(refused), ElementsAre(At(".quantity DESPATCH_EXCEEDS_ORDER")));
}

TEST_F(DespatchAdviceTest, MoreThanThePromiseAndTheToleranceIsRefused) {
  const auto refused =
      Send({Shipping(1, "PO-1", 1, Pieces(kSoap), 60), Shipping(2, "PO-1", 1, Pieces(kSoap), 46)});
  EXPECT_THAT(Broken(refused), ElementsAre("despatch_advice.logistic_units[0].lines[1].quantity "
                                           "DESPATCH_EXCEEDS_ORDER"));
  EXPECT_EQ(Ledger(1).despatched(), 0);
  EXPECT_EQ(world_.Order("PO-1").version(), 2);
}

TEST_F(DespatchAdviceTest, WhereNothingIsAgreedNothingIsTakenOver) {
  const v1::Document order =
      MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 100)}, Supplier(), Store(2));
  world_.Accepted(order);
  world_.Accepted(MakeResponse(order, 1, {Answering(1, {Accepting(100)})}));
  const auto send = [&](std::string_view number, int64_t count) {
    return world_.Submit(
        MakeDespatch(number, {Shipping(1, "PO-2", 1, Pieces(kSoap), count)}, Supplier(), Store(2)));
  };
  EXPECT_THAT(Broken(send("DA-1", 101)), ElementsAre(At(".quantity DESPATCH_EXCEEDS_ORDER")));
  EXPECT_THAT(send("DA-2", 100), IsOk());
}

TEST_F(DespatchAdviceTest, WhatIsOpenHasToBeAnsweredFirst) {
  const v1::Document order = MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 100)});
  world_.Accepted(order);
  const auto refused = Send({Shipping(1, "PO-2", 1, Pieces(kSoap), 100)});
  EXPECT_THAT(Broken(refused), ElementsAre(At(".quantity DESPATCH_EXCEEDS_ORDER")));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("answer them"));
}

TEST_F(DespatchAdviceTest, ACancelledRemainderClosesTheLineAfterAllUnits) {
  ASSERT_THAT(Send({Shipping(1, "PO-1", 1, Pieces(kSoap), 20, v1::REMAINDER_CANCELLED),
                    Shipping(2, "PO-1", 1, Pieces(kSoap), 30)}),
              IsOk());
  EXPECT_EQ(Ledger(1).despatched(), 50);
  EXPECT_EQ(Ledger(1).cancelled_by_supplier(), 50);
  EXPECT_EQ(Ledger(2).acknowledged(), 40);
  EXPECT_THAT(Broken(Send({Shipping(1, "PO-1", 1, Pieces(kSoap), 1)})),
              ElementsAre(At(".quantity DESPATCH_EXCEEDS_ORDER")));
}

// The supplier wrote its advice before it saw the change.
TEST_F(DespatchAdviceTest, ACancelledRemainderLeavesWhatAChangeAdded) {
  v1::Document change = MakeChange(order_, 2);
  *change.mutable_order_change()->mutable_lines(0)->mutable_quantity() = Count(120);
  world_.Accepted(change);
  ASSERT_THAT(Send({Shipping(1, "PO-1", 1, Pieces(kSoap), 70, v1::REMAINDER_CANCELLED)}), IsOk());
  EXPECT_EQ(Ledger(1).open(), 20);
  EXPECT_EQ(Ledger(1).backordered(), 0);
  EXPECT_EQ(Ledger(1).cancelled_by_supplier(), 30);
  const v1::OrderRecord record = world_.Order("PO-1");
  EXPECT_EQ(record.state(), v1::ORDER_STATE_NEW);
  // It still has to be answered, and then it can be sent.
  world_.Accepted(MakeResponse(order_, record.version(),
                               {Answering(1, {Accepting(20)}), Answering(2, {Accepting(40)}),
                                Answering(3, {Accepting(4), Substituting(6, Pieces(kMint), 2)}),
                                Answering(4, {Accepting(2)})}));
  ASSERT_THAT(Send({Shipping(1, "PO-1", 1, Pieces(kSoap), 20)}), IsOk());
  EXPECT_EQ(Ledger(1).despatched(), 90);
}

TEST_F(DespatchAdviceTest, ASubstituteCountsForTheItemOrdered) {
  ASSERT_THAT(Send({Shipping(1, "PO-1", 3, Pieces(kMint), 8)}), IsOk());
  EXPECT_EQ(Ledger(3).substituted(), 2);
  EXPECT_EQ(Ledger(3).despatched(), 4);
  EXPECT_THAT(Broken(Send({Shipping(1, "PO-1", 3, Pieces(kMint), 3)})),
              ElementsAre(At(".quantity UNIT_MISMATCH")));
  EXPECT_THAT(Broken(Send({Shipping(1, "PO-1", 3, Pieces(kMint), 6)})),
              ElementsAre(At(".quantity DESPATCH_EXCEEDS_ORDER")));
  ASSERT_THAT(Send({Shipping(1, "PO-1", 3, Pieces(kMint), 4)}), IsOk());
  EXPECT_EQ(Ledger(3).substituted(), 0);
  EXPECT_EQ(Ledger(3).acknowledged(), 4);
}

TEST_F(DespatchAdviceTest, OnlyWhatWasOrderedOrAnnounced) {
  EXPECT_THAT(Broken(Send({Shipping(1, "PO-1", 1, Pieces(kMint), 2)})),
              ElementsAre(At(".item.gtin SUBSTITUTE_NOT_ALLOWED")));
}

TEST_F(DespatchAdviceTest, AnotherPackOfTheItemIsConverted) {
  ASSERT_THAT(Send({Shipping(1, "PO-1", 4, Case(kSoap), 40)}), IsOk());
  EXPECT_EQ(Ledger(4).despatched(), 1);
  EXPECT_THAT(Broken(Send({Shipping(1, "PO-1", 4, Case(kSoap), 39)})),
              ElementsAre(At(".quantity UNIT_MISMATCH")));
  ASSERT_THAT(Send({Shipping(1, "PO-1", 1, Case(kSoap), 5)}), IsOk());
  EXPECT_EQ(Ledger(1).despatched(), 60);
}

TEST_F(DespatchAdviceTest, TellsAllThatIsWrongWithItsLinesAtOnce) {
  world_.Accepted(MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 5)}, Supplier(), Store(2)));
  const v1::Document closed = MakeOrder("PO-3", {OrderLineOf(1, Pieces(kSoap), 5)});
  world_.Accepted(closed);
  world_.Accepted(MakeCancellation(closed, 1));
  world_.Accepted(MakeOrder("PO-4", {OrderLineOf(1, Pieces(kForeign), 5)}, Supplier(2)));
  v1::DespatchLine expired = Shipping(6, "PO-1", 2, Pieces(kTea), 10);
  *expired.mutable_best_before_date() = MakeDate(2026, 1, 4);
  v1::Document advice = MakeDespatch(
      "DA-X",
      {Shipping(1, "PO-9", 1, Pieces(kSoap), 1), Shipping(2, "PO-1", 9, Pieces(kSoap), 1),
       Shipping(3, "PO-2", 1, Pieces(kSoap), 1), Shipping(4, "PO-3", 1, Pieces(kSoap), 5),
       Shipping(5, "PO-4", 1, Pieces(kSoap), 1), expired, Shipping(6, "PO-1", 2, Pieces(kTea), 1),
       Shipping(7, "PO-1", 2, Pieces(kTea), Weight(1)),
       Shipping(8, "PO-1", 2, Pieces(kForeign), 1)});
  v1::DespatchAdvice& body = *advice.mutable_despatch_advice();
  body.set_ship_from_gln(SupplierWarehouse(2).ToString());
  body.set_total_count(1000);
  body.mutable_estimated_arrival_time()->set_seconds(body.despatch_time().seconds() - 1);
  body.mutable_despatch_time()->set_seconds(body.despatch_time().seconds() + 86'400);
  body.mutable_estimated_arrival_time()->set_seconds(body.despatch_time().seconds() - 1);
  EXPECT_THAT(
      Broken(world_.Submit(advice)),
      ElementsAre("despatch_advice.ship_from_gln LOCATION_NOT_FOUND",
                  "despatch_advice.estimated_arrival_time ARRIVAL_BEFORE_DESPATCH",
                  "despatch_advice.logistic_units[0].lines[0].order_number ORDER_NOT_FOUND",
                  "despatch_advice.logistic_units[0].lines[1].order_line_number "
                  "ORDER_LINE_NOT_FOUND",
                  "despatch_advice.logistic_units[0].lines[2].order_number ORDER_NOT_FOUND",
                  "despatch_advice.logistic_units[0].lines[3].order_number ORDER_CLOSED",
                  "despatch_advice.logistic_units[0].lines[4].order_number ORDER_NOT_FOUND",
                  "despatch_advice.logistic_units[0].lines[5].best_before_date EXPIRED_GOODS",
                  "despatch_advice.logistic_units[0].lines[6].line_number DUPLICATE_ITEM",
                  "despatch_advice.logistic_units[0].lines[7].quantity.measure UNIT_MISMATCH",
                  "despatch_advice.logistic_units[0].lines[8].item.gtin ITEM_NOT_FOUND",
                  "despatch_advice.total_count TOTALS_DO_NOT_ADD_UP"));
}

TEST_F(DespatchAdviceTest, MayBeSentAWeekAheadAndNoMore) {
  const auto send = [this](std::string_view number, absl::Time despatch) {
    v1::Document advice = MakeDespatch(number, {Shipping(1, "PO-1", 1, Pieces(kSoap), 1)});
    v1::DespatchAdvice& body = *advice.mutable_despatch_advice();
    *body.mutable_despatch_time() = exchange::TimestampOf(exchange::MicrosOf(despatch));
    *body.mutable_estimated_arrival_time() = body.despatch_time();
    return world_.Submit(advice);
  };
  const absl::Time last = TestStart() + delivery::kDespatchAheadMax;
  EXPECT_THAT(send("DA-LAST", last), IsOk());
  EXPECT_THAT(Broken(send("DA-AFTER", last + absl::Microseconds(1))),
              ElementsAre("despatch_advice.despatch_time PERIOD_IN_FUTURE"));
}

TEST_F(DespatchAdviceTest, GoesToALocationOfTheRetailer) {
  EXPECT_THAT(Broken(world_.Submit(MakeDespatch("DA-X", {Shipping(1, "PO-1", 1, Pieces(kSoap), 1)},
                                                Supplier(), MakeGln(77)))),
              ElementsAre("despatch_advice.ship_to_gln LOCATION_NOT_FOUND"));
}

TEST_F(DespatchAdviceTest, LeavesFromThePartyOrAPlaceOfIts) {
  for (const base::Gln from : {Supplier(), SupplierWarehouse()}) {
    v1::Document advice =
        MakeDespatch("DA-" + from.ToString(), {Shipping(1, "PO-1", 1, Pieces(kSoap), 1)});
    advice.mutable_despatch_advice()->set_ship_from_gln(from.ToString());
    world_.Accepted(advice);
  }
}

TEST_F(DespatchAdviceTest, UnitsNestFiveDeep) {
  const auto nested = [](int depth) {
    v1::Document advice = MakeDespatch("DA-" + std::to_string(100 + depth), {});
    v1::LogisticUnit* unit = advice.mutable_despatch_advice()->mutable_logistic_units(0);
    for (int i = 2; i <= depth; ++i) {
      unit = unit->add_units();
      *unit = UnitOf(depth * 10 + i, {});
    }
    *unit->add_lines() = Shipping(1, "PO-1", 1, Pieces(kSoap), 1);
    return advice;
  };
  world_.Accepted(nested(5));
  EXPECT_THAT(Broken(world_.Submit(nested(6))),
              ElementsAre("despatch_advice.logistic_units[0].units[0].units[0].units[0].units[0]"
                          ".units[0] NESTING_TOO_DEEP"));
}

TEST_F(DespatchAdviceTest, EverySsccIsUsedOnce) {
  v1::Document advice = MakeDespatch("DA-1X", {Shipping(1, "PO-1", 1, Pieces(kSoap), 1)});
  auto& units = *advice.mutable_despatch_advice()->mutable_logistic_units();
  units[0].set_sscc(MakeSscc(1));
  *units[0].add_units() = UnitOf(2, {});
  v1::Document twice = advice;
  twice.set_document_id(NextUuid());
  twice.set_number("DA-2X");
  *twice.mutable_despatch_advice()->mutable_logistic_units(0)->add_units() = UnitOf(2, {});
  EXPECT_THAT(Broken(world_.Submit(twice)),
              ElementsAre("despatch_advice.logistic_units[0].units[1].sscc SSCC_IN_USE"));
  world_.Accepted(advice);
  v1::Document again = advice;
  again.set_document_id(NextUuid());
  again.set_number("DA-3X");
  EXPECT_THAT(Broken(world_.Submit(again)),
              ElementsAre("despatch_advice.logistic_units[0].sscc SSCC_IN_USE",
                          "despatch_advice.logistic_units[0].units[0].sscc SSCC_IN_USE"));
  // Another supplier's labels are none of its business.
  const v1::Document order = MakeOrder("PO-7", {OrderLineOf(1, Pieces(kForeign), 5)}, Supplier(2));
  world_.Accepted(order);
  world_.Accepted(MakeResponse(order, 1, {Answering(1, {Accepting(5)})}));
  v1::Document foreign =
      MakeDespatch("DA-4X", {Shipping(1, "PO-7", 1, Pieces(kForeign), 5)}, Supplier(2));
  foreign.mutable_despatch_advice()->mutable_logistic_units(0)->set_sscc(MakeSscc(1));
  world_.Accepted(foreign);
}

TEST_F(DespatchAdviceTest, AnEmptyOneIsRefused) {
  EXPECT_THAT(Broken(world_.Submit(MakeDespatch("DA-X", {}))),
              ElementsAre("despatch_advice.logistic_units TOO_FEW_ITEMS"));
}

TEST_F(DespatchAdviceTest, TheTotalIsOfPieces) {
  v1::Document advice = MakeDespatch("DA-X", {Shipping(1, "PO-1", 1, Pieces(kSoap), 10),
                                              Shipping(2, "PO-1", 2, Pieces(kTea), 20)});
  advice.mutable_despatch_advice()->set_total_count(30);
  world_.Accepted(advice);
}

// The last day is a day at the store, wherever the supplier is.
TEST_F(DespatchAdviceTest, NothingLeavesAfterTheCancelAfterDay) {
  v1::Document order =
      MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 100)}, Supplier(), Store(2));
  *order.mutable_order()->mutable_cancel_after_date() = MakeDate(2026, 1, 8);
  world_.Accepted(order);
  world_.Accepted(MakeResponse(order, 1, {Answering(1, {Accepting(100)})}));
  const auto send = [&](std::string_view number, absl::CivilSecond utc) {
    v1::Document advice =
        MakeDespatch(number, {Shipping(1, "PO-2", 1, Pieces(kSoap), 1)}, Supplier(), Store(2));
    v1::DespatchAdvice& body = *advice.mutable_despatch_advice();
    *body.mutable_despatch_time() =
        exchange::TimestampOf(exchange::MicrosOf(absl::FromCivil(utc, absl::UTCTimeZone())));
    *body.mutable_estimated_arrival_time() = body.despatch_time();
    return world_.Submit(advice);
  };
  // New York is five hours behind.
  EXPECT_THAT(send("DA-1", absl::CivilSecond(2026, 1, 9, 4, 59, 59)), IsOk());
  EXPECT_THAT(Broken(send("DA-2", absl::CivilSecond(2026, 1, 9, 5, 0, 0))),
              ElementsAre(At(".order_number ORDER_CLOSED")));
}

TEST_F(DespatchAdviceTest, ExpiryIsReckonedOnTheDayThere) {
  const v1::Document order =
      MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 100)}, Supplier(), Store(2));
  world_.Accepted(order);
  world_.Accepted(MakeResponse(order, 1, {Answering(1, {Accepting(100)})}));
  v1::Document advice =
      MakeDespatch("DA-1", {Shipping(1, "PO-2", 1, Pieces(kSoap), 1)}, Supplier(), Store(2));
  v1::DespatchAdvice& body = *advice.mutable_despatch_advice();
  *body.mutable_estimated_arrival_time() = exchange::TimestampOf(exchange::MicrosOf(
      absl::FromCivil(absl::CivilSecond(2026, 1, 10, 3, 0, 0), absl::UTCTimeZone())));
  *body.mutable_logistic_units(0)->mutable_lines(0)->mutable_best_before_date() =
      MakeDate(2026, 1, 9);
  world_.Accepted(advice);  // it is still the ninth in New York
}

}  // namespace
}  // namespace headwater::test
