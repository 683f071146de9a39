// What people are told of the stock of suppliers.
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_queries.h"
#include "inventory/stock_world.h"

namespace headwater::inventory {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kListed = v1::INVENTORY_REPORT_SCOPE_LISTED;
constexpr auto kFull = v1::INVENTORY_REPORT_SCOPE_FULL;
constexpr auto kAvailable = v1::STOCK_STATUS_AVAILABLE;

std::string ParentOf(base::Gln party) { return absl::StrCat("parties/", party.ToString()); }

// Both suppliers have stock at their depots, and the retailer has some of the same items
// in a shop.
class SupplierStockQueriesTest : public testing::Test {
 protected:
  SupplierStockQueriesTest() {
    Tell(Counting(At(1), {{Piece(1), Count(10)}, {Piece(3), Count(11)}}));
    Tell(Offering(At(2), kListed,
                  {{Case(1), Count(50), Depot()},
                   {Piece(1), Count(7), Depot(), v1::STOCK_STATUS_COMMITTED},
                   {Piece(1), Count(4), Depot(), kAvailable, Retailer()},
                   {Piece(2), Count(0), Depot()},
                   {Piece(kWeighed), Weight(500), Depot()}}));
    Tell(Offering(At(3), kListed, {{Piece(kForeign), Count(8), OtherDepot()}}, Supplier(2)));
  }

