// What was reported of sales at all.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "hub/exchange/refusal.h"
#include "hub/sales/sales_queries.h"
#include "hub/sales/sales_statements.h"
#include "sales/sales_documents.h"

namespace headwater::sales {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto kPartial = v1::SALES_COVERAGE_PARTIAL;

std::string ParentOf(base::Gln party) { return absl::StrCat("parties/", party.ToString()); }

// Supplier(1): the 9th complete at both shops, at one of them without a line; the 10th in
// part at one shop; nothing of the 11th; the 12th complete. Supplier(2): the 10th.
class SalesSectionsTest : public testing::Test {
 protected:
  SalesSectionsTest() {
    Tell(ByLocation({{Shop(), {{Piece(1), {Count(3)}}, {Piece(2), {Count(0)}}}}, {FarShop(), {}}},
                    {.date = January(9)}));
    Tell(ByLocation({{Shop(), {{Piece(1), {Count(1)}}}, kPartial}}, {.date = January(10)}));
    Tell(ByLocation({{Shop(), {{Piece(1), {Count(2)}}}}}, {.date = January(12)}));
    Tell(ByLocation(
        {{Shop(), {{Piece(kForeign), {Count(4)}}}}, {FarShop(), {{Piece(kForeign), {Count(5)}}}}},
        {.receiver = Supplier(2)}));
  }

