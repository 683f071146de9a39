#include "hub/sales/sales_report_handler.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "hub/exchange/values.h"
#include "hub/sales/sales_rules.h"
#include "sales/sales_documents.h"

namespace headwater::sales {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;

class SalesReportTest : public testing::Test {
 protected:
  // "item promotion sold returned net shelf open" of a location's day.
  std::vector<std::string> Rows(base::Gln location, v1::Date date = January(10)) {
    std::vector<std::string> rows = world_.Rows(absl::StrCat(
        "SELECT r.gtin, promotion_code, sold, returned, net_micros, minutes_on_shelf, minutes_open "
        "FROM sales_section s JOIN sales_series r ON r.supplier = s.supplier AND "
        "r.location = s.location JOIN sales_day d ON d.slot BETWEEN s.slot + r.slot AND "
        "s.slot + r.slot + 15 WHERE s.location = ",
        location.value(), " AND day = ", exchange::DayOf(date), " ORDER BY r.gtin, d.slot"));
    return rows;
  }
  std::string Row(int item, std::string_view rest) {
    return absl::StrCat(Key(Piece(item)), "|", std::string(rest));
  }
  // "coverage restatement currency".
  std::vector<std::string> Section(base::Gln location, v1::Date date = January(10)) {
    return world_.Rows(
        absl::StrCat("SELECT coverage, restatement, currency FROM sales_section WHERE location = ",
                     location.value(), " AND day = ", exchange::DayOf(date)));
  }

