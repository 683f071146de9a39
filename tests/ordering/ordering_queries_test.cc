#include "hub/ordering/ordering_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Parent(base::Gln supplier) { return absl::StrCat("parties/", supplier.ToString()); }

class OrderingQueriesTest : public ::testing::Test {
 protected:
  absl::StatusOr<v1::ListOrdersResponse> List(base::Gln caller, const v1::ListOrdersRequest& r) {
    return world_.Read(caller, ordering::ListOrders, r);
  }
  // The numbers of all pages.
  std::vector<std::string> Numbers(base::Gln caller, v1::ListOrdersRequest request) {
    std::vector<std::string> numbers;
    do {
      const auto page = List(caller, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const v1::OrderRecord& order : page->orders()) {
        EXPECT_EQ(order.lines_size(), 0);
        numbers.push_back(order.order_number());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return numbers;
  }
  static v1::ListOrdersRequest Of(const std::string& parent,
                                  const std::vector<v1::OrderState>& states = {}) {
    v1::ListOrdersRequest request;
    request.set_parent(parent);
    for (const v1::OrderState state : states) request.add_states(state);
    return request;
  }
  absl::StatusOr<v1::OrderRecord> Get(base::Gln caller, const std::string& name) {
    v1::GetOrderRequest request;
    request.set_name(name);
    return world_.Read(caller, ordering::GetOrder, request);
  }

  // PO-1 cancelled, PO-2 received, PO-3 acknowledged, PO-4 new; PO-5 to Supplier(2), new.
  void Fill() {
    std::vector<v1::Document> orders;
    for (int i = 1; i <= 4; ++i) {
      orders.push_back(
          MakeOrder(absl::StrCat("PO-", i),
                    {OrderLineOf(1, Pieces(kSoap), 10), OrderLineOf(2, Pieces(kCoffee), 10)},
                    Supplier(), Store(i == 4 ? 2 : 1)));
      world_.Accepted(orders.back());
    }
    world_.Accepted(MakeOrder("PO-5", {OrderLineOf(1, Pieces(kForeign), 7)}, Supplier(2)));
    world_.Accepted(MakeCancellation(orders[0], 1));
    for (const int i : {1, 2}) {
      world_.Accepted(MakeResponse(orders[static_cast<size_t>(i)], 1,
                                   {Answering(1, {Accepting(10)}), Answering(2, {Accepting(10)})}));
    }
    const v1::Document despatch = MakeDespatch(
        "DA-1",
        {Shipping(1, "PO-2", 1, Pieces(kSoap), 10), Shipping(2, "PO-2", 2, Pieces(kCoffee), 10)});
    world_.Accepted(despatch);
    world_.Accepted(MakeReceipt(despatch, "RA-1", {Receiving(1, 10), Receiving(2, 9, 1)}));
  }

  TradeWorld world_;
};

TEST_F(OrderingQueriesTest, ASupplierSeesItsOwnOrders) {
  Fill();
  const std::string name = Parent(Supplier()) + "/orders/PO-1";
  EXPECT_THAT(Get(Retailer(), name), IsOk());
  EXPECT_THAT(Get(Supplier(), name), IsOk());
  EXPECT_THAT(Get(Supplier(2), name), HasCode(absl::StatusCode::kNotFound));
}

// Word for word the same, whether the other one's order exists or not.
TEST_F(OrderingQueriesTest, WhatIsAnothersIsNotThere) {
  Fill();
  const std::string known = Parent(Supplier()) + "/orders/PO-1";
  const std::string unknown = Parent(Supplier()) + "/orders/PO-9";
  const std::string refused = Describe(Get(Supplier(2), known).status());
  std::string expected = Describe(Get(Supplier(2), unknown).status());
  expected.replace(expected.find("PO-9"), 4, "PO-1");
  EXPECT_EQ(refused, expected);
  EXPECT_THAT(Get(Supplier(), unknown), Refused(v1::REASON_NOT_FOUND));
  EXPECT_THAT(List(Supplier(2), Of(Parent(Supplier()))), Refused(v1::REASON_NOT_FOUND));
  EXPECT_THAT(List(Supplier(2), Of(Parent(MakeGln(4321)))), Refused(v1::REASON_NOT_FOUND));
  v1::SummarizeOrdersRequest request;
  request.set_parent(Parent(Supplier()));
  EXPECT_THAT(world_.Read(Supplier(2), ordering::SummarizeOrders, request),
              Refused(v1::REASON_NOT_FOUND));
}

TEST_F(OrderingQueriesTest, NamesThatDoNotFitAreRefused) {
  EXPECT_THAT(Get(Retailer(), "orders/PO-1"), Refused(v1::REASON_ARGUMENT_INVALID));
  EXPECT_THAT(List(Retailer(), Of("all")), Refused(v1::REASON_ARGUMENT_INVALID));
}

TEST_F(OrderingQueriesTest, ListsInTheOrderOfSupplierAndNumber) {
  Fill();
  const auto all = ElementsAre("PO-1", "PO-2", "PO-3", "PO-4", "PO-5");
  const auto own = ElementsAre("PO-1", "PO-2", "PO-3", "PO-4");
  for (const int size : {0, 1, 2, 5, 100}) {
    for (const auto& [caller, parent] : {std::pair(Retailer(), std::string("parties/-"))}) {
      v1::ListOrdersRequest request = Of(parent);
      request.set_page_size(size);
      EXPECT_THAT(Numbers(caller, request), all) << size;
    }
    for (const std::string& parent : {Parent(Supplier()), std::string("parties/-")}) {
      v1::ListOrdersRequest request = Of(parent);
      request.set_page_size(size);
      EXPECT_THAT(Numbers(Supplier(), request), own) << size;
    }
  }
  EXPECT_THAT(Numbers(Retailer(), Of(Parent(Supplier(3)))), IsEmpty());
}

TEST_F(OrderingQueriesTest, ListsByStateAndPlace) {
  Fill();
  for (const auto& [parent, live, closed] :
       {std::tuple(std::string("parties/-"), std::vector<std::string>{"PO-4", "PO-5"},
                   std::vector<std::string>{"PO-1", "PO-2"}),
        std::tuple(Parent(Supplier()), std::vector<std::string>{"PO-4"},
                   std::vector<std::string>{"PO-1", "PO-2"})}) {
    EXPECT_EQ(Numbers(Retailer(), Of(parent, {v1::ORDER_STATE_NEW})), live);
    EXPECT_EQ(
        Numbers(Retailer(), Of(parent, {v1::ORDER_STATE_RECEIVED, v1::ORDER_STATE_CANCELLED})),
        closed);
  }
  EXPECT_THAT(Numbers(Retailer(),
                      Of("parties/-", {v1::ORDER_STATE_ACKNOWLEDGED, v1::ORDER_STATE_RECEIVED})),
              ElementsAre("PO-2", "PO-3"));
  EXPECT_THAT(Numbers(Retailer(), Of("parties/-", {v1::ORDER_STATE_DESPATCHED})), IsEmpty());
  v1::ListOrdersRequest request = Of("parties/-");
  request.set_ship_to_gln(Store(2).ToString());
  EXPECT_THAT(Numbers(Retailer(), request), ElementsAre("PO-4"));
}

TEST_F(OrderingQueriesTest, ATokenIsForItsList) {
  Fill();
  v1::ListOrdersRequest request = Of("parties/-");
  request.set_page_size(2);
  const auto page = List(Retailer(), request);
  ASSERT_THAT(page, IsOk());
  v1::ListOrdersRequest other = Of("parties/-", {v1::ORDER_STATE_NEW});
  other.set_page_token(page->next_page_token());
  EXPECT_THAT(List(Retailer(), other), Refused(v1::REASON_PAGE_TOKEN_INVALID));
}

TEST_F(OrderingQueriesTest, BatchGetFindsAllOrNothing) {
  Fill();
  v1::BatchGetOrdersRequest request;
  request.add_names(Parent(Supplier()) + "/orders/PO-3");
  request.add_names(Parent(Supplier()) + "/orders/PO-1");
  const auto both = world_.Read(Supplier(), ordering::BatchGetOrders, request);
  ASSERT_THAT(both, IsOk());
  ASSERT_EQ(both->orders_size(), 2);
  EXPECT_EQ(both->orders(0).order_number(), "PO-3");
  EXPECT_EQ(both->orders(0).lines_size(), 2);
  request.add_names(Parent(Supplier(2)) + "/orders/PO-5");
  EXPECT_THAT(world_.Read(Supplier(), ordering::BatchGetOrders, request),
              Refused(v1::REASON_NOT_FOUND));
  EXPECT_THAT(world_.Read(Retailer(), ordering::BatchGetOrders, request), IsOk());
}

// A change states all terms anew: whoever makes one has to be able to read them.
TEST_F(OrderingQueriesTest, ARecordHoldsTheTermsThatAChangeStates) {
  v1::Document order = MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 10)});
  *order.mutable_order()->mutable_ship_window() = order.order().delivery_window();
  order.mutable_order()->mutable_cancel_after_date()->set_year(2026);
  order.mutable_order()->mutable_cancel_after_date()->set_month(3);
  order.mutable_order()->mutable_cancel_after_date()->set_day(31);
  world_.Accepted(order);
  const auto record = Get(Supplier(), Parent(Supplier()) + "/orders/PO-1");
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->ship_window().SerializeAsString(),
            order.order().ship_window().SerializeAsString());
  EXPECT_EQ(record->cancel_after_date().SerializeAsString(),
            order.order().cancel_after_date().SerializeAsString());

  world_.Accepted(MakeOrder("PO-2", {OrderLineOf(1, Pieces(kSoap), 10)}));
  const auto without = Get(Supplier(), Parent(Supplier()) + "/orders/PO-2");
  ASSERT_THAT(without, IsOk());
  EXPECT_FALSE(without->has_ship_window());
  EXPECT_FALSE(without->has_cancel_after_date());
}