  std::string Tell(const v1::Document& document) {
    EXPECT_THAT(world_.Submit(document), IsOk());
    return document.document_id();
  }
  static v1::ListSalesSectionsRequest Of(const std::string& parent) {
    v1::ListSalesSectionsRequest request;
    request.set_parent(parent);
    return request;
  }
  static v1::ListSalesSectionsRequest Between(int first, int last) {
    auto request = Of(ParentOf(Supplier()));
    *request.mutable_interval()->mutable_first_date() = January(first);
    *request.mutable_interval()->mutable_last_date() = January(last);
    return request;
  }
  absl::StatusOr<v1::ListSalesSectionsResponse> List(base::Gln caller,
                                                     const v1::ListSalesSectionsRequest& request) {
    return world_.Read(caller, &ListSalesSections, request);
  }
  static std::string Text(const v1::SalesSectionRecord& section) {
    return absl::StrCat(section.supplier_gln() == Supplier().ToString() ? "" : "other ",
                        section.sales_date().day(),
                        section.location_gln() == Shop().ToString() ? " shop" : " far",
                        section.coverage() == kPartial ? " partial" : " complete");
  }
  std::vector<std::string> Sections(const v1::ListSalesSectionsRequest& request,
                                    base::Gln caller = Retailer()) {
    const auto response = List(caller, request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> sections;
    if (!response.ok()) return sections;
    for (const auto& section : response->sections()) sections.push_back(Text(section));
    return sections;
  }
  // Of Supplier(1) at Shop(), on a day of January.
  int CountSales(int day) {
    v1::ListSalesRequest request;
    request.set_parent(ParentOf(Supplier()));
    request.set_location_gln(Shop().ToString());
    *request.mutable_interval()->mutable_first_date() = January(day);
    *request.mutable_interval()->mutable_last_date() = January(day);
    const auto response = world_.Read(Supplier(), &ListSales, request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->sales_size() : -1;
  }

  StockWorld world_;
};

TEST_F(SalesSectionsTest, ARecordTellsAllThatIsKnown) {
  const std::string document = Tell(ByLocation(
      {{FarShop(), {}, kPartial}}, {.date = January(20), .restatement = 7, .currency = "USD"}));
  const auto response = List(Supplier(), Between(20, 20));
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->sections_size(), 1);
  const v1::SalesSectionRecord& section = response->sections(0);
  EXPECT_EQ(section.supplier_gln(), Supplier().ToString());
  EXPECT_EQ(section.sales_date().year(), 2026);
  EXPECT_EQ(section.sales_date().month(), 1);
  EXPECT_EQ(section.sales_date().day(), 20);
  EXPECT_EQ(section.location_gln(), FarShop().ToString());
  EXPECT_EQ(section.coverage(), kPartial);
  EXPECT_EQ(section.restatement_number(), 7);
  EXPECT_EQ(section.currency_code(), "USD");
  EXPECT_EQ(section.document_id(), document);
  EXPECT_EQ(response->next_page_token(), "");
}

TEST_F(SalesSectionsTest, ADayWithoutSalesIsNotADayOfWhichNothingIsKnown) {
  Tell(ByLocation({{Shop(), {}}}, {.date = January(13)}));
  Tell(ByLocation({{Shop(), {}, kPartial}}, {.date = January(14)}));
  for (const int day : {11, 13, 14}) EXPECT_EQ(CountSales(day), 0) << day;
  EXPECT_THAT(Sections(Between(11, 11)), IsEmpty());
  EXPECT_THAT(Sections(Between(13, 13)), ElementsAre("13 shop complete"));
  EXPECT_THAT(Sections(Between(14, 14)), ElementsAre("14 shop partial"));
}

TEST_F(SalesSectionsTest, AReportByItemIsPartial) {
  Tell(ByItem({{Piece(1), {{Shop(), {Count(1)}}, {FarShop(), {Count(2)}}}},
               {Piece(2), {{Shop(), {Count(0)}}}}},
              {.date = January(15)}));
  EXPECT_THAT(Sections(Between(15, 15)), ElementsAre("15 shop partial", "15 far partial"));
}

TEST_F(SalesSectionsTest, ARestatementTakesThePlaceOfWhatItRestates) {
  const std::string document = Tell(
      ByLocation({{Shop(), {{Piece(1), {Count(2)}}}}}, {.date = January(10), .restatement = 1}));
  const auto response = List(Supplier(), Between(10, 10));
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->sections_size(), 1);
  EXPECT_EQ(Text(response->sections(0)), "10 shop complete");
  EXPECT_EQ(response->sections(0).restatement_number(), 1);
  EXPECT_EQ(response->sections(0).document_id(), document);
}

TEST_F(SalesSectionsTest, Filters) {
  EXPECT_THAT(Sections(Of("parties/-")),
              ElementsAre("9 shop complete", "9 far complete", "10 shop partial",
                          "12 shop complete", "other 10 shop complete", "other 10 far complete"));
  EXPECT_THAT(Sections(Between(9, 10)),
              ElementsAre("9 shop complete", "9 far complete", "10 shop partial"));
  EXPECT_THAT(Sections(Between(10, 12)), ElementsAre("10 shop partial", "12 shop complete"));
  EXPECT_THAT(Sections(Between(13, 31)), IsEmpty());
  auto request = Between(1, 31);
  request.set_parent("parties/-");
  request.set_location_gln(FarShop().ToString());
  EXPECT_THAT(Sections(request), ElementsAre("9 far complete", "other 10 far complete"));
  request.set_parent(ParentOf(Supplier()));
  EXPECT_THAT(Sections(request), ElementsAre("9 far complete"));
  *request.mutable_interval()->mutable_first_date() = January(10);
  EXPECT_THAT(Sections(request), IsEmpty());
  request.set_parent("parties/-");
  EXPECT_THAT(Sections(request), ElementsAre("other 10 far complete"));
  request.set_location_gln(MakeGln(99).ToString());
  EXPECT_THAT(Sections(request), IsEmpty());
}

TEST_F(SalesSectionsTest, EveryPageSizeGivesTheWholeInOrder) {
  auto of_days = Between(10, 12);
  auto of_all_days = Between(9, 10);
  of_all_days.set_parent("parties/-");
  for (const auto& filter : {Of("parties/-"), Of(ParentOf(Supplier())), of_days, of_all_days}) {
    const std::vector<std::string> whole = Sections(filter);
    ASSERT_GE(whole.size(), 2u);
    for (int size = 1; size <= static_cast<int>(whole.size()) + 1; ++size) {
      std::vector<std::string> pages;
      auto request = filter;
      request.set_page_size(size);
      do {
        const auto response = List(Retailer(), request);
        ASSERT_THAT(response, IsOk());
        ASSERT_LE(response->sections_size(), size);
        ASSERT_GE(response->sections_size(), 1) << "no page is empty";
        for (const auto& section : response->sections()) pages.push_back(Text(section));
        request.set_page_token(response->next_page_token());
      } while (!request.page_token().empty());
      EXPECT_EQ(pages, whole) << filter.ShortDebugString() << " by " << size;
    }
  }
}

TEST_F(SalesSectionsTest, ATokenOfAnotherListIsRefused) {
  auto request = Of("parties/-");
  request.set_page_size(1);
  const auto response = List(Retailer(), request);
  ASSERT_THAT(response, IsOk());
  request.set_page_token(response->next_page_token());
  request.set_location_gln(Shop().ToString());
  EXPECT_THAT(List(Retailer(), request), Refused(v1::REASON_PAGE_TOKEN_INVALID));
  v1::ListSalesRequest sales;
  sales.set_parent("parties/-");
  sales.set_page_token(response->next_page_token());
  EXPECT_THAT(world_.Read(Retailer(), &ListSales, sales), Refused(v1::REASON_PAGE_TOKEN_INVALID));
}

// A page is read from where it begins, however many sections there are.
TEST_F(SalesSectionsTest, EveryStatementBeginsAtItsPage) {
  const auto plan_of = [&](const store::Sql& sql) {
    std::string text(sql.text);
    for (int i = 8; i > 0; --i) text = absl::StrReplaceAll(text, {{absl::StrCat("$", i), "7"}});
    return absl::StrJoin(world_.Rows(absl::StrCat("EXPLAIN QUERY PLAN ", text)), "\n");
  };
  for (const store::Sql* sql : {&kListSections, &kListSectionsOf}) {
    EXPECT_THAT(plan_of(*sql), Not(HasSubstr("TEMP B-TREE"))) << sql->name;
  }
  EXPECT_THAT(plan_of(kListSections), HasSubstr("((supplier,day,location)>(?,?,?))"));
  EXPECT_THAT(plan_of(kListSectionsOf),
              HasSubstr("(supplier=? AND (day,location)>(?,?) AND day<?)"));
}

TEST_F(SalesSectionsTest, ASupplierSeesItsOwn) {
  EXPECT_THAT(Sections(Of("parties/-"), Supplier(2)),
              ElementsAre("other 10 shop complete", "other 10 far complete"));
  EXPECT_EQ(Sections(Of("parties/-"), Supplier()), Sections(Of(ParentOf(Supplier()))));
  EXPECT_THAT(Sections(Of("parties/-"), Supplier(3)), IsEmpty());
}

TEST_F(SalesSectionsTest, ATokenOfTheRetailerOpensNothingToASupplier) {
  for (int size = 1; size <= 5; ++size) {
    auto request = Of("parties/-");
    request.set_page_size(size);
    const auto all = List(Retailer(), request);
    ASSERT_THAT(all, IsOk());
    request.set_page_token(all->next_page_token());
    ASSERT_FALSE(request.page_token().empty());
    for (const base::Gln supplier : {Supplier(), Supplier(2)}) {
      const auto own = List(supplier, request);
      ASSERT_THAT(own, IsOk());
      for (const auto& section : own->sections()) {
        EXPECT_EQ(section.supplier_gln(), supplier.ToString());
      }
    }
  }
}

TEST_F(SalesSectionsTest, AnotherSupplierAndNoneAnswerTheSame) {
  const auto told = [&](base::Gln party) {
    const absl::Status status = List(Supplier(), Of(ParentOf(party))).status();
    return absl::StrReplaceAll(
        absl::StrCat(status.ToString(absl::StatusToStringMode::kWithNoExtraData),
                     exchange::DetailOf(status).DebugString()),
        {{party.ToString(), "<party>"}});
  };
  EXPECT_THAT(List(Supplier(), Of(ParentOf(Supplier(2)))), Refused(v1::REASON_NOT_FOUND));
  EXPECT_EQ(told(Supplier(2)), told(MakeGln(99)));
  EXPECT_EQ(told(Supplier(2)), told(Retailer()));
}

}  // namespace
}  // namespace headwater::sales