  void Tell(const v1::Document& document) { EXPECT_THAT(world_.Submit(document), IsOk()); }
  static v1::ListSupplierStockRequest Of(const std::string& parent) {
    v1::ListSupplierStockRequest request;
    request.set_parent(parent);
    return request;
  }
  absl::StatusOr<v1::ListSupplierStockResponse> List(base::Gln caller,
                                                     const v1::ListSupplierStockRequest& request) {
    return world_.Read(caller, &ListSupplierStock, request);
  }
  static std::string Text(const v1::SupplierStockRecord& stock) {
    return absl::StrCat(
        stock.supplier_gln() == Supplier().ToString() ? "" : "other ",
        Key(stock.gtin()) == Key(Piece(kForeign)) ? "foreign" : stock.gtin().substr(12, 1), " ",
        v1::StockStatus_Name(stock.status()).substr(std::string("STOCK_STATUS_").size()),
        stock.owner_gln() == stock.supplier_gln() ? "" : " owned", " ", stock.quantity());
  }
  std::vector<std::string> Stock(const v1::ListSupplierStockRequest& request,
                                 base::Gln caller = Retailer()) {
    const auto response = List(caller, request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> stock;
    if (!response.ok()) return stock;
    for (const auto& record : response->stock()) stock.push_back(Text(record));
    return stock;
  }

  StockWorld world_;
};

TEST_F(SupplierStockQueriesTest, ARecordTellsAllThatIsKnown) {
  auto request = Of(ParentOf(Supplier()));
  request.set_gtin(Piece(kWeighed));
  const auto response = List(Supplier(), request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->stock_size(), 1);
  const v1::SupplierStockRecord& record = response->stock(0);
  EXPECT_EQ(record.supplier_gln(), Supplier().ToString());
  EXPECT_EQ(record.location_gln(), Depot().ToString());
  EXPECT_EQ(exchange::GtinOf(record.gtin()), exchange::GtinOf(Piece(kWeighed)));
  EXPECT_EQ(record.status(), kAvailable);
  EXPECT_EQ(record.owner_gln(), Supplier().ToString());
  EXPECT_EQ(record.quantity(), 500'000);
  EXPECT_EQ(record.measure_unit_code(), "KGM");
  EXPECT_EQ(exchange::TimeOf(record.reported_time()), At(2));
  EXPECT_EQ(response->next_page_token(), "");
  request.set_gtin(Piece(2));
  const auto counted = List(Supplier(), request);
  ASSERT_THAT(counted, IsOk());
  ASSERT_EQ(counted->stock_size(), 1);
  EXPECT_EQ(counted->stock(0).measure_unit_code(), "");
}

TEST_F(SupplierStockQueriesTest, TheRetailersStockIsAnotherList) {
  EXPECT_THAT(Stock(Of("parties/-")),
              ElementsAre("1 AVAILABLE owned 4", "1 AVAILABLE 300", "1 COMMITTED 7",
                          "2 AVAILABLE 0", "9 AVAILABLE 500000", "other foreign AVAILABLE 8"));
  v1::ListStockRequest request;
  request.set_parent("parties/-");
  const auto own = world_.Read(Retailer(), &ListStock, request);
  ASSERT_THAT(own, IsOk());
  ASSERT_EQ(own->stock_size(), 2);
  for (const auto& record : own->stock()) EXPECT_EQ(record.location_gln(), Shop().ToString());
}

TEST_F(SupplierStockQueriesTest, NothingLeftIsNotNothingKnown) {
  auto request = Of("parties/-");
  request.set_gtin(Piece(2));
  EXPECT_THAT(Stock(request), ElementsAre("2 AVAILABLE 0"));
  request.set_gtin(Piece(3));
  EXPECT_THAT(Stock(request), IsEmpty()) << "the supplier never said";
}

TEST_F(SupplierStockQueriesTest, AReportTakesThePlaceOfTheLast) {
  Tell(Offering(At(5), kFull, {{Piece(1), Count(12), Depot()}, {Piece(3), Count(6), Depot()}}));
  const auto response = List(Supplier(), Of(ParentOf(Supplier())));
  ASSERT_THAT(response, IsOk());
  EXPECT_THAT(Stock(Of(ParentOf(Supplier()))),
              ElementsAre("1 AVAILABLE owned 0", "1 AVAILABLE 12", "1 COMMITTED 0", "2 AVAILABLE 0",
                          "3 AVAILABLE 6", "9 AVAILABLE 0"));
  for (const auto& record : response->stock()) {
    EXPECT_EQ(exchange::TimeOf(record.reported_time()), At(5)) << record.ShortDebugString();
  }
}

TEST_F(SupplierStockQueriesTest, Filters) {
  auto request = Of("parties/-");
  request.set_gtin(Case(1));
  EXPECT_EQ(Stock(request).size(), 3u) << "the GTIN of a case finds its item";
  request.set_location_gln(OtherDepot().ToString());
  EXPECT_THAT(Stock(request), IsEmpty());
  request.clear_gtin();
  EXPECT_THAT(Stock(request), ElementsAre("other foreign AVAILABLE 8"));
  request.set_parent(ParentOf(Supplier()));
  EXPECT_THAT(Stock(request), IsEmpty());
  request.set_location_gln(Depot().ToString());
  EXPECT_EQ(Stock(request).size(), 5u);
  request.set_gtin(Piece(77));
  EXPECT_THAT(Stock(request), IsEmpty());
}

TEST_F(SupplierStockQueriesTest, EveryPageSizeGivesTheWholeInOrder) {
  auto at_depot = Of("parties/-");
  at_depot.set_location_gln(Depot().ToString());
  auto of_item = Of(ParentOf(Supplier()));
  of_item.set_gtin(Piece(1));
  for (const auto& filter : {Of("parties/-"), Of(ParentOf(Supplier())), at_depot, of_item}) {
    const std::vector<std::string> whole = Stock(filter);
    ASSERT_GE(whole.size(), 3u);
    for (int size = 1; size <= static_cast<int>(whole.size()) + 1; ++size) {
      std::vector<std::string> pages;
      auto request = filter;
      request.set_page_size(size);
      do {
        const auto response = List(Retailer(), request);
        ASSERT_THAT(response, IsOk());
        ASSERT_LE(response->stock_size(), size);
        ASSERT_GE(response->stock_size(), 1) << "no page is empty";
        for (const auto& record : response->stock()) pages.push_back(Text(record));
        request.set_page_token(response->next_page_token());
      } while (!request.page_token().empty());
      EXPECT_EQ(pages, whole) << filter.ShortDebugString() << " by " << size;
    }
  }
}

TEST_F(SupplierStockQueriesTest, ATokenOfAnotherListIsRefused) {
  auto request = Of("parties/-");
  request.set_page_size(1);
  const auto response = List(Retailer(), request);
  ASSERT_THAT(response, IsOk());
  request.set_page_token(response->next_page_token());
  request.set_gtin(Piece(1));
  EXPECT_THAT(List(Retailer(), request), Refused(v1::REASON_PAGE_TOKEN_INVALID));
  v1::ListStockRequest stock;
  stock.set_parent("parties/-");
  stock.set_page_token(response->next_page_token());
  EXPECT_THAT(world_.Read(Retailer(), &ListStock, stock), Refused(v1::REASON_PAGE_TOKEN_INVALID));
}

TEST_F(SupplierStockQueriesTest, ASupplierSeesItsOwn) {
  EXPECT_THAT(Stock(Of("parties/-"), Supplier(2)), ElementsAre("other foreign AVAILABLE 8"));
  EXPECT_EQ(Stock(Of("parties/-"), Supplier()), Stock(Of(ParentOf(Supplier()))));
  EXPECT_THAT(Stock(Of("parties/-"), Supplier(3)), IsEmpty());
  auto foreign = Of("parties/-");
  foreign.set_gtin(Piece(1));
  EXPECT_THAT(Stock(foreign, Supplier(2)), IsEmpty());
  foreign.clear_gtin();
  foreign.set_location_gln(Depot().ToString());
  EXPECT_THAT(Stock(foreign, Supplier(2)), IsEmpty());
}

TEST_F(SupplierStockQueriesTest, ATokenOfTheRetailerOpensNothingToASupplier) {
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
      for (const auto& record : own->stock()) {
        EXPECT_EQ(record.supplier_gln(), supplier.ToString());
      }
    }
  }
}

TEST_F(SupplierStockQueriesTest, AnotherSupplierAndNoneAnswerTheSame) {
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
}  // namespace headwater::inventory
