#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

// Everything that ordering and delivery hold comes out of the documents alone, bit for
// bit.
TEST(OrdersAndDeliveries, AreRebuiltAsTheyWere) {
  TradeWorld world;
  v1::Document order =
      MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 100), OrderLineOf(2, Pieces(kTea), 40),
                         OrderLineOf(3, Pieces(kCoffee), 10, v1::FILL_POLICY_SUBSTITUTE_ALLOWED)});
  world.Accepted(order);
  world.Accepted(MakeOrder("PO-2", {OrderLineOf(1, Pieces(kForeign), 3)}, Supplier(2)));
  world.Accepted(MakeResponse(order, 1,
                              {Answering(1, {Accepting(60), Backordering(30), Rejecting(10)}),
                               Answering(2, {Accepting(40)}),
                               Answering(3, {Accepting(4), Substituting(6, Pieces(kMint), 2)})}));
  const v1::Document despatch =
      MakeDespatch("DA-1", {Shipping(1, "PO-1", 1, Pieces(kSoap), 64),
                            Shipping(2, "PO-1", 3, Pieces(kMint), 8, v1::REMAINDER_CANCELLED)});
  world.Accepted(despatch);
  v1::Document change = MakeChange(order, 3);
  *change.mutable_order_change()->mutable_lines(1)->mutable_quantity() = Count(60);
  *change.mutable_order_change()->add_lines() = OrderLineOf(4, Case(kSoap), 1);
  world.Accepted(change);
  world.Accepted(MakeReceipt(despatch, "RA-1", {Receiving(1, 60, 5, 2, 1, 1), Receiving(2, 5)}));
  world.Accepted(MakeCancellation(order, 5, {2}));
  EXPECT_THAT(world.Submit(MakeCancellation(order, 5)), Refused(v1::REASON_VERSION_STALE));

  const auto before = world.TableHashes();
  const auto report = world.Rebuild();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->identical());
  EXPECT_EQ(world.TableHashes(), before);
  EXPECT_THAT(world.faults(), ::testing::IsEmpty());
}

// A dry run gives the verdict and leaves nothing.
TEST(OrdersAndDeliveries, ADryRunLeavesNothing) {
  TradeWorld world;
  const auto before = world.TableHashes();
  EXPECT_THAT(world.DryRun(MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 1)})), IsOk());
  EXPECT_THAT(world.DryRun(MakeOrder("PO-1", {OrderLineOf(1, Pieces(kFax), 1)})),
              Refused(v1::REASON_ITEM_NOT_ORDERABLE));
  EXPECT_EQ(world.TableHashes(), before);
}

}  // namespace
}  // namespace headwater::test
