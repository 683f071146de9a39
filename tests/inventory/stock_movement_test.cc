#include "hub/inventory/stock_movement_handler.h"

#include <gtest/gtest.h>

#include "hub/exchange/clock_skew.h"
#include "inventory/stock_world.h"

namespace headwater::inventory {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;

class StockMovementTest : public testing::Test {
 protected:
  StockWorld world_;
};

TEST_F(StockMovementTest, MovesTheBookAndStandsInTheJournal) {
  ASSERT_THAT(world_.Submit(Moving(At(1), {{Case(1), v1::MOVEMENT_REASON_RECEPTION, Count(2)},
                                           {Piece(1), v1::MOVEMENT_REASON_ISSUE, Count(-5)}})),
              IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "7 -");
  ASSERT_THAT(world_.Submit(Moving(At(2), {{Piece(1), v1::MOVEMENT_REASON_SCRAP, Count(-9)}})),
              IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "-2 -") << "a negative book is a fact, not an error";
  EXPECT_THAT(world_.Journal(Piece(1)), ElementsAre("1 RECEPTION 12", "1 ISSUE -5", "2 SCRAP -9"));
}

TEST_F(StockMovementTest, TheSignMustFitTheReason) {
  EXPECT_THAT(
      world_.Submit(Moving(At(1), {{Piece(1), v1::MOVEMENT_REASON_RECEPTION, Count(-1)},
                                   {Piece(1), v1::MOVEMENT_REASON_REVERSAL, Count(-1)},
                                   {Piece(1), v1::MOVEMENT_REASON_SCRAP, Count(1)},
                                   {Piece(1), v1::MOVEMENT_REASON_ISSUE, Count(0)},
                                   {Piece(1), v1::MOVEMENT_REASON_CONSIGNMENT_USE, Count(1)},
                                   {Piece(1), v1::MOVEMENT_REASON_RETURN_TO_SUPPLIER, Count(1)}})),
      AllOf(HasCode(absl::StatusCode::kFailedPrecondition),
            HasViolation("stock_movement.lines[0].quantity", v1::REASON_MOVEMENT_SIGN_WRONG),
            HasViolation("stock_movement.lines[2].quantity", v1::REASON_MOVEMENT_SIGN_WRONG),
            HasViolation("stock_movement.lines[3].quantity", v1::REASON_MOVEMENT_SIGN_WRONG),
            HasViolation("stock_movement.lines[4].quantity", v1::REASON_MOVEMENT_SIGN_WRONG),
            HasViolation("stock_movement.lines[5].quantity", v1::REASON_MOVEMENT_SIGN_WRONG),
            ViolationCount(5)));
  EXPECT_EQ(world_.Stock(Piece(1)), "");
}

TEST_F(StockMovementTest, AStatusChangeMovesBetweenStatuses) {
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(10)}})), IsOk());
  ASSERT_THAT(world_.Submit(Moving(At(2), {{Case(1), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(-1)},
                                           {Piece(1), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(4),
                                            v1::STOCK_STATUS_DAMAGED},
                                           {Piece(1), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(2),
                                            v1::STOCK_STATUS_QUALITY_HOLD}})),
              IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "4 10");
  EXPECT_EQ(world_.Stock(Piece(1), Shop(), v1::STOCK_STATUS_DAMAGED), "4 -");
  EXPECT_EQ(world_.Stock(Piece(1), Shop(), v1::STOCK_STATUS_QUALITY_HOLD), "2 -");
}

TEST_F(StockMovementTest, AnOwnershipChangeMovesBetweenOwners) {
  ASSERT_THAT(world_.Submit(Moving(At(1), {{Piece(1), v1::MOVEMENT_REASON_RECEPTION, Count(10),
                                            v1::STOCK_STATUS_AVAILABLE, Supplier()}})),
              IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Piece(1), Count(3)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "-3 -") << "sold without being bought yet";
  ASSERT_THAT(
      world_.Submit(Moving(At(3), {{Piece(1), v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, Count(-3),
                                    v1::STOCK_STATUS_AVAILABLE, Supplier()},
                                   {Piece(1), v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, Count(3)}})),
      IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "0 -");
  EXPECT_EQ(world_.Stock(Piece(1), Shop(), v1::STOCK_STATUS_AVAILABLE, Supplier()), "7 -");
}

