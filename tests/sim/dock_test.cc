#include "suppliers-sim/dock.h"

#include "gtest/gtest.h"
#include "small_world.h"
#include "suppliers-sim/despatch_plan.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

constexpr base::Day kMonday = 15'047;

v1::Document Shipment(base::Day day) {
  const World& world = WholeWorld();
  OrderBook book;
  book.Apply(OrderEvent(0, day, {8, 16, 24, 32, 40, 48}));
  BookOrder order = book.orders().begin()->second;
  order.Answer(AnswerDue(world, 0, order, day)->order_response(), day);
  base::Day leaves = day;
  while (true) {
    if (auto shipment = ShipmentDue(world, 0, order, leaves)) return *shipment;
    ++leaves;
  }
}

TEST(DockTest, NothingArrivesBeforeItIsPlannedOrOnAWeekend) {
  for (base::Day day = kMonday; day < kMonday + 100; ++day) {
    const v1::Document despatch = Shipment(day);
    const base::Day arrival = ArrivalDay(WholeWorld(), despatch);
    const absl::Time planned = TimeFrom(despatch.despatch_advice().estimated_arrival_time());
    EXPECT_GE(InstantOf({arrival, Phase::kShop}), planned);
    EXPECT_FALSE(IsWeekend(arrival));
    // The papers of the arrival are of a later step than the despatch.
    EXPECT_GT((Step{arrival, Phase::kShop}), StepAt(TimeFrom(despatch.issue_time())));
  }
}

// As a hub wants it of every receipt.
TEST(DockTest, GoodsArriveAfterTheyLeft) {
  for (base::Day day = kMonday; day < kMonday + 100; ++day) {
    const v1::Document despatch = Shipment(day);
    const v1::Document receiving =
        Receive(WholeWorld(), despatch, ArrivalDay(WholeWorld(), despatch));
    EXPECT_GT(TimeFrom(receiving.receiving_advice().arrival_time()),
              TimeFrom(despatch.despatch_advice().despatch_time()));
  }
}

TEST(DockTest, WhatIsReceivedAddsUpWithWhatWasAdvised) {
  int odd = 0;
  for (base::Day day = kMonday; day < kMonday + 200; ++day) {
    const v1::Document despatch = Shipment(day);
    const v1::Document receiving = Receive(WholeWorld(), despatch, day + 5);
    EXPECT_EQ(receiving.in_response_to(), despatch.document_id());
    const v1::DespatchAdvice& advice = despatch.despatch_advice();
    const auto& advised = advice.logistic_units(0).units(0).lines();
    ASSERT_EQ(receiving.receiving_advice().lines_size(), advised.size());
    for (int i = 0; i < advised.size(); ++i) {
      const v1::ReceivingLine& line = receiving.receiving_advice().lines(i);
      EXPECT_EQ(line.received().count() + line.short_().count(),
                advised[i].quantity().count() + line.over().count());
      EXPECT_GE(line.received().count(), 0);
      int64_t bad = 0;
      for (const auto& discrepancy : line.discrepancies()) bad += discrepancy.quantity().count();
      EXPECT_LE(bad, line.received().count());
      odd += line.received().count() != advised[i].quantity().count() || bad > 0 ? 1 : 0;
    }
    EXPECT_EQ(receiving.SerializeAsString(),
              Receive(WholeWorld(), despatch, day + 5).SerializeAsString());
  }
  EXPECT_GT(odd, 10);
}

TEST(DockTest, PutsOnTheShelfWhatIsGoodInPieces) {
  const World& world = WholeWorld();
  const v1::Document despatch = Shipment(kMonday);
  const v1::Document receiving = Receive(world, despatch, kMonday + 5);
  ShopStock stock(world.assortment);
  ShopStock before(world.assortment);
  PutAway(world, despatch, receiving, stock);
  const v1::DespatchLine& line = despatch.despatch_advice().logistic_units(0).units(0).lines(0);
  const v1::ReceivingLine& received = receiving.receiving_advice().lines(0);
  int64_t good = received.received().count();
  for (const auto& bad : received.discrepancies()) good -= bad.quantity().count();
  const int item = world.assortment.FindGtin(line.item().gtin());
  int country = 0;
  while (ShopGln(country) != despatch.despatch_advice().ship_to_gln()) ++country;
  EXPECT_EQ(stock.At(item, country) - before.At(item, country), good * world.item(item).case_count);
}

}  // namespace
}  // namespace headwater::sim
