// SummarizeSales.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/values.h"
#include "hub/sales/sales_queries.h"
#include "sales/sales_documents.h"

namespace headwater::sales {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::ElementsAre;
using testing::IsEmpty;

class SalesSummaryTest : public testing::Test {
 protected:
  SalesSummaryTest() {
    Submit(ByLocation({{Shop(),
                        {{Piece(1), {Count(5), Count(1), 10'000'000, 480, 480}},
                         {Piece(1), {Count(2), {}, 3'000'000, 200, 480, "P"}},
                         {Piece(2), {Count(1), {}, 40'000'000}},
                         {Piece(kWeighed), {Weight(1500), {}, 1'000'000}}}},
                       {FarShop(), {{Piece(1), {Count(3), {}, 5'000'000, 479, 480}}}}}));
    Submit(ByLocation({{Shop(), {{Piece(1), {Count(4)}}}}}, {.date = January(11)}));
    Submit(ByLocation({{Shop(), {{Piece(kForeign), {Count(9), {}, 7'000'000}}}}},
                      {.receiver = Supplier(2)}));
  }
  void Submit(const v1::Document& document) { EXPECT_THAT(world_.Submit(document), IsOk()); }

  // "key sold returned net reported out" of each total, in order; what is measured with
  // its unit.
  std::vector<std::string> Totals(v1::SalesDimension dimension,
                                  v1::SummarizeSalesRequest request = {},
                                  base::Gln caller = Retailer()) {
    if (request.parent().empty()) request.set_parent("parties/-");
    request.set_dimension(dimension);
    const auto response = world_.Read(caller, &SummarizeSales, request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> totals;
    if (!response.ok()) return totals;
    for (const v1::SalesTotal& total : response->totals()) {
      const std::string key =
          total.has_sales_date()
              ? absl::StrCat(total.sales_date().day())
              : Named(absl::StrCat(total.gtin(), total.location_gln(), total.supplier_gln()));
      totals.push_back(absl::StrCat(
          key, " ", total.sold_quantity(), total.measure_unit_code(), " ",
          total.has_returned_quantity()
              ? absl::StrCat(total.returned_quantity(), total.measure_unit_code())
              : "-",
          " ",
          total.has_net_amount() ? absl::StrCat(total.net_amount().amount_micros() / 1'000'000,
                                                total.net_amount().currency_code())
                                 : "-",
          " ", total.reported_count(), " ", total.stock_out_count()));
    }
    return totals;
  }
  static std::string Named(const std::string& key) {
    for (const int n : {1, 2, kWeighed, kForeign}) {
      if (exchange::GtinOf(key) == exchange::GtinOf(Piece(n))) return absl::StrCat("item", n);
    }
    if (key == Shop().ToString()) return "shop";
    if (key == FarShop().ToString()) return "far";
    if (key == Supplier().ToString()) return "supplier1";
    if (key == Supplier(2).ToString()) return "supplier2";
    return key;
  }

  StockWorld world_;
};

TEST_F(SalesSummaryTest, ByItemTheBiggestFirst) {
  // Item 1: two rows of one day at the shop are one item-day, out of stock in one of them.
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_ITEM),
              ElementsAre("item2 1 - 40EUR 1 0", "item1 14 1 18EUR 3 2", "item11 9 - 7EUR 1 0",
                          "item9 1500000KGM - 1EUR 1 0"));
}

TEST_F(SalesSummaryTest, ByLocationPiecesAlone) {
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_LOCATION),
              ElementsAre("shop 21 1 61EUR 5 1", "far 3 - 5EUR 1 1"));
}

TEST_F(SalesSummaryTest, ByDayInOrder) {
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_DAY), ElementsAre("10 20 1 66EUR 5 2", "11 4 - - 1 0"));
}

TEST_F(SalesSummaryTest, BySupplier) {
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_SUPPLIER),
              ElementsAre("supplier1 15 1 59EUR 5 2", "supplier2 9 - 7EUR 1 0"));
}

