#include "hub/sales/sales_queries.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/sales/sales_statements.h"
#include "sales/sales_documents.h"

namespace headwater::sales {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string ParentOf(base::Gln party) { return absl::StrCat("parties/", party.ToString()); }

class SalesQueriesTest : public testing::Test {
 protected:
  SalesQueriesTest() {
    for (const int day : {9, 10, 11}) {
      EXPECT_THAT(world_.Submit(ByLocation({{Shop(),
                                             {{Piece(1), {.sold = Count(day), .promotion = "P"}},
                                              {Piece(1), {Count(1), Count(0), 2'000'000, 100, 480}},
                                              {Piece(2), {Count(0)}}}},
                                            {FarShop(), {{Piece(1), {Count(day)}}}}},
                                           {.date = January(day), .restatement = day - 9})),
                  IsOk());
    }
    EXPECT_THAT(world_.Submit(ByLocation({{Shop(), {{Piece(kForeign), {Count(4)}}}}},
                                         {.receiver = Supplier(2)})),
                IsOk());
  }

  static v1::ListSalesRequest Of(const std::string& parent) {
    v1::ListSalesRequest request;
    request.set_parent(parent);
    return request;
  }
  absl::StatusOr<v1::ListSalesResponse> List(base::Gln caller,
                                             const v1::ListSalesRequest& request) {
    return world_.Read(caller, &ListSales, request);
  }
  // "day sold" of each record.
  std::vector<std::string> Days(const v1::ListSalesRequest& request) {
    const auto response = List(Retailer(), request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> days;
    if (!response.ok()) return days;
    for (const auto& record : response->sales()) {
      days.push_back(absl::StrCat(record.sales_date().day(), " ", record.sold_quantity()));
    }
    return days;
  }

  StockWorld world_;
};

TEST_F(SalesQueriesTest, ARecordTellsAllThatIsKnown) {
  auto request = Of(ParentOf(Supplier()));
  request.set_gtin(Case(1));
  request.set_location_gln(Shop().ToString());
  *request.mutable_interval()->mutable_first_date() = January(10);
  *request.mutable_interval()->mutable_last_date() = January(10);
  const auto response = List(Supplier(), request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->sales_size(), 2);
  const v1::SalesRecord& plain = response->sales(0);
  EXPECT_EQ(plain.supplier_gln(), Supplier().ToString());
  EXPECT_EQ(plain.sales_date().day(), 10);
  EXPECT_EQ(plain.location_gln(), Shop().ToString());
  EXPECT_EQ(exchange::GtinOf(plain.gtin()), exchange::GtinOf(Piece(1)));
  EXPECT_EQ(plain.sold_quantity(), 1);
  EXPECT_TRUE(plain.has_returned_quantity());
  EXPECT_EQ(plain.returned_quantity(), 0);
  EXPECT_EQ(plain.net_amount().amount_micros(), 2'000'000);
  EXPECT_EQ(plain.net_amount().currency_code(), "EUR");
  EXPECT_EQ(plain.minutes_on_shelf(), 100);
  EXPECT_EQ(plain.minutes_open(), 480);
  EXPECT_EQ(plain.restatement_number(), 1);
  EXPECT_EQ(plain.promotion_code(), "");
  EXPECT_EQ(plain.measure_unit_code(), "");
  const v1::SalesRecord& promoted = response->sales(1);
  EXPECT_EQ(promoted.promotion_code(), "P");
  EXPECT_FALSE(promoted.has_returned_quantity());
  EXPECT_FALSE(promoted.has_net_amount());
  EXPECT_FALSE(promoted.has_minutes_on_shelf());
  EXPECT_FALSE(promoted.has_minutes_open());
}

TEST_F(SalesQueriesTest, OneSeriesInTheOrderOfDays) {
  auto request = Of(ParentOf(Supplier()));
  request.set_gtin(Piece(1));
  request.set_location_gln(FarShop().ToString());
  EXPECT_THAT(Days(request), ElementsAre("9 9", "10 10", "11 11"));
  *request.mutable_interval()->mutable_first_date() = January(10);
  *request.mutable_interval()->mutable_last_date() = January(31);
  EXPECT_THAT(Days(request), ElementsAre("10 10", "11 11"));
  request.set_gtin(Piece(2));
  EXPECT_THAT(Days(request), IsEmpty());
  request.set_location_gln(Shop().ToString());
  EXPECT_THAT(Days(request), ElementsAre("10 0", "11 0"));
  request.set_gtin(Piece(77));
  EXPECT_THAT(Days(request), IsEmpty());
}

TEST_F(SalesQueriesTest, EveryPageSizeGivesTheWholeInOrder) {
  for (const std::string& parent : {std::string("parties/-"), ParentOf(Supplier())}) {
    std::vector<std::string> whole;
    for (int size = 1; size <= 15; ++size) {
      std::vector<std::string> pages;
      auto request = Of(parent);
      request.set_page_size(size);
      do {
        const auto response = List(Retailer(), request);
        ASSERT_THAT(response, IsOk());
        ASSERT_LE(response->sales_size(), size);
        for (const auto& record : response->sales()) pages.push_back(record.ShortDebugString());
        request.set_page_token(response->next_page_token());
      } while (!request.page_token().empty());
      if (whole.empty()) whole = pages;
      EXPECT_EQ(pages, whole) << size;
    }
    EXPECT_EQ(whole.size(), parent == "parties/-" ? 13u : 12u);
  }
}

// The layout of the tables is worth it only if no statement walks what it does not want.
TEST_F(SalesQueriesTest, EveryStatementFindsItsRowsBySlot) {
  const auto plan_of = [&](const store::Sql& sql) {
    std::string text(sql.text);
    for (int i = 14; i > 0; --i) text = absl::StrReplaceAll(text, {{absl::StrCat("$", i), "7"}});
    return absl::StrJoin(world_.Rows(absl::StrCat("EXPLAIN QUERY PLAN ", text)), "\n");
  };
  const std::string list = plan_of(kListSales);
  EXPECT_THAT(
      list,
      HasSubstr("SEARCH s USING PRIMARY KEY ((supplier,day,location)>(?,?,?) AND supplier<?)"));
  EXPECT_THAT(list, HasSubstr("SEARCH r USING PRIMARY KEY (supplier=? AND location=? AND gtin>"));
  for (const store::Sql* sql : {&kListSales, &kListSeriesRows, &kScanRows}) {
    const std::string plan = plan_of(*sql);
    EXPECT_THAT(plan, HasSubstr("USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")) << sql->name;
    EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE"))) << sql->name;
  }
  EXPECT_THAT(plan_of(kListReportedDays),
              HasSubstr("COVERING INDEX sales_section_by_location (supplier=? AND location=? AND "
                        "day>? AND day<?)"));
  EXPECT_THAT(plan_of(kScanSections), HasSubstr("(supplier=? AND day>? AND day<?)"));
}

TEST_F(SalesQueriesTest, ASupplierSeesItsOwn) {
  const auto own = List(Supplier(2), Of("parties/-"));
  ASSERT_THAT(own, IsOk());
  ASSERT_EQ(own->sales_size(), 1);
  EXPECT_EQ(own->sales(0).sold_quantity(), 4);
  auto foreign = Of("parties/-");
  foreign.set_gtin(Piece(1));
  const auto none = List(Supplier(2), foreign);
  ASSERT_THAT(none, IsOk());
  EXPECT_THAT(none->sales(), IsEmpty());
}

TEST_F(SalesQueriesTest, ATokenOfTheRetailerOpensNothingToASupplier) {
  auto request = Of("parties/-");
  request.set_page_size(12);
  const auto all = List(Retailer(), request);
  ASSERT_THAT(all, IsOk());
  request.set_page_token(all->next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  const auto own = List(Supplier(), request);
  ASSERT_THAT(own, IsOk());
  for (const auto& record : own->sales()) EXPECT_EQ(record.supplier_gln(), Supplier().ToString());
}

TEST_F(SalesQueriesTest, AnotherSupplierAndNoneAnswerTheSame) {
  const auto told = [&](const absl::Status& status, base::Gln party) {
    return absl::StrReplaceAll(
        absl::StrCat(status.ToString(absl::StatusToStringMode::kWithNoExtraData),
                     exchange::DetailOf(status).DebugString()),
        {{party.ToString(), "<party>"}});
  };
  const auto list = [&](base::Gln party) {
    return told(List(Supplier(), Of(ParentOf(party))).status(), party);
  };
  const auto summary = [&](base::Gln party) {
    v1::SummarizeSalesRequest request;
    request.set_parent(ParentOf(party));
    request.set_dimension(v1::SALES_DIMENSION_ITEM);
    return told(world_.Read(Supplier(), &SummarizeSales, request).status(), party);
  };
  EXPECT_THAT(List(Supplier(), Of(ParentOf(Supplier(2)))), Refused(v1::REASON_NOT_FOUND));
  EXPECT_EQ(list(Supplier(2)), list(MakeGln(99)));
  EXPECT_EQ(summary(Supplier(2)), summary(MakeGln(99)));
  EXPECT_EQ(summary(Supplier(2)), list(Supplier(2)));
}

}  // namespace
}  // namespace headwater::sales
