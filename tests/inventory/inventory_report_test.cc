#include "hub/inventory/inventory_report_handler.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "hub/exchange/clock_skew.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_rules.h"
#include "inventory/stock_world.h"

namespace headwater::inventory {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kCounted = v1::INVENTORY_REPORT_BASIS_COUNTED;
constexpr auto kBook = v1::INVENTORY_REPORT_BASIS_BOOK;
constexpr auto kListed = v1::INVENTORY_REPORT_SCOPE_LISTED;
constexpr auto kFull = v1::INVENTORY_REPORT_SCOPE_FULL;

class InventoryReportTest : public testing::Test {
 protected:
  StockWorld world_;
};

TEST_F(InventoryReportTest, ACountSetsTheBookAndBooksTheDifference) {
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(10)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "10 10");
  ASSERT_THAT(world_.Submit(Moving(At(2), {{Piece(1), v1::MOVEMENT_REASON_SCRAP, Count(-3)}})),
              IsOk());
  ASSERT_THAT(world_.Submit(Counting(At(3), {{Piece(1), Count(5)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "5 5");
  EXPECT_THAT(world_.Journal(Piece(1)),
              ElementsAre("1 COUNT_DIFFERENCE 10", "2 SCRAP -3", "3 COUNT_DIFFERENCE -2"));
}

TEST_F(InventoryReportTest, ACountThatFindsTheBookBooksNothing) {
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(10)}})), IsOk());
  ASSERT_THAT(world_.Submit(Counting(At(2), {{Piece(1), Count(10)}})), IsOk());
  EXPECT_THAT(world_.Journal(Piece(1)), ElementsAre("1 COUNT_DIFFERENCE 10"));
}

TEST_F(InventoryReportTest, CountsInPacksAreInPiecesOfTheBase) {
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Case(1), Count(3)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "18 18");
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(kWeighed), Weight(1500)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(kWeighed)), "1500000 1500000");
}

TEST_F(InventoryReportTest, WhatTheSystemSaysStandsBesideTheBook) {
  ASSERT_THAT(world_.Submit(Booking(At(1), {{Piece(1), Count(9)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "- 9");
  ASSERT_THAT(world_.Submit(Counting(At(2), {{Piece(1), Count(10)}})), IsOk());
  ASSERT_THAT(world_.Submit(Booking(At(3), {{Piece(1), Count(-4)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "10 -4");
  EXPECT_THAT(world_.Journal(Piece(1)), ElementsAre("2 COUNT_DIFFERENCE 10"));
}

TEST_F(InventoryReportTest, ACountKeepsWhatMovedAfterItsInstant) {
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(10)}})), IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Piece(1), Count(1)}})), IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(3), {{Piece(1), Count(2)}})), IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(4), {{Piece(1), Count(4)}, {Piece(2), Count(9)}})), IsOk());
  ASSERT_THAT(world_.Submit(Moving(At(4), {{Piece(1), v1::MOVEMENT_REASON_SCRAP, Count(-1)}})),
              IsOk());
  // Counted at 3, the sale of that instant included: of 10, 3 were sold; 6 are there.
  ASSERT_THAT(world_.Submit(Counting(At(3), {{Piece(1), Count(6)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "1 6");
  EXPECT_THAT(world_.Journal(Piece(1)),
              ElementsAre("1 COUNT_DIFFERENCE 10", "3 COUNT_DIFFERENCE -1", "4 SCRAP -1"));
}

TEST_F(InventoryReportTest, WhatArrivesLateWasCounted) {
  ASSERT_THAT(world_.Submit(Counting(At(5), {{Piece(1), Count(10)}})), IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(4), {{Piece(1), Count(2)}})), IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(5), {{Piece(1), Count(2)}})), IsOk());
  ASSERT_THAT(world_.Submit(Moving(At(3), {{Piece(1), v1::MOVEMENT_REASON_SCRAP, Count(-1)}})),
              IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "10 10");
  EXPECT_THAT(world_.Journal(Piece(1)), ElementsAre("3 SCRAP -1", "5 COUNT_DIFFERENCE 10"));
}

