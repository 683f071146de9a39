#include "hub/inventory/inventory_queries.h"

#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "inventory/stock_world.h"

namespace headwater::inventory {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::ElementsAre;
using testing::IsEmpty;

std::string ParentOf(base::Gln party) { return absl::StrCat("parties/", party.ToString()); }

class InventoryQueriesTest : public testing::Test {
 protected:
  InventoryQueriesTest() {
    EXPECT_THAT(world_.Submit(Counting(
                    At(1), {{Piece(1), Count(10)},
                            {Piece(2), Count(5)},
                            {Piece(1), Count(3), FarShop()},
                            {Piece(kWeighed), Weight(100)},
                            {Piece(1), Count(4), Shop(), v1::STOCK_STATUS_DAMAGED},
                            {Piece(1), Count(2), Shop(), v1::STOCK_STATUS_AVAILABLE, Supplier()}})),
                IsOk());
    EXPECT_THAT(world_.Submit(Report(At(2), v1::INVENTORY_REPORT_BASIS_BOOK,
                                     v1::INVENTORY_REPORT_SCOPE_LISTED,
                                     {{Piece(kForeign), Count(8)}}, Supplier(2))),
                IsOk());
    EXPECT_THAT(world_.Submit(Selling(At(3), {{Piece(2), Count(6)}})), IsOk());
    EXPECT_THAT(world_.Submit(Moving(At(2), {{Piece(1), v1::MOVEMENT_REASON_SCRAP, Count(-1)},
                                             {Piece(2), v1::MOVEMENT_REASON_REVERSAL, Count(0)}})),
                IsOk());
  }