TEST_F(OrderingQueriesTest, ABatchFitsIntoOneAnswer) {
  std::vector<v1::OrderLine> lines;
  for (int i = 1; i <= 1000; ++i) lines.push_back(OrderLineOf(i, Pieces(kSoap), 10));
  world_.Accepted(MakeOrder("PO-1", lines));
  v1::BatchGetOrdersRequest request;
  request.add_names(Parent(Supplier()) + "/orders/PO-1");
  const auto one = world_.Read(Supplier(), ordering::BatchGetOrders, request);
  ASSERT_THAT(one, IsOk());
  const int fit = static_cast<int>((3 << 20) / one->ByteSizeLong());
  ASSERT_LT(fit, 99);
  while (request.names_size() < fit) request.add_names(request.names(0));
  EXPECT_THAT(world_.Read(Supplier(), ordering::BatchGetOrders, request), IsOk());
  for (int i = 0; i < 2; ++i) request.add_names(request.names(0));
  EXPECT_THAT(world_.Read(Supplier(), ordering::BatchGetOrders, request),
              Refused(v1::REASON_ARGUMENT_INVALID));
}

TEST_F(OrderingQueriesTest, SummarizesWhatTheCallerSees) {
  v1::SummarizeOrdersRequest request;
  request.set_parent("parties/-");
  auto summary = world_.Read(Retailer(), ordering::SummarizeOrders, request);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->order_count(), 0);
  Fill();
  summary = world_.Read(Retailer(), ordering::SummarizeOrders, request);
  ASSERT_THAT(summary, IsOk());
  std::vector<std::string> states;
  for (const v1::OrderStateCount& count : summary->states()) {
    states.push_back(absl::StrCat(v1::OrderState_Name(count.state()), " ", count.count()));
  }
  EXPECT_THAT(states, ElementsAre("ORDER_STATE_NEW 2", "ORDER_STATE_ACKNOWLEDGED 1",
                                  "ORDER_STATE_RECEIVED 1", "ORDER_STATE_CANCELLED 1"));
  EXPECT_EQ(summary->order_count(), 5);
  EXPECT_EQ(summary->line_count(), 9);
  EXPECT_EQ(summary->finished_line_count(), 2);  // not the two that were cancelled whole
  EXPECT_EQ(summary->filled_line_count(), 1);    // of the other, a piece was short

  summary = world_.Read(Supplier(2), ordering::SummarizeOrders, request);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->order_count(), 1);
  EXPECT_EQ(summary->finished_line_count(), 0);
}