TEST_F(StockMovementTest, WhatChangesHandsMustAddUp) {
  EXPECT_THAT(
      world_.Submit(Moving(At(1), {{Piece(2), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(-1)},
                                   {Piece(1), v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, Count(-3)},
                                   {Case(1), v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, Count(1)},
                                   // Another reason, another sum.
                                   {Piece(1), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(-3)},
                                   {Piece(3), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(-6)},
                                   {Case(3), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(1)}})),
      AllOf(HasViolation("stock_movement.lines[0].quantity", v1::REASON_AMOUNT_DOES_NOT_ADD_UP),
            HasViolation("stock_movement.lines[1].quantity", v1::REASON_AMOUNT_DOES_NOT_ADD_UP),
            HasViolation("stock_movement.lines[3].quantity", v1::REASON_AMOUNT_DOES_NOT_ADD_UP),
            HasCode(absl::StatusCode::kFailedPrecondition), ViolationCount(3)));
}

TEST_F(StockMovementTest, WithoutAReceiverTheFirstItemTellsTheSupplier) {
  ASSERT_THAT(
      world_.Submit(
          Moving(At(1), {{Piece(kForeign), v1::MOVEMENT_REASON_RECEPTION, Count(3)}}, base::Gln())),
      IsOk());
  EXPECT_EQ(world_.Stock(Piece(kForeign)), "3 -");
  EXPECT_THAT(
      world_.Submit(Moving(At(1),
                           {{Piece(77), v1::MOVEMENT_REASON_RECEPTION, Count(3)},
                            {Piece(1), v1::MOVEMENT_REASON_RECEPTION, Count(3)},
                            {Piece(kForeign), v1::MOVEMENT_REASON_RECEPTION, Count(3)}},
                           base::Gln())),
      AllOf(HasViolation("stock_movement.lines[0].item.gtin", v1::REASON_ITEM_NOT_FOUND),
            HasViolation("stock_movement.lines[2].item.gtin", v1::REASON_ITEM_OF_OTHER_SUPPLIER),
            ViolationCount(2)));
  EXPECT_THAT(
      world_.Submit(Moving(At(1), {{Piece(kForeign), v1::MOVEMENT_REASON_RECEPTION, Count(3)}})),
      HasViolation("stock_movement.lines[0].item.gtin", v1::REASON_ITEM_OF_OTHER_SUPPLIER));
}

TEST_F(StockMovementTest, AllThatIsWrongIsSaidAtOnce) {
  const absl::Time future = At(kNow) + exchange::kClockSkewMax + absl::Microseconds(1);
  EXPECT_THAT(
      world_.Submit(Moving(future,
                           {{Piece(1), v1::MOVEMENT_REASON_RECEPTION, Weight(1)},
                            {Piece(2), v1::MOVEMENT_REASON_RECEPTION, Count(1),
                             v1::STOCK_STATUS_AVAILABLE, Supplier(2)}},
                           Supplier(), Depot())),
      AllOf(HasViolation("stock_movement.location_gln", v1::REASON_LOCATION_NOT_FOUND),
            HasViolation("stock_movement.movement_time", v1::REASON_PERIOD_IN_FUTURE),
            HasViolation("stock_movement.lines[0].quantity.measure", v1::REASON_UNIT_MISMATCH),
            HasViolation("stock_movement.lines[1].owner_gln", v1::REASON_PARTY_NOT_FOUND),
            ViolationCount(4)));
  EXPECT_THAT(world_.Rows("SELECT * FROM stock_movement"), IsEmpty());
  EXPECT_THAT(world_.Submit(Moving(At(kNow) + exchange::kClockSkewMax,
                                   {{Piece(1), v1::MOVEMENT_REASON_RECEPTION, Count(1)}})),
              IsOk());
}

TEST_F(StockMovementTest, AUnitThatIsWrongIsNotAlsoASumThatIsWrong) {
  EXPECT_THAT(
      world_.Submit(Moving(At(1), {{Piece(1), v1::MOVEMENT_REASON_STATUS_CHANGE, Count(-1)},
                                   {Piece(1), v1::MOVEMENT_REASON_STATUS_CHANGE, Weight(1)}})),
      AllOf(HasViolation("stock_movement.lines[1].quantity.measure", v1::REASON_UNIT_MISMATCH),
            ViolationCount(1)));
}

}  // namespace
}  // namespace headwater::inventory
