#include "suppliers-sim/buyer.h"

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "small_world.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

constexpr base::Day kMonday = 15'047;

TEST(BuyerTest, ReviewsEverySupplierOnceAWeek) {
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    int reviews = 0;
    for (base::Day day = kMonday; day < kMonday + 7; ++day) {
      if (!IsReviewDay(WholeWorld(), supplier, day)) continue;
      ++reviews;
      EXPECT_FALSE(IsWeekend(day));
    }
    EXPECT_EQ(reviews, 1) << supplier;
  }
}

TEST(BuyerTest, OrdersForEachShopApart) {
  const World& world = WholeWorld();
  std::vector<v1::ReplenishmentNeed> needs;
  for (const int country : {3, 3, 7}) {
    v1::ReplenishmentNeed& need = needs.emplace_back();
    need.set_location_gln(ShopGln(country));
    need.set_gtin("0" + world.item(world.assortment.ItemsOf(0)[needs.size()]).order_gtin);
    need.set_order_quantity(24);
  }
  const auto orders = OrdersOf(world, 0, kMonday, needs);
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].order().lines_size(), 2);
  EXPECT_EQ(orders[0].order().ship_to_gln(), ShopGln(3));
  EXPECT_EQ(orders[1].order().lines_size(), 1);
  EXPECT_EQ(orders[0].number(), OrderNumber(0, 3, kMonday));
  EXPECT_EQ(orders[0].order().lines(0).item().gtin().size(), 13u);
  EXPECT_LT(orders[0].order().delivery_window().start_time().seconds(),
            orders[0].order().delivery_window().end_time().seconds());
}

TEST(BuyerTest, HasSecondThoughtsOfAFewOrdersOfYesterday) {
  const World& world = WholeWorld();
  int changes = 0;
  int cancellations = 0;
  int orders = 0;
  for (base::Day day = 14'950; day < 15'330; ++day) {
    for (int supplier = 0; supplier < kSuppliers; ++supplier) {
      OrderBook book;
      book.Apply(OrderEvent(supplier, day, {8, 16, 24, 8}));
      ++orders;
      EXPECT_TRUE(SecondThoughts(world, book, day).empty());
      EXPECT_TRUE(SecondThoughts(world, book, day + 2).empty());
      for (const v1::Document& thought : SecondThoughts(world, book, day + 1)) {
        EXPECT_EQ(thought.base_version(), 1);
        EXPECT_EQ(thought.in_response_to(), book.orders().begin()->second.document_id);
        cancellations += thought.has_order_cancellation() ? 1 : 0;
        if (!thought.has_order_change()) continue;
        ++changes;
        const v1::OrderChange& change = thought.order_change();
        ASSERT_EQ(change.lines_size(), 4);
        EXPECT_NE(change.lines(0).quantity().count(), 8);
        for (const v1::OrderLine& line : change.lines()) {
          const Item& item = world.item(world.assortment.FindGtin(line.item().gtin()));
          EXPECT_EQ(line.quantity().count() % item.order_multiple, 0);
          EXPECT_GE(line.quantity().count(), item.order_minimum);
        }
      }
    }
  }
  EXPECT_NEAR(changes, orders * 30 / 1000, orders / 100);
  EXPECT_NEAR(cancellations, orders * 15 / 1000, orders / 100);
}

TEST(BuyerTest, LeavesLinesAloneThatWereRejectedInPart) {
  const World& world = WholeWorld();
  for (base::Day day = 14'950; day < 15'330; ++day) {
    OrderBook book;
    book.Apply(OrderEvent(4, day, {8, 16}));
    const std::string number = book.orders().begin()->first;
    v1::Document document = NewDocument("order_response", "OR", SupplierGln(4), RetailerGln(),
                                        InstantOf({day, Phase::kSupply}));
    document.mutable_order_response()->set_order_number(number);
    v1::OrderResponseLine& line = *document.mutable_order_response()->add_lines();
    line.set_line_number(1);
    v1::OrderResponseSplit& rejected = *line.add_splits();
    *rejected.mutable_quantity() = Pieces(2);
    rejected.set_outcome(v1::RESPONSE_OUTCOME_REJECTED);
    book.Apply(EventOf(document, 2));
    for (const v1::Document& thought : SecondThoughts(world, book, day + 1)) {
      if (!thought.has_order_change()) continue;
      EXPECT_EQ(thought.order_change().lines(0).quantity().count(), 8);
      EXPECT_EQ(thought.base_version(), 2);
    }
  }
}

}  // namespace
}  // namespace headwater::sim
