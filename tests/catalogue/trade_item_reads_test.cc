// The reads of CatalogueService.
#include <gtest/gtest.h>

#include <set>

#include "catalogue/items.h"
#include "hub/catalogue/catalogue_queries.h"

namespace headwater::catalogue {
namespace {

using test::CatalogueHub;
using test::HasCode;
using test::IsOk;
using test::MakeCased;
using test::MakeGtin;
using test::MakeGtin14;
using test::MakeItem;
using test::Refused;
using test::Retailer;
using test::State;
using test::Supplier;

absl::StatusOr<v1::TradeItemRecord> Get(CatalogueHub& hub, base::Gln caller,
                                        const std::string& gtin) {
  v1::GetTradeItemRequest request;
  request.set_name("tradeItems/" + gtin);
  return hub.Read(caller, GetTradeItem, request);
}

absl::StatusOr<v1::BatchGetTradeItemsResponse> BatchGet(CatalogueHub& hub, base::Gln caller,
                                                        const std::vector<std::string>& gtins) {
  v1::BatchGetTradeItemsRequest request;
  for (const std::string& gtin : gtins) request.add_names("tradeItems/" + gtin);
  return hub.Read(caller, BatchGetTradeItems, request);
}

absl::StatusOr<v1::ListTradeItemsResponse> List(CatalogueHub& hub, base::Gln caller,
                                                const v1::ListTradeItemsRequest& request) {
  return hub.Read(caller, ListTradeItems, request);
}

// The base GTINs of all pages.
std::vector<std::string> ListAll(CatalogueHub& hub, base::Gln caller,
                                 v1::ListTradeItemsRequest request) {
  std::vector<std::string> gtins;
  do {
    const auto page = List(hub, caller, request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) break;
    for (const auto& record : page->trade_items()) gtins.push_back(record.trade_item().gtin());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return gtins;
}

std::string Gtin14(int n) { return base::Gtin::Parse(MakeGtin(n))->ToString(); }

TEST(GetTradeItem, ByAnyOfItsPacks) {
  CatalogueHub hub;
  const v1::TradeItem item = MakeCased(1, 12);
  const v1::Document document = State(item);
  ASSERT_THAT(hub.Submit(document), IsOk());
  for (const base::Gln caller : {Retailer(), Supplier()}) {
    for (const std::string& gtin : {MakeGtin(1), Gtin14(1), MakeGtin14(1, 1)}) {
      const auto record = Get(hub, caller, gtin);
      ASSERT_THAT(record, IsOk());
      EXPECT_EQ(record->name(), "tradeItems/" + Gtin14(1));
      EXPECT_EQ(record->version(), 1);
      EXPECT_EQ(record->document_id(), document.document_id());
      EXPECT_EQ(record->trade_item().SerializeAsString(), item.SerializeAsString());
    }
  }
}

TEST(GetTradeItem, NameThatIsNone) {
  CatalogueHub hub;
  for (const char* gtin : {"", "x", "123", "4000002000019", "4000002000012/x"}) {
    EXPECT_THAT(Get(hub, Supplier(), gtin), HasCode(absl::StatusCode::kInvalidArgument)) << gtin;
    EXPECT_THAT(Get(hub, Supplier(), gtin), Refused(v1::REASON_ARGUMENT_INVALID)) << gtin;
  }
}

TEST(GetTradeItem, AnothersItemIsNotThere) {
  CatalogueHub with;
  ASSERT_THAT(with.Submit(State(MakeCased(1, 12, Supplier(2)))), IsOk());
  CatalogueHub without;
  for (const std::string& gtin : {MakeGtin(1), MakeGtin14(1, 1)}) {
    const auto real = Get(with, Supplier(1), gtin);
    EXPECT_THAT(real, HasCode(absl::StatusCode::kNotFound));
    EXPECT_EQ(real.status(), Get(without, Supplier(1), gtin).status());
    EXPECT_THAT(Get(with, Supplier(2), gtin), IsOk());
  }
}

TEST(BatchGetTradeItems, AllOrNone) {
  CatalogueHub hub;
  CatalogueHub without;
  for (CatalogueHub* each : {&hub, &without}) {
    ASSERT_THAT(each->Submit(State(MakeItem(1))), IsOk());
    ASSERT_THAT(each->Submit(State(MakeItem(2))), IsOk());
  }
  ASSERT_THAT(hub.Submit(State(MakeItem(3, Supplier(2)))), IsOk());

  const auto found = BatchGet(hub, Supplier(), {MakeGtin(2), MakeGtin(1), MakeGtin(2)});
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->trade_items_size(), 3);
  EXPECT_EQ(found->trade_items(0).trade_item().gtin(), MakeGtin(2));
  EXPECT_EQ(found->trade_items(1).trade_item().gtin(), MakeGtin(1));

  const std::vector<std::string> mixed = {MakeGtin(1), MakeGtin(3), MakeGtin(2)};
  const auto real = BatchGet(hub, Supplier(), mixed);
  EXPECT_THAT(real, Refused(v1::REASON_NOT_FOUND));
  EXPECT_EQ(real.status(), BatchGet(without, Supplier(), mixed).status());
  EXPECT_THAT(BatchGet(hub, Retailer(), mixed), IsOk());
}

class ListTradeItemsTest : public testing::Test {
 protected:
  void SetUp() override {
    v1::TradeItem milk = MakeItem(1);
    milk.set_description("Vollmilch 3,5 %");
    milk.set_brand("Almtal");
    milk.set_department_code("DAIRY");
    milk.set_category_code("MILK");
    milk.set_advertised(true);
    v1::TradeItem cheese = MakeItem(2);
    cheese.set_description("BERGKÄSE");
    cheese.set_brand("Almtal");
    cheese.set_department_code("DAIRY");
    cheese.set_category_code("CHEESE");
    cheese.set_exclusive(true);
    v1::TradeItem beer = MakeItem(3, Supplier(2));
    beer.set_description("Märzen");
    beer.set_supplier_item_id("BR-77");
    beer.set_restricted(true);
    beer.set_discontinued(true);
    for (const auto& item : {milk, cheese, beer}) ASSERT_THAT(hub_.Submit(State(item)), IsOk());
  }