TEST_F(SalesSummaryTest, TellsHowMuchIsKnown) {
  Submit(ByLocation({{Shop(), {{Piece(2), {Count(0), Count(0), 0, 480, 480}}}}},
                    {.date = January(12)}));
  v1::SummarizeSalesRequest request;
  request.set_parent("parties/-");
  // "reported: returned net shelf known, measured" of each total.
  const auto known = [&](v1::SalesDimension dimension) {
    request.set_dimension(dimension);
    const auto response = world_.Read(Retailer(), &SummarizeSales, request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> totals;
    for (const v1::SalesTotal& total : response->totals()) {
      totals.push_back(absl::StrCat(total.reported_count(), ": ", total.returned_known_count(), " ",
                                    total.net_known_count(), " ", total.shelf_known_count(), ", ",
                                    total.measured_count()));
    }
    return totals;
  };
  // Item 1 came back at the shop on the tenth, but of its promoted sales nothing is known.
  EXPECT_THAT(known(v1::SALES_DIMENSION_ITEM),
              ElementsAre("2: 1 2 1, 0", "3: 0 2 2, 0", "1: 0 1 0, 0", "1: 0 1 0, 0"));
  EXPECT_THAT(known(v1::SALES_DIMENSION_DAY),
              ElementsAre("5: 0 5 2, 1", "1: 0 0 0, 0", "1: 1 1 1, 0"));
}

TEST_F(SalesSummaryTest, OneRowThatTellsOfAnEmptyShelfIsEnough) {
  Submit(ByLocation(
      {{Shop(), {{Piece(2), {Count(1)}}, {Piece(2), {Count(2), {}, 5'000'000, 300, 600, "P"}}}}},
      {.date = January(12)}));
  v1::SummarizeSalesRequest request;
  request.set_parent("parties/-");
  request.set_dimension(v1::SALES_DIMENSION_DAY);
  *request.mutable_interval()->mutable_first_date() = January(12);
  *request.mutable_interval()->mutable_last_date() = January(12);
  const auto response = world_.Read(Retailer(), &SummarizeSales, request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->totals_size(), 1);
  const v1::SalesTotal& total = response->totals(0);
  EXPECT_EQ(total.reported_count(), 1);
  EXPECT_EQ(total.stock_out_count(), 1);
  EXPECT_EQ(total.shelf_known_count(), 1);
  // What was paid for one of three pieces is not known; the sum is that of the others.
  EXPECT_EQ(total.net_known_count(), 0);
  EXPECT_EQ(total.net_amount().amount_micros(), 5'000'000);
}

TEST_F(SalesSummaryTest, Filters) {
  v1::SummarizeSalesRequest request;
  request.set_location_gln(FarShop().ToString());
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_ITEM, request), ElementsAre("item1 3 - 5EUR 1 1"));
  request.clear_location_gln();
  *request.mutable_interval()->mutable_first_date() = January(11);
  *request.mutable_interval()->mutable_last_date() = January(12);
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_ITEM, request), ElementsAre("item1 4 - - 1 0"));
  *request.mutable_interval()->mutable_first_date() = January(12);
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_ITEM, request), IsEmpty());
}

TEST_F(SalesSummaryTest, CurrenciesAreNeverAddedUp) {
  Submit(ByLocation({{FarShop(), {{Piece(2), {Count(1), {}, 9'000'000}}}}},
                    {.date = January(12), .currency = "NZD"}));
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_ITEM),
              ElementsAre("item2 1 - 40EUR 1 0", "item1 14 1 18EUR 3 2", "item2 1 - 9NZD 1 0",
                          "item11 9 - 7EUR 1 0", "item9 1500000KGM - 1EUR 1 0"));
}

TEST_F(SalesSummaryTest, ASupplierSeesItsOwn) {
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_SUPPLIER, {}, Supplier(2)),
              ElementsAre("supplier2 9 - 7EUR 1 0"));
}

TEST_F(SalesSummaryTest, AtMostSoMany) {
  v1::SummarizeSalesRequest request;
  request.set_page_size(2);
  EXPECT_THAT(Totals(v1::SALES_DIMENSION_ITEM, request),
              ElementsAre("item2 1 - 40EUR 1 0", "item1 14 1 18EUR 3 2"));
  request.set_page_size(exchange::kPageSizeMax + 1);
  EXPECT_EQ(Totals(v1::SALES_DIMENSION_ITEM, request).size(), 4u);
}

}  // namespace
}  // namespace headwater::sales