  absl::StatusOr<v1::ListStockResponse> ListStock(base::Gln caller, v1::ListStockRequest request) {
    return world_.Read(caller, &inventory::ListStock, request);
  }
  absl::StatusOr<v1::ListStockMovementsResponse> ListMovements(
      base::Gln caller, v1::ListStockMovementsRequest request) {
    return world_.Read(caller, &inventory::ListStockMovements, request);
  }
  // "item quantity" of each record.
  std::vector<std::string> Books(const v1::ListStockRequest& request) {
    const auto response = ListStock(Retailer(), request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> books;
    if (!response.ok()) return books;
    for (const v1::StockRecord& record : response->stock()) {
      books.push_back(
          absl::StrCat(record.supplier_gln() == Supplier().ToString() ? "own " : "other ",
                       record.location_gln() == Shop().ToString() ? "shop " : "far ",
                       record.gtin().substr(10, 3), " ", record.status(),
                       record.owner_gln() == Retailer().ToString() ? " " : " consigned ",
                       record.has_book_quantity() ? absl::StrCat(record.book_quantity()) : "-"));
    }
    return books;
  }
  static v1::ListStockRequest StockOf(const std::string& parent) {
    v1::ListStockRequest request;
    request.set_parent(parent);
    return request;
  }

  StockWorld world_;
};

TEST_F(InventoryQueriesTest, ARecordTellsAllThatIsKnown) {
  auto request = StockOf(ParentOf(Supplier()));
  request.set_gtin(Case(2));
  const auto response = ListStock(Supplier(), request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->stock_size(), 1);
  const v1::StockRecord& record = response->stock(0);
  EXPECT_EQ(record.supplier_gln(), Supplier().ToString());
  EXPECT_EQ(record.location_gln(), Shop().ToString());
  EXPECT_EQ(exchange::GtinOf(record.gtin()), exchange::GtinOf(Piece(2)));
  EXPECT_EQ(record.status(), v1::STOCK_STATUS_AVAILABLE);
  EXPECT_EQ(record.owner_gln(), Retailer().ToString());
  EXPECT_EQ(record.book_quantity(), -1);
  EXPECT_EQ(record.reported_quantity(), 5);
  EXPECT_EQ(exchange::TimeOf(record.reported_time()), At(1));
  EXPECT_EQ(exchange::TimeOf(record.counted_time()), At(1));
  EXPECT_EQ(record.measure_unit_code(), "");
}

TEST_F(InventoryQueriesTest, AbsentIsNotZero) {
  const auto response = ListStock(Retailer(), StockOf(ParentOf(Supplier(2))));
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->stock_size(), 1);
  EXPECT_FALSE(response->stock(0).has_book_quantity());
  EXPECT_FALSE(response->stock(0).has_counted_time());
  EXPECT_EQ(response->stock(0).reported_quantity(), 8);
}

TEST_F(InventoryQueriesTest, MeasuresNameTheirUnit) {
  auto request = StockOf("parties/-");
  request.set_gtin(Piece(kWeighed));
  const auto response = ListStock(Retailer(), request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->stock_size(), 1);
  EXPECT_EQ(response->stock(0).measure_unit_code(), "KGM");
  EXPECT_EQ(response->stock(0).book_quantity(), 100'000);
}

TEST_F(InventoryQueriesTest, EveryPageSizeGivesTheWholeInOrder) {
  for (const std::string& parent : {std::string("parties/-"), ParentOf(Supplier())}) {
    std::vector<std::string> whole;
    for (int size = 1; size <= 9; ++size) {
      std::vector<std::string> pages;
      auto request = StockOf(parent);
      request.set_page_size(size);
      do {
        const auto response = ListStock(Retailer(), request);
        ASSERT_THAT(response, IsOk());
        ASSERT_LE(response->stock_size(), size);
        for (const auto& record : response->stock()) pages.push_back(record.ShortDebugString());
        request.set_page_token(response->next_page_token());
      } while (!request.page_token().empty());
      if (whole.empty()) whole = pages;
      EXPECT_EQ(pages, whole) << size;
      EXPECT_EQ(std::set<std::string>(pages.begin(), pages.end()).size(), pages.size());
    }
    EXPECT_EQ(whole.size(), parent == "parties/-" ? 7u : 6u);
  }
}

TEST_F(InventoryQueriesTest, Filters) {
  auto request = StockOf("parties/-");
  request.set_gtin(Case(1));
  EXPECT_EQ(Books(request).size(), 4u) << "the GTIN of a case finds its item";
  request.set_location_gln(FarShop().ToString());
  EXPECT_EQ(Books(request).size(), 1u);
  request.clear_gtin();
  EXPECT_EQ(Books(request).size(), 1u);
  request.clear_location_gln();
  request.set_negative_only(true);
  EXPECT_EQ(Books(request).size(), 1u);
  request.set_gtin(Piece(77));
  EXPECT_THAT(Books(request), IsEmpty());
}

TEST_F(InventoryQueriesTest, ATokenOfAnotherListIsRefused) {
  auto request = StockOf("parties/-");
  request.set_page_size(1);
  const auto response = ListStock(Retailer(), request);
  ASSERT_THAT(response, IsOk());
  request.set_page_token(response->next_page_token());
  request.set_negative_only(true);
  EXPECT_THAT(ListStock(Retailer(), request), Refused(v1::REASON_PAGE_TOKEN_INVALID));
}

TEST_F(InventoryQueriesTest, ATokenOfTheRetailerOpensNothingToASupplier) {
  auto request = StockOf("parties/-");
  request.set_page_size(6);
  const auto response = ListStock(Retailer(), request);
  ASSERT_THAT(response, IsOk());
  request.set_page_token(response->next_page_token());
  const auto own = ListStock(Supplier(), request);
  ASSERT_THAT(own, IsOk());
  for (const auto& record : own->stock()) EXPECT_EQ(record.supplier_gln(), Supplier().ToString());
}

TEST_F(InventoryQueriesTest, ASupplierSeesItsOwn) {
  const auto all = ListStock(Supplier(2), StockOf("parties/-"));
  ASSERT_THAT(all, IsOk());
  ASSERT_EQ(all->stock_size(), 1);
  EXPECT_EQ(all->stock(0).supplier_gln(), Supplier(2).ToString());
  auto foreign = StockOf("parties/-");
  foreign.set_gtin(Piece(1));
  const auto none = ListStock(Supplier(2), foreign);
  ASSERT_THAT(none, IsOk());
  EXPECT_THAT(none->stock(), IsEmpty());
}

std::string Told(const absl::Status& status, base::Gln party) {
  return absl::StrReplaceAll(
      absl::StrCat(status.ToString(absl::StatusToStringMode::kWithNoExtraData),
                   exchange::DetailOf(status).DebugString()),
      {{party.ToString(), "<party>"}});
}

TEST_F(InventoryQueriesTest, AnotherSupplierAndNoneAnswerTheSame) {
  const auto stock = [&](base::Gln party) {
    return Told(ListStock(Supplier(), StockOf(ParentOf(party))).status(), party);
  };
  EXPECT_THAT(ListStock(Supplier(), StockOf(ParentOf(Supplier(2)))), Refused(v1::REASON_NOT_FOUND));
  EXPECT_EQ(stock(Supplier(2)), stock(MakeGln(99)));
  EXPECT_EQ(stock(Supplier(2)), stock(Retailer()));
  const auto movements = [&](base::Gln party) {
    v1::ListStockMovementsRequest request;
    request.set_parent(ParentOf(party));
    return Told(ListMovements(Supplier(), request).status(), party);
  };
  EXPECT_EQ(movements(Supplier(2)), movements(MakeGln(99)));
  EXPECT_EQ(movements(Supplier(2)), stock(Supplier(2)));
}

TEST_F(InventoryQueriesTest, MovementsInTheOrderOfTime) {
  v1::ListStockMovementsRequest request;
  request.set_parent(ParentOf(Supplier()));
  request.set_gtin(Piece(1));
  request.set_location_gln(Shop().ToString());
  const auto response = ListMovements(Supplier(), request);
  ASSERT_THAT(response, IsOk());
  ASSERT_EQ(response->movements_size(), 4);
  const v1::StockMovementRecord& last = response->movements(3);
  EXPECT_EQ(last.reason(), v1::MOVEMENT_REASON_SCRAP);
  EXPECT_EQ(last.quantity(), -1);
  EXPECT_EQ(exchange::TimeOf(last.movement_time()), At(2));
  EXPECT_EQ(last.supplier_gln(), Supplier().ToString());
  EXPECT_EQ(last.location_gln(), Shop().ToString());
  EXPECT_EQ(last.owner_gln(), Retailer().ToString());
  EXPECT_EQ(last.document_id().size(), 36u);
  EXPECT_EQ(response->movements(0).reason(), v1::MOVEMENT_REASON_COUNT_DIFFERENCE);
}

TEST_F(InventoryQueriesTest, MovementPages) {
  for (const std::string& parent : {std::string("parties/-"), ParentOf(Supplier())}) {
    std::vector<std::string> whole;
    for (int size = 1; size <= 9; ++size) {
      std::vector<std::string> pages;
      v1::ListStockMovementsRequest request;
      request.set_parent(parent);
      request.set_page_size(size);
      do {
        const auto response = ListMovements(Retailer(), request);
        ASSERT_THAT(response, IsOk());
        for (const auto& record : response->movements()) pages.push_back(record.ShortDebugString());
        request.set_page_token(response->next_page_token());
      } while (!request.page_token().empty());
      if (whole.empty()) whole = pages;
      EXPECT_EQ(pages, whole) << size;
    }
    EXPECT_EQ(whole.size(), 8u);
  }
}

TEST_F(InventoryQueriesTest, OnHandIsTheBookOverAllOwners) {
  const auto reader = world_.database().BeginRead();
  ASSERT_THAT(reader, IsOk());
  const auto on_hand = [&](int item, base::Gln supplier) {
    const auto found = FindOnHand(**reader, supplier, Shop(), base::Gtin(Key(Piece(item))));
    EXPECT_THAT(found, IsOk());
    return found.value_or(OnHand{});
  };
  EXPECT_EQ(on_hand(1, Supplier()).quantity, 11) << "9 of its own and 2 consigned";
  EXPECT_FALSE(on_hand(1, Supplier()).reported);
  EXPECT_EQ(on_hand(2, Supplier()).quantity, -1);
  EXPECT_EQ(on_hand(kForeign, Supplier(2)).quantity, 8);
  EXPECT_TRUE(on_hand(kForeign, Supplier(2)).reported);
  EXPECT_FALSE(on_hand(3, Supplier()).known);
}

}  // namespace
}  // namespace headwater::inventory