TEST_F(OrderingQueriesTest, PartlyReceivedIsALiveStateOfItsOwn) {
  Fill();
  const v1::Document order = MakeOrder("PO-6", {OrderLineOf(1, Pieces(kSoap), 10)});
  world_.Accepted(order);
  world_.Accepted(MakeResponse(order, 1, {Answering(1, {Accepting(10)})}));
  const v1::Document despatch = MakeDespatch("DA-6", {Shipping(1, "PO-6", 1, Pieces(kSoap), 10)});
  world_.Accepted(despatch);
  EXPECT_EQ(world_.Order("PO-6").state(), v1::ORDER_STATE_DESPATCHED);
  world_.Accepted(MakeReceipt(despatch, "RA-6", {Receiving(1, 9)}));
  EXPECT_EQ(world_.Order("PO-6").state(), v1::ORDER_STATE_PARTIALLY_RECEIVED);
  for (const std::string& parent : {std::string("parties/-"), Parent(Supplier())}) {
    EXPECT_THAT(Numbers(Retailer(), Of(parent, {v1::ORDER_STATE_PARTIALLY_RECEIVED})),
                ElementsAre("PO-6"));
    EXPECT_THAT(Numbers(Retailer(),
                        Of(parent, {v1::ORDER_STATE_ACKNOWLEDGED,
                                    v1::ORDER_STATE_PARTIALLY_RECEIVED, v1::ORDER_STATE_RECEIVED})),
                ElementsAre("PO-2", "PO-3", "PO-6"));
  }
  v1::SummarizeOrdersRequest request;
  request.set_parent(Parent(Supplier()));
  const auto summary = world_.Read(Supplier(), ordering::SummarizeOrders, request);
  ASSERT_THAT(summary, IsOk());
  std::vector<v1::OrderState> states;
  for (const v1::OrderStateCount& count : summary->states()) states.push_back(count.state());
  EXPECT_THAT(states, ElementsAre(v1::ORDER_STATE_NEW, v1::ORDER_STATE_ACKNOWLEDGED,
                                  v1::ORDER_STATE_PARTIALLY_RECEIVED, v1::ORDER_STATE_RECEIVED,
                                  v1::ORDER_STATE_CANCELLED));

  world_.Accepted(MakeReceipt(despatch, "RA-7", {Receiving(1, 0, 1)}));
  EXPECT_EQ(world_.Order("PO-6").state(), v1::ORDER_STATE_RECEIVED);
}