  std::vector<std::string> Find(v1::ListTradeItemsRequest request, base::Gln caller = Retailer()) {
    return ListAll(hub_, caller, request);
  }
  std::vector<std::string> FindText(const std::string& text) {
    v1::ListTradeItemsRequest request;
    request.set_text(text);
    return Find(request);
  }

  CatalogueHub hub_;
  const std::string milk_ = MakeGtin(1);
  const std::string cheese_ = MakeGtin(2);
  const std::string beer_ = MakeGtin(3);
};

using Gtins = std::vector<std::string>;

TEST_F(ListTradeItemsTest, ByWords) {
  EXPECT_EQ(FindText(""), (Gtins{milk_, cheese_, beer_}));
  EXPECT_EQ(FindText("bergkäse"), Gtins{cheese_});
  EXPECT_EQ(FindText("MÄR"), Gtins{beer_});
  EXPECT_EQ(FindText("almtal"), (Gtins{milk_, cheese_}));
  EXPECT_EQ(FindText("almtal milch"), Gtins{milk_});
  EXPECT_EQ(FindText("br-77"), Gtins{beer_});
  EXPECT_EQ(FindText(milk_), Gtins{milk_});
  EXPECT_EQ(FindText("3,5 %"), Gtins{milk_});
  EXPECT_EQ(FindText("almtal märzen"), Gtins{});
}

TEST_F(ListTradeItemsTest, ByCodesAndFlags) {
  const auto find = [this](auto set) {
    v1::ListTradeItemsRequest request;
    set(request);
    return Find(request);
  };
  using Request = v1::ListTradeItemsRequest;
  EXPECT_EQ(find([](Request& r) { r.set_department_code("DAIRY"); }), (Gtins{milk_, cheese_}));
  EXPECT_EQ(find([](Request& r) { r.set_category_code("CHEESE"); }), Gtins{cheese_});
  EXPECT_EQ(find([](Request& r) { r.set_advertised(true); }), Gtins{milk_});
  EXPECT_EQ(find([](Request& r) { r.set_advertised(false); }), (Gtins{cheese_, beer_}));
  EXPECT_EQ(find([](Request& r) { r.set_exclusive(true); }), Gtins{cheese_});
  EXPECT_EQ(find([](Request& r) { r.set_restricted(true); }), Gtins{beer_});
  EXPECT_EQ(find([](Request& r) { r.set_discontinued(false); }), (Gtins{milk_, cheese_}));
  EXPECT_EQ(find([](Request& r) {
              r.set_department_code("DAIRY");
              r.set_exclusive(false);
              r.set_text("almtal");
            }),
            Gtins{milk_});
  EXPECT_EQ(find([](Request& r) { r.set_supplier_gln(Supplier(2).ToString()); }), Gtins{beer_});
  EXPECT_EQ(find([](Request& r) { r.set_supplier_gln(Supplier(3).ToString()); }), Gtins{});
}

TEST_F(ListTradeItemsTest, SupplierSeesItsOwn) {
  EXPECT_EQ(Find({}, Supplier(1)), (Gtins{milk_, cheese_}));
  EXPECT_EQ(Find({}, Supplier(2)), Gtins{beer_});
  EXPECT_EQ(Find({}, Supplier(3)), Gtins{});
  v1::ListTradeItemsRequest own;
  own.set_supplier_gln(Supplier(2).ToString());
  EXPECT_EQ(Find(own, Supplier(2)), Gtins{beer_});

  // One that has items, one that has none, one that is nobody: the same words but for
  // the name that was asked for.
  const auto ask = [this](base::Gln supplier) {
    v1::ListTradeItemsRequest request;
    request.set_supplier_gln(supplier.ToString());
    const absl::Status status = List(hub_, Supplier(1), request).status();
    EXPECT_THAT(status, Refused(v1::REASON_NOT_FOUND));
    std::string text = status.ToString();
    const size_t at = text.find(supplier.ToString());
    EXPECT_NE(at, std::string::npos);
    return text.replace(at, 13, "?");
  };
  EXPECT_EQ(ask(Supplier(2)), ask(Supplier(3)));
  EXPECT_EQ(ask(Supplier(2)), ask(test::MakeGln(77)));
}

TEST_F(ListTradeItemsTest, TokenBelongsToItsList) {
  v1::ListTradeItemsRequest request;
  request.set_page_size(1);
  const auto page = List(hub_, Retailer(), request);
  ASSERT_THAT(page, IsOk());
  request.set_page_token(page->next_page_token());
  request.set_text("almtal");
  EXPECT_THAT(List(hub_, Retailer(), request), Refused(v1::REASON_PAGE_TOKEN_INVALID));
}

// What the retailer's token says does not let a supplier see past its own.
TEST_F(ListTradeItemsTest, TokenGivesNoAuthority) {
  v1::ListTradeItemsRequest request;
  request.set_page_size(1);
  const auto page = List(hub_, Retailer(), request);
  ASSERT_THAT(page, IsOk());
  request.set_page_token(page->next_page_token());
  const auto next = List(hub_, Supplier(2), request);
  ASSERT_THAT(next, IsOk());
  for (const auto& record : next->trade_items()) {
    EXPECT_EQ(record.trade_item().supplier_gln(), Supplier(2).ToString());
  }
}

TEST(ListTradeItemsPaging, NoGapsAndNoDoubles) {
  constexpr int kItems = 2500;
  CatalogueHub hub;
  std::set<std::string> all;
  std::set<std::string> threes;
  std::set<std::string> of_first;
  for (int n = 0; n < kItems; ++n) {
    const base::Gln supplier = Supplier(1 + n % 3);
    v1::TradeItem item = MakeItem(n, supplier);
    item.set_description(n % 3 == 0 ? "THREE" : "other");
    item.set_category_code(n % 2 == 0 ? "E" : "O");
    ASSERT_THAT(hub.Submit(State(item)), IsOk());
    all.insert(item.gtin());
    if (n % 6 == 0) threes.insert(item.gtin());
    if (n % 3 == 0) of_first.insert(item.gtin());
  }
  const auto expect = [&hub](const v1::ListTradeItemsRequest& request, base::Gln caller,
                             const std::set<std::string>& expected) {
    for (const int size : {7, 50, 1000}) {
      v1::ListTradeItemsRequest sized = request;
      sized.set_page_size(size);
      const std::vector<std::string> got = ListAll(hub, caller, sized);
      EXPECT_EQ(got.size(), expected.size()) << size;
      EXPECT_EQ(std::set<std::string>(got.begin(), got.end()), expected) << size;
    }
  };
  expect({}, Retailer(), all);
  expect({}, Supplier(1), of_first);
  v1::ListTradeItemsRequest filtered;
  filtered.set_text("three");
  filtered.set_category_code("E");
  expect(filtered, Retailer(), threes);

  // A page is full to its size, and the last one says that it is.
  v1::ListTradeItemsRequest request;
  request.set_page_size(1000);
  auto page = List(hub, Retailer(), request);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->trade_items_size(), 1000);
  request.set_page_token(page->next_page_token());
  page = List(hub, Retailer(), request);
  request.set_page_token(page->next_page_token());
  page = List(hub, Retailer(), request);
  EXPECT_EQ(page->trade_items_size(), 500);
  EXPECT_TRUE(page->next_page_token().empty());
}

// Items that come and go behind and before the reader are no business of the rest.
TEST(ListTradeItemsPaging, StandsStillWhileItemsCome) {
  CatalogueHub hub;
  for (int n = 0; n < 100; n += 2) ASSERT_THAT(hub.Submit(State(MakeItem(n))), IsOk());
  v1::ListTradeItemsRequest request;
  request.set_page_size(10);
  std::vector<std::string> seen;
  int next = 1;
  do {
    const auto page = List(hub, Retailer(), request);
    ASSERT_THAT(page, IsOk());
    for (const auto& record : page->trade_items()) seen.push_back(record.trade_item().gtin());
    request.set_page_token(page->next_page_token());
    ASSERT_THAT(hub.Submit(State(MakeItem(next))), IsOk());
    next += 2;
  } while (!request.page_token().empty());
  const std::set<std::string> unique(seen.begin(), seen.end());
  EXPECT_EQ(unique.size(), seen.size());
  for (int n = 0; n < 100; n += 2) EXPECT_TRUE(unique.contains(MakeGtin(n))) << n;
}

// A filter that fits next to nothing does not hold a page up: it is given short, or empty.
TEST(ListTradeItemsPaging, APageEndsAfterSoManyExamined) {
  CatalogueHub hub;
  v1::TradeItem item = MakeItem(0);
  item.set_lead_time_days(3);
  ASSERT_THAT(hub.Submit(State(item)), IsOk());
  // That item over and over, up to one more than are examined for a page.
  hub.Execute(absl::StrCat(
      "INSERT INTO item WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ",
      kItemsExaminedMax,
      ") SELECT supplier, gtin + i, version, document_id, price_micros, currency, price_gtin, "
      "price_base_count, measure_unit, tax_rate_basis_points, lead_time_days, shelf_life_days, "
      "department_code, category_code, advertised, exclusive, restricted, discontinued, "
      "search_text, statement FROM item, n"));
  v1::TradeItem last = MakeItem(500'000, Supplier(2));
  last.set_description("Last");
  last.set_department_code("LAST");
  last.set_lead_time_days(7);
  last.set_minimum_order_quantity(70);
  ASSERT_THAT(hub.Submit(State(last)), IsOk());

  v1::ListTradeItemsRequest by_text;
  by_text.set_text("last");
  v1::ListTradeItemsRequest by_code;
  by_code.set_department_code("LAST");
  v1::ListTradeItemsRequest by_column;
  by_column.mutable_lead_time_days()->set_min(4);
  v1::ListTradeItemsRequest by_statement;
  by_statement.mutable_minimum_order_quantity()->set_min(70);
  for (v1::ListTradeItemsRequest request : {by_text, by_code, by_column, by_statement}) {
    const auto empty = List(hub, Retailer(), request);
    ASSERT_THAT(empty, IsOk());
    EXPECT_EQ(empty->trade_items_size(), 0) << request.ShortDebugString();
    ASSERT_NE(empty->next_page_token(), "") << request.ShortDebugString();
    request.set_page_token(empty->next_page_token());
    const auto found = List(hub, Retailer(), request);
    ASSERT_THAT(found, IsOk());
    ASSERT_EQ(found->trade_items_size(), 1) << request.ShortDebugString();
    EXPECT_EQ(found->trade_items(0).trade_item().gtin(), last.gtin());
    EXPECT_EQ(found->next_page_token(), "");
  }

  // Of what all fit, none is left out and none given twice, though a page ends early.
  v1::ListTradeItemsRequest all;
  all.set_page_size(1000);
  all.mutable_lead_time_days()->set_max(300);
  EXPECT_EQ(ListAll(hub, Retailer(), all).size(), static_cast<size_t>(kItemsExaminedMax + 2));
}

}  // namespace
}  // namespace headwater::catalogue