  StockWorld world_;
};

TEST_F(SalesReportTest, ByLocation) {
  ASSERT_THAT(
      world_.Submit(ByLocation({{Shop(),
                                 {{Piece(1), {Count(5), Count(1), 9'500'000, 300, 480, "P1"}},
                                  {Case(2), {Count(2)}},
                                  {Piece(kWeighed), {Weight(1250), Weight(0), -5}}}},
                                {FarShop(), {}, v1::SALES_COVERAGE_PARTIAL}})),
      IsOk());
  EXPECT_THAT(Rows(Shop()),
              ElementsAre(Row(1, "P1|5|1|9500000|300|480"), Row(2, "|12|null|null|null|null"),
                          Row(kWeighed, "|1250000|0|-5|null|null")));
  EXPECT_THAT(Section(Shop()), ElementsAre("1|0|EUR"));
  EXPECT_THAT(Rows(FarShop()), IsEmpty());
  EXPECT_THAT(Section(FarShop()), ElementsAre("2|0|EUR")) << "heard of, though nothing was said";
}

TEST_F(SalesReportTest, ZeroIsNotMissing) {
  ASSERT_THAT(world_.Submit(ByLocation({{Shop(), {{Piece(1), {Count(0)}}}}})), IsOk());
  EXPECT_THAT(Rows(Shop()), ElementsAre(Row(1, "|0|null|null|null|null")));
  EXPECT_THAT(Rows(Shop(), January(11)), IsEmpty());
  EXPECT_THAT(Section(Shop(), January(11)), IsEmpty());
}

TEST_F(SalesReportTest, ByItemEverySectionIsPartial) {
  ASSERT_THAT(world_.Submit(ByItem({{Piece(1), {{Shop(), {Count(1)}}, {FarShop(), {Count(2)}}}},
                                    {Piece(2), {{FarShop(), {Count(3)}}}}})),
              IsOk());
  EXPECT_THAT(Rows(Shop()), ElementsAre(Row(1, "|1|null|null|null|null")));
  EXPECT_THAT(Rows(FarShop()),
              ElementsAre(Row(1, "|2|null|null|null|null"), Row(2, "|3|null|null|null|null")));
  EXPECT_THAT(Section(Shop()), ElementsAre("2|0|EUR"));
  EXPECT_THAT(Section(FarShop()), ElementsAre("2|0|EUR"));
}

TEST_F(SalesReportTest, ReportsMoveNoStock) {
  ASSERT_THAT(world_.Submit(ByLocation({{Shop(), {{Piece(1), {Count(5)}}}}})), IsOk());
  EXPECT_EQ(world_.Stock(Piece(1)), "");
}

TEST_F(SalesReportTest, ARestatementReplacesTheSection) {
  ASSERT_THAT(world_.Submit(ByLocation({{Shop(), {{Piece(1), {Count(5)}}, {Piece(2), {Count(6)}}}},
                                        {FarShop(), {{Piece(1), {Count(7)}}}}})),
              IsOk());
  ASSERT_THAT(
      world_.Submit(ByLocation({{Shop(), {{Piece(1), {Count(4)}}}}}, {.date = January(11)})),
      IsOk());
  ASSERT_THAT(world_.Submit(ByItem({{Piece(3), {{Shop(), {Count(1)}}}}}, {.restatement = 2})),
              IsOk());
  EXPECT_THAT(Rows(Shop()), ElementsAre(Row(3, "|1|null|null|null|null")));
  EXPECT_THAT(Section(Shop()), ElementsAre("2|2|EUR"));
  EXPECT_THAT(Rows(FarShop()), ElementsAre(Row(1, "|7|null|null|null|null")));
  EXPECT_THAT(Rows(Shop(), January(11)), ElementsAre(Row(1, "|4|null|null|null|null")));
}

TEST_F(SalesReportTest, ARestatementThatIsNotHigherIsOutdated) {
  ASSERT_THAT(world_.Submit(ByLocation({{Shop(), {{Piece(1), {Count(5)}}}}}, {.restatement = 1})),
              IsOk());
  for (const int restatement : {0, 1}) {
    EXPECT_THAT(
        world_.Submit(ByLocation({{FarShop(), {}}, {Shop(), {{Piece(1), {Count(6)}}}}},
                                 {.restatement = restatement})),
        AllOf(HasViolation("sales_report.by_location[1].location_gln", v1::REASON_REPORT_OUTDATED),
              HasCode(absl::StatusCode::kAborted), ViolationCount(1)));
  }
  EXPECT_THAT(world_.Submit(ByItem({{Piece(1), {{FarShop(), {Count(6)}}, {Shop(), {Count(6)}}}},
                                    {Piece(2), {{Shop(), {Count(6)}}}}})),
              AllOf(HasViolation("sales_report.by_item[0].locations[1].location_gln",
                                 v1::REASON_REPORT_OUTDATED),
                    ViolationCount(1)));
  EXPECT_THAT(Rows(Shop()), ElementsAre(Row(1, "|5|null|null|null|null")));
  EXPECT_THAT(Section(FarShop()), IsEmpty()) << "a refused document leaves nothing behind";
}

TEST_F(SalesReportTest, OneLayout) {
  v1::Document mixed = ByLocation({{Shop(), {{Piece(1), {Count(5)}}}}});
  const v1::Document other = ByItem({{Piece(2), {{FarShop(), {Count(6)}}}}});
  *mixed.mutable_sales_report()->mutable_by_item() = other.sales_report().by_item();
  EXPECT_THAT(world_.Submit(mixed),
              AllOf(HasViolation("sales_report", v1::REASON_LAYOUT_MIXED),
                    HasCode(absl::StatusCode::kFailedPrecondition), ViolationCount(1)));
}

TEST_F(SalesReportTest, AnItemStandsOnceForEachPromotion) {
  ASSERT_THAT(world_.Submit(ByLocation({{Shop(),
                                         {{Piece(1), {.sold = Count(5), .promotion = "P1"}},
                                          {Piece(1), {.sold = Count(2)}},
                                          {Case(1), {.sold = Count(1), .promotion = "P2"}}}}})),
              IsOk());
  EXPECT_THAT(Rows(Shop()),
              ElementsAre(Row(1, "|2|null|null|null|null"), Row(1, "P1|5|null|null|null|null"),
                          Row(1, "P2|6|null|null|null|null")));
  EXPECT_THAT(
      world_.Submit(ByLocation({{Shop(),
                                 {{Piece(1), {.sold = Count(5), .promotion = "P1"}},
                                  {Case(1), {.sold = Count(1), .promotion = "P1"}}}},
                                {FarShop(), {{Piece(1), {.sold = Count(5), .promotion = "P1"}}}}},
                               {.restatement = 1})),
      AllOf(
          HasViolation("sales_report.by_location[0].lines[1].item.gtin", v1::REASON_DUPLICATE_ITEM),
          HasCode(absl::StatusCode::kInvalidArgument), ViolationCount(1)));
  EXPECT_THAT(world_.Submit(ByItem(
                  {{Piece(1), {{FarShop(), {Count(1)}}}}, {Case(1), {{FarShop(), {Count(1)}}}}})),
              AllOf(HasViolation("sales_report.by_item[1].item.gtin", v1::REASON_DUPLICATE_ITEM),
                    ViolationCount(1)));
}

TEST_F(SalesReportTest, ADayBeginsWhereTheLocationIs) {
  world_.clock().Set(absl::FromCivil(absl::CivilHour(2026, 1, 10, 12, 0, 0), absl::UTCTimeZone()));
  EXPECT_THAT(world_.Submit(ByLocation({{Shop(), {}}}, {.date = January(10)})), IsOk());
  EXPECT_THAT(world_.Submit(ByLocation({{FarShop(), {}}}, {.date = January(11)})), IsOk());
  EXPECT_THAT(world_.Submit(ByLocation({{FarShop(), {}}, {Shop(), {}}}, {.date = January(11)})),
              HasViolation("sales_report.sales_date", v1::REASON_PERIOD_IN_FUTURE));
  EXPECT_THAT(world_.Submit(ByLocation({{Shop(), {}}, {FarShop(), {}}}, {.date = January(12)})),
              AllOf(HasViolation("sales_report.sales_date", v1::REASON_PERIOD_IN_FUTURE),
                    HasCode(absl::StatusCode::kFailedPrecondition), ViolationCount(1)));
}

TEST_F(SalesReportTest, AllThatIsWrongIsSaidAtOnce) {
  v1::Document report = ByLocation({{Shop(),
                                     {{Piece(1), {Weight(5), Weight(1), 1}},
                                      {Piece(kForeign), {Count(1)}},
                                      {Piece(77), {Count(1)}},
                                      {Piece(2), {Count(1), {}, {}, 481, 480}}}},
                                    {Depot(), {{Piece(1), {Count(1)}}}},
                                    {MakeGln(99), {}}});
  report.mutable_sales_report()
      ->mutable_by_location(0)
      ->mutable_lines(0)
      ->mutable_figures()
      ->mutable_net_amount()
      ->set_currency_code("GBP");
  const std::string first = "sales_report.by_location[0].lines[0].figures.";
  const auto refused = world_.Submit(report);
  EXPECT_THAT(refused,
              AllOf(HasViolation(first + "sold.measure", v1::REASON_UNIT_MISMATCH),
                    HasViolation(first + "returned.measure", v1::REASON_UNIT_MISMATCH),
                    HasViolation(first + "net_amount.currency_code", v1::REASON_CURRENCY_MISMATCH),
                    HasViolation("sales_report.by_location[0].lines[1].item.gtin",
                                 v1::REASON_ITEM_OF_OTHER_SUPPLIER),
                    HasViolation("sales_report.by_location[0].lines[2].item.gtin",
                                 v1::REASON_ITEM_NOT_FOUND)));
  EXPECT_THAT(
      refused,
      AllOf(HasViolation("sales_report.by_location[0].lines[3].figures.minutes_on_shelf",
                         v1::REASON_NUMBER_OUT_OF_RANGE),
            HasViolation("sales_report.by_location[1].location_gln", v1::REASON_LOCATION_NOT_FOUND),
            HasViolation("sales_report.by_location[2].location_gln", v1::REASON_LOCATION_NOT_FOUND),
            ViolationCount(8)));
  EXPECT_THAT(world_.Rows("SELECT * FROM sales_day"), IsEmpty());
  EXPECT_THAT(world_.Rows("SELECT * FROM sales_section"), IsEmpty());
}

TEST_F(SalesReportTest, ByItemAllThatIsWrongIsSaidAtOnce) {
  EXPECT_THAT(
      world_.Submit(ByItem(
          {{Piece(kForeign), {{Depot(), {Count(1)}}}}, {Piece(1), {{Shop(), {Weight(1)}}}}})),
      AllOf(HasViolation("sales_report.by_item[0].item.gtin", v1::REASON_ITEM_OF_OTHER_SUPPLIER),
            HasViolation("sales_report.by_item[0].locations[0].location_gln",
                         v1::REASON_LOCATION_NOT_FOUND),
            HasViolation("sales_report.by_item[1].locations[0].figures.sold.measure",
                         v1::REASON_UNIT_MISMATCH),
            ViolationCount(3)));
}

TEST_F(SalesReportTest, ARebuildGivesTheSameTables) {
  ASSERT_THAT(world_.Submit(ByLocation({{Shop(), {{Piece(1), {Count(5)}}, {Case(2), {Count(6)}}}},
                                        {FarShop(), {{Piece(1), {Count(7)}}}}})),
              IsOk());
  ASSERT_THAT(world_.Submit(ByItem({{Piece(3), {{Shop(), {Count(1)}}}}}, {.restatement = 2})),
              IsOk());
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Piece(1), Count(2)}})), IsOk());
  const auto report = world_.Rebuild();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->identical());
}

}  // namespace
}  // namespace headwater::sales