TEST_F(OrderingQueriesTest, OnOrderIsWhatIsStillToCome) {
  Fill();
  EXPECT_EQ(world_.OnOrder(kSoap), 10);            // PO-3
  EXPECT_EQ(world_.OnOrder(kSoap, Store(2)), 10);  // PO-4
  world_.Accepted(MakeDespatch("DA-2", {Shipping(1, "PO-3", 1, Pieces(kSoap), 4)}));
  EXPECT_EQ(world_.OnOrder(kSoap), 10);
  world_.Accepted(
      MakeDespatch("DA-3", {Shipping(1, "PO-3", 1, Pieces(kSoap), 1, v1::REMAINDER_CANCELLED)}));
  EXPECT_EQ(world_.OnOrder(kSoap), 5);
}

// The lists that people wait for go through an index and read no closed order.
TEST_F(OrderingQueriesTest, LiveListsAndOnOrderUseTheirIndexes) {
  const auto plan = [this](const std::string& sql) {
    return testing::PrintToString(world_.Rows("EXPLAIN QUERY PLAN " + sql));
  };
  EXPECT_THAT(plan("SELECT base_gtin, on_order FROM purchase_order_line WHERE supplier = 1 AND "
                   "on_order > 0 AND order_number IN (SELECT order_number FROM purchase_order "
                   "WHERE supplier = 1 AND ship_to = 2 AND state NOT IN (5, 6, 7))"),
              testing::AllOf(testing::HasSubstr("COVERING INDEX purchase_order_live (supplier=?"),
                             testing::HasSubstr("purchase_order_line USING PRIMARY KEY "
                                                "(supplier=? AND order_number=?)")));
  EXPECT_THAT(plan("SELECT supplier, order_number FROM purchase_order WHERE supplier = 1 AND "
                   "order_number > 'a' AND (ship_to = 2 OR 2 = 0) AND state IN (1, 8) AND state "
                   "NOT IN (5, 6, 7) ORDER BY order_number LIMIT 5"),
              testing::HasSubstr("COVERING INDEX purchase_order_live (supplier=? AND "
                                 "order_number>?)"));
}

}  // namespace
}  // namespace headwater::test