TEST_F(InventoryReportTest, AnOlderReportIsOutdated) {
  ASSERT_THAT(world_.Submit(Booking(At(5), {{Piece(1), Count(10)}, {Piece(2), Count(1)}})), IsOk());
  const auto refused = world_.Submit(
      Booking(At(4), {{Piece(3), Count(1)}, {Piece(2), Count(3)}, {Piece(1), Count(3)}}));
  EXPECT_THAT(refused,
              AllOf(HasCode(absl::StatusCode::kAborted), Refused(v1::REASON_REPORT_OUTDATED),
                    HasViolation("inventory_report.lines[1]", v1::REASON_REPORT_OUTDATED),
                    HasViolation("inventory_report.lines[2]", v1::REASON_REPORT_OUTDATED),
                    ViolationCount(2)));
  EXPECT_EQ(world_.Stock(Piece(3)), "") << "a refused document leaves nothing behind";
  EXPECT_THAT(world_.Submit(Booking(At(5), {{Piece(1), Count(11)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "- 11");
}

TEST_F(InventoryReportTest, ACountIsOutdatedByCountsAlone) {
  ASSERT_THAT(world_.Submit(Booking(At(5), {{Piece(1), Count(10)}})), IsOk());
  ASSERT_THAT(world_.Submit(Counting(At(3), {{Piece(1), Count(8)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "8 10") << "the younger statement stays";
  EXPECT_THAT(world_.Submit(Counting(At(2), {{Piece(1), Count(8)}})),
              HasViolation("inventory_report.lines[0]", v1::REASON_REPORT_OUTDATED));
  EXPECT_THAT(world_.Submit(Booking(At(4), {{Piece(1), Count(8)}})),
              Refused(v1::REASON_REPORT_OUTDATED));
}

TEST_F(InventoryReportTest, AFullCountIsZeroForWhatItDoesNotList) {
  ASSERT_THAT(world_.Submit(Counting(
                  At(1), {{Piece(1), Count(10)},
                          {Piece(2), Count(5)},
                          {Piece(2), Count(7), FarShop()},
                          {Piece(3), Count(2), Shop(), v1::STOCK_STATUS_DAMAGED, Supplier()}})),
              IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(4), {{Piece(2), Count(2)}})), IsOk());
  ASSERT_THAT(world_.Submit(Report(At(3), kCounted, kFull, {{Piece(1), Count(9)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "9 9");
  EXPECT_EQ(world_.Stock(Piece(2)), "-2 0") << "sold after the count";
  EXPECT_EQ(world_.Stock(Piece(3), Shop(), v1::STOCK_STATUS_DAMAGED, Supplier()), "0 0");
  EXPECT_EQ(world_.Stock(Piece(2), FarShop()), "7 7") << "a location that is not named";
  EXPECT_THAT(world_.Journal(Piece(2)),
              ElementsAre("1 COUNT_DIFFERENCE 5", "3 COUNT_DIFFERENCE -5"));
}

TEST_F(InventoryReportTest, AFullStatementLeavesTheBook) {
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(10)}, {Piece(2), Count(5)}})),
              IsOk());
  ASSERT_THAT(world_.Submit(Report(At(3), kBook, kFull, {{Piece(1), Count(9)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "10 9");
  EXPECT_EQ(world_.Stock(Piece(2)), "5 0");
}

TEST_F(InventoryReportTest, AFullReportLeavesOtherSuppliersAndWhatIsYounger) {
  ASSERT_THAT(
      world_.Submit(Report(At(1), kCounted, kListed, {{Piece(kForeign), Count(4)}}, Supplier(2))),
      IsOk());
  ASSERT_THAT(world_.Submit(Counting(At(5), {{Piece(2), Count(5)}})), IsOk());
  ASSERT_THAT(world_.Submit(Report(At(3), kCounted, kFull, {{Piece(1), Count(9)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(kForeign)), "4 4");
  EXPECT_EQ(world_.Stock(Piece(2)), "5 5");
}

TEST_F(InventoryReportTest, AFullCountHoldsForWhatNeverCameUpBefore) {
  ASSERT_THAT(world_.Submit(Report(At(3), kCounted, kFull, {{Piece(1), Count(9)}})), IsOk());
  // Sold before the count, told after it: whoever counted saw none.
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Piece(2), Count(1)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(2)), "0 0");
  ASSERT_THAT(world_.Submit(Selling(At(4), {{Piece(2), Count(1)}, {Piece(3), Count(2)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(2)), "-1 0");
  EXPECT_EQ(world_.Stock(Piece(3)), "-2 0");
  EXPECT_THAT(world_.Submit(Counting(At(2), {{Piece(4), Count(1)}})),
              HasViolation("inventory_report.lines[0]", v1::REASON_REPORT_OUTDATED));
  EXPECT_THAT(world_.Submit(Booking(At(2), {{Piece(4), Count(1)}})),
              Refused(v1::REASON_REPORT_OUTDATED));
  ASSERT_THAT(world_.Submit(Counting(At(3), {{Piece(4), Count(1)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(4)), "1 1");
}

TEST_F(InventoryReportTest, AFullCountForgetsOnlyWhatNoCountCanAskFor) {
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Piece(1), Count(1)}})), IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(4), {{Piece(1), Count(2)}})), IsOk());
  ASSERT_THAT(world_.Submit(Report(At(3), kCounted, kFull, {{Piece(1), Count(9)}})), IsOk());
  EXPECT_EQ(world_.Rows("SELECT quantity FROM stock_sale"), std::vector<std::string>{"-2"});
  ASSERT_THAT(world_.Submit(Report(At(3), kCounted, kFull, {{Piece(1), Count(8)}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "6 8");
}

TEST_F(InventoryReportTest, LotsAddUp) {
  ASSERT_THAT(world_.Submit(Counting(
                  At(1), {{Piece(1), Count(4), Shop(), v1::STOCK_STATUS_AVAILABLE, {}, "L1"},
                          {Piece(1), Count(5), Shop(), v1::STOCK_STATUS_AVAILABLE, {}, "L2"},
                          {Case(1), Count(1)}})),
              IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "15 15");
}

TEST_F(InventoryReportTest, OwnersAreKeptApart) {
  ASSERT_THAT(world_.Submit(Counting(
                  At(1), {{Piece(1), Count(4)},
                          {Piece(1), Count(5), Shop(), v1::STOCK_STATUS_AVAILABLE, Supplier()}})),
              IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "4 4");
  EXPECT_EQ(world_.Stock(Piece(1), Shop(), v1::STOCK_STATUS_AVAILABLE, Supplier()), "5 5");
}

TEST_F(InventoryReportTest, AllThatIsWrongIsSaidAtOnce) {
  v1::Document report =
      Counting(At(kNow) + exchange::kClockSkewMax + absl::Microseconds(1),
               {{Piece(1), Count(-1)},
                {Piece(2), Weight(1)},
                {Piece(kWeighed), Count(1)},
                {Piece(kForeign), Count(1)},
                {Piece(77), Count(1)},
                {Piece(3), Count(1), MakeGln(99)},
                {Piece(3), Count(1), Depot()},
                {Piece(3), Count(1), Shop(), v1::STOCK_STATUS_AVAILABLE, Supplier(2)}});
  v1::InventoryReportLine& conflict = *report.mutable_inventory_report()->add_lines();
  conflict = report.inventory_report().lines(0);
  conflict.mutable_item()->set_gtin(Piece(5));
  conflict.mutable_item()->set_supplier_item_id("S-4");
  conflict.mutable_quantity()->set_count(1);
  const auto refused = world_.Submit(report);
  EXPECT_THAT(
      refused,
      AllOf(HasCode(absl::StatusCode::kInvalidArgument), Refused(v1::REASON_NUMBER_OUT_OF_RANGE),
            HasViolation("inventory_report.as_of_time", v1::REASON_PERIOD_IN_FUTURE),
            HasViolation("inventory_report.lines[0].quantity", v1::REASON_NUMBER_OUT_OF_RANGE),
            HasViolation("inventory_report.lines[1].quantity.measure", v1::REASON_UNIT_MISMATCH),
            HasViolation("inventory_report.lines[2].quantity.count", v1::REASON_UNIT_MISMATCH)));
  EXPECT_THAT(
      refused,
      AllOf(HasViolation("inventory_report.lines[3].item.gtin", v1::REASON_ITEM_OF_OTHER_SUPPLIER),
            HasViolation("inventory_report.lines[4].item.gtin", v1::REASON_ITEM_NOT_FOUND),
            HasViolation("inventory_report.lines[5].location_gln", v1::REASON_LOCATION_NOT_FOUND),
            HasViolation("inventory_report.lines[6].location_gln", v1::REASON_LOCATION_NOT_FOUND),
            HasViolation("inventory_report.lines[7].owner_gln", v1::REASON_PARTY_NOT_FOUND),
            HasViolation("inventory_report.lines[8].item.supplier_item_id",
                         v1::REASON_ITEM_IDS_CONFLICT),
            ViolationCount(10)));
  EXPECT_THAT(world_.Rows("SELECT * FROM stock"), IsEmpty());
}

TEST_F(InventoryReportTest, TheClocksMayDifferByTheSkew) {
  EXPECT_THAT(world_.Submit(Booking(At(kNow) + exchange::kClockSkewMax, {{Piece(1), Count(1)}})),
              IsOk());
}

TEST_F(InventoryReportTest, AQuantityAtTheLimitAndOnePastIt) {
  const auto line = [](int64_t micros, std::string lot) {
    v1::Quantity quantity = Weight(0);
    quantity.mutable_measure()->set_value_micros(micros);
    return StockLine{Piece(kWeighed), quantity, Shop(), v1::STOCK_STATUS_AVAILABLE, {}, lot};
  };
  EXPECT_THAT(world_.Submit(Booking(At(1), {line(kQuantityMax, "")})), IsOk());
  EXPECT_THAT(
      world_.Submit(Booking(At(1), {line(kQuantityMax + 1, "")})),
      AllOf(HasViolation("inventory_report.lines[0].quantity", v1::REASON_NUMBER_OUT_OF_RANGE),
            HasCode(absl::StatusCode::kInvalidArgument)));
  EXPECT_THAT(
      world_.Submit(Booking(At(1), {line(kQuantityMax, "A"), line(1, "B")})),
      AllOf(HasViolation("inventory_report.lines[1].quantity", v1::REASON_NUMBER_OUT_OF_RANGE),
            ViolationCount(1)));
}

}  // namespace
}  // namespace headwater::inventory
