// What other rooms' documents do to stock.
#include <gtest/gtest.h>

#include "inventory/stock_world.h"

namespace headwater::inventory {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

class FoldedStockTest : public testing::Test {
 protected:
  StockWorld world_;
};

TEST_F(FoldedStockTest, SalesTakeAwayReturnsAddChargesDoNothing) {
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(20)}})), IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Case(1), Count(2)},
                                            {Piece(1), Count(1)},
                                            {"", Count(1), v1::TICKET_LINE_TYPE_CHARGE},
                                            {Piece(1), Count(3), v1::TICKET_LINE_TYPE_RETURN},
                                            {Piece(kForeign), Count(2)},
                                            {Piece(kWeighed), Weight(250)}})),
              IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "10 20");
  EXPECT_EQ(world_.Stock(Piece(kForeign)), "-2 -");
  EXPECT_EQ(world_.Stock(Piece(kWeighed)), "-250000 -");
  EXPECT_THAT(world_.Journal(Piece(1)), ElementsAre("1 COUNT_DIFFERENCE 20"))
      << "sales have tables of their own";
}

TEST_F(FoldedStockTest, SalesMoveTheirLocationAlone) {
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Piece(1), Count(2)}}, FarShop())), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "");
  EXPECT_EQ(world_.Stock(Piece(1), FarShop()), "-2 -");
}

TEST_F(FoldedStockTest, AReceiptAddsWhatIsGoodAndWhatIsDamaged) {
  world_.Receive(Case(1), {.received = 10, .damaged = 2, .refused = 1}, At(5));
  EXPECT_EQ(world_.Stock(Piece(1)), "42 -");
  EXPECT_EQ(world_.Stock(Piece(1), Shop(), v1::STOCK_STATUS_DAMAGED), "12 -");
  EXPECT_THAT(world_.Journal(Piece(1)), ElementsAre("5 RECEPTION 42", "5 RECEPTION 12"));
}

// Until the retailer says that they changed hands, or were used up.
TEST_F(FoldedStockTest, ConsignedGoodsStayTheSuppliers) {
  const auto consigned = [this](v1::StockStatus status) {
    return world_.Stock(Piece(1), Shop(), status, Supplier());
  };
  world_.Receive(Case(1), {.received = 10, .damaged = 2, .refused = 1, .consigned = true}, At(5));
  EXPECT_EQ(consigned(v1::STOCK_STATUS_AVAILABLE), "42 -");
  EXPECT_EQ(consigned(v1::STOCK_STATUS_DAMAGED), "12 -");
  EXPECT_EQ(world_.Stock(Piece(1)), "");
  EXPECT_EQ(world_.Stock(Piece(1), Shop(), v1::STOCK_STATUS_DAMAGED), "");
  world_.Receive(Case(1), {.received = 1}, At(6));
  EXPECT_EQ(world_.Stock(Piece(1)), "6 -") << "what was bought stands beside it";

  ASSERT_THAT(world_.Submit(Selling(At(7), {{Piece(1), Count(8)}})), IsOk());
  ASSERT_THAT(
      world_.Submit(Moving(At(7), {{Piece(1), v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, Count(-2),
                                    v1::STOCK_STATUS_AVAILABLE, Supplier()},
                                   {Piece(1), v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, Count(2)},
                                   {Piece(1), v1::MOVEMENT_REASON_CONSIGNMENT_USE, Count(-3),
                                    v1::STOCK_STATUS_AVAILABLE, Supplier()}})),
      IsOk());
  EXPECT_EQ(consigned(v1::STOCK_STATUS_AVAILABLE), "37 -");
  EXPECT_EQ(world_.Stock(Piece(1)), "0 -");
}

TEST_F(FoldedStockTest, AReceiptOfNothingGoodAddsNothing) {
  world_.Receive(Case(1), {.received = 3, .refused = 3}, At(5));
  EXPECT_THAT(world_.Journal(Piece(1)), IsEmpty());
}

TEST_F(FoldedStockTest, ACountSawWhatArrivedBefore) {
  ASSERT_THAT(world_.Submit(Counting(At(5), {{Piece(1), Count(20)}})), IsOk());
  world_.Receive(Case(1), {.received = 1}, At(4));
  EXPECT_EQ(world_.Stock(Piece(1)), "20 20");
  world_.Receive(Case(1), {.received = 1}, At(6));
  EXPECT_EQ(world_.Stock(Piece(1)), "26 20");
}

TEST_F(FoldedStockTest, ARebuildGivesTheSameTables) {
  ASSERT_THAT(world_.Submit(Counting(At(3), {{Piece(1), Count(20)}, {Piece(2), Count(2)}})),
              IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Piece(1), Count(2)}, {Piece(2), Count(1)}})), IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(4), {{Piece(1), Count(2)}, {Piece(3), Count(1)}})), IsOk());
  world_.Receive(Case(1), {.received = 10, .damaged = 2}, At(5));
  world_.Receive(Case(2), {.received = 3, .consigned = true}, At(6));
  ASSERT_THAT(world_.Submit(Report(At(3), v1::INVENTORY_REPORT_BASIS_COUNTED,
                                   v1::INVENTORY_REPORT_SCOPE_FULL, {{Piece(1), Count(19)}})),
              IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(1), {{Piece(4), Count(2)}})), IsOk());
  ASSERT_THAT(world_.Submit(Offering(At(2), v1::INVENTORY_REPORT_SCOPE_FULL,
                                     {{Piece(1), Count(5), Depot()}})),
              IsOk());
  const auto report = world_.Rebuild();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->identical());
}

}  // namespace
}  // namespace headwater::inventory
