#include "hub/delivery/delivery_queries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "hub/exchange/values.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Parent(base::Gln supplier) { return absl::StrCat("parties/", supplier.ToString()); }

class DeliveryQueriesTest : public ::testing::Test {
 protected:
  // DA-1 received, late and short; DA-2 received in part, over and damaged; DA-3 under
  // way; DA-4 of Supplier(2), under way.
  void SetUp() override {
    const v1::Document order = MakeOrder("PO-1", {OrderLineOf(1, Pieces(kSoap), 100)});
    const v1::Document foreign =
        MakeOrder("PO-2", {OrderLineOf(1, Pieces(kForeign), 10)}, Supplier(2));
    const v1::Document far =
        MakeOrder("PO-3", {OrderLineOf(1, Pieces(kSoap), 10)}, Supplier(), Store(2));
    for (const v1::Document& document : {order, foreign, far}) {
      world_.Accepted(document);
      world_.Accepted(MakeResponse(
          document, 1, {Answering(1, {Accepting(document.order().lines(0).quantity().count())})}));
    }
    const v1::Document first = MakeDespatch("DA-1", {Shipping(1, "PO-1", 1, Pieces(kSoap), 10)});
    const v1::Document second = MakeDespatch("DA-2", {Shipping(1, "PO-1", 1, Pieces(kSoap), 10)});
    world_.Accepted(first);
    world_.Accepted(second);
    world_.Accepted(
        MakeDespatch("DA-3", {Shipping(1, "PO-3", 1, Pieces(kSoap), 10)}, Supplier(), Store(2)));
    world_.Accepted(
        MakeDespatch("DA-4", {Shipping(1, "PO-2", 1, Pieces(kForeign), 10)}, Supplier(2)));
    world_.clock().Advance(absl::Hours(24 * 30));
    v1::Document late = MakeReceipt(first, "RA-1", {Receiving(1, 9, 1)});
    *late.mutable_receiving_advice()->mutable_arrival_time() =
        exchange::TimestampOf(exchange::MicrosOf(
            absl::FromCivil(absl::CivilSecond(2026, 2, 1, 0, 0, 0), absl::UTCTimeZone())));
    world_.Accepted(late);
    world_.Accepted(MakeReceipt(second, "RA-2", {Receiving(1, 6, 0, 1, 0, 1)}));
  }
  std::vector<std::string> Numbers(base::Gln caller, v1::ListDeliveriesRequest request) {
    std::vector<std::string> numbers;
    do {
      const auto page = world_.Read(caller, delivery::ListDeliveries, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const v1::DeliveryRecord& delivery : page->deliveries()) {
        EXPECT_EQ(delivery.lines_size(), 0);
        numbers.push_back(delivery.despatch_number());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return numbers;
  }
  static v1::ListDeliveriesRequest Of(const std::string& parent,
                                      const std::vector<v1::DeliveryState>& states = {}) {
    v1::ListDeliveriesRequest request;
    request.set_parent(parent);
    for (const v1::DeliveryState state : states) request.add_states(state);
    return request;
  }
  absl::StatusOr<v1::DeliveryRecord> Get(base::Gln caller, const std::string& name) {
    v1::GetDeliveryRequest request;
    request.set_name(name);
    return world_.Read(caller, delivery::GetDelivery, request);
  }

  TradeWorld world_;
};

TEST_F(DeliveryQueriesTest, WhatIsAnothersIsNotThere) {
  const std::string name = Parent(Supplier()) + "/deliveries/DA-1";
  EXPECT_THAT(Get(Retailer(), name), IsOk());
  EXPECT_THAT(Get(Supplier(), name), IsOk());
  const std::string refused = Describe(Get(Supplier(2), name).status());
  std::string expected =
      Describe(Get(Supplier(2), Parent(Supplier()) + "/deliveries/DA-9").status());
  expected.replace(expected.find("DA-9"), 4, "DA-1");
  EXPECT_EQ(refused, expected);
  EXPECT_THAT(world_.Read(Supplier(2), delivery::ListDeliveries, Of(Parent(Supplier()))),
              Refused(v1::REASON_NOT_FOUND));
  EXPECT_THAT(Get(Retailer(), Parent(Supplier()) + "/deliveries/DA-9"),
              Refused(v1::REASON_NOT_FOUND));
  EXPECT_THAT(Get(Retailer(), "deliveries/DA-9"), Refused(v1::REASON_ARGUMENT_INVALID));
}

TEST_F(DeliveryQueriesTest, ListsInTheOrderOfSupplierAndNumber) {
  for (const int size : {0, 1, 2, 4}) {
    v1::ListDeliveriesRequest request = Of("parties/-");
    request.set_page_size(size);
    EXPECT_THAT(Numbers(Retailer(), request), ElementsAre("DA-1", "DA-2", "DA-3", "DA-4"));
    EXPECT_THAT(Numbers(Supplier(), request), ElementsAre("DA-1", "DA-2", "DA-3"));
    request.set_parent(Parent(Supplier()));
    EXPECT_THAT(Numbers(Retailer(), request), ElementsAre("DA-1", "DA-2", "DA-3"));
  }
  EXPECT_THAT(Numbers(Retailer(), Of(Parent(Supplier(3)))), IsEmpty());
}

TEST_F(DeliveryQueriesTest, ListsByStateAndPlace) {
  for (const std::string& parent : {std::string("parties/-"), Parent(Supplier())}) {
    EXPECT_THAT(Numbers(Retailer(), Of(parent, {v1::DELIVERY_STATE_RECEIVED})),
                ElementsAre("DA-1"));
    EXPECT_THAT(Numbers(Retailer(), Of(parent, {v1::DELIVERY_STATE_PARTIALLY_RECEIVED})),
                ElementsAre("DA-2"));
  }
  EXPECT_THAT(Numbers(Retailer(), Of("parties/-", {v1::DELIVERY_STATE_IN_TRANSIT})),
              ElementsAre("DA-3", "DA-4"));
  EXPECT_THAT(Numbers(Retailer(), Of("parties/-",
                                     {v1::DELIVERY_STATE_IN_TRANSIT, v1::DELIVERY_STATE_RECEIVED})),
              ElementsAre("DA-1", "DA-3", "DA-4"));
  v1::ListDeliveriesRequest request = Of("parties/-");
  request.set_ship_to_gln(Store(2).ToString());
  EXPECT_THAT(Numbers(Retailer(), request), ElementsAre("DA-3"));
}

TEST_F(DeliveryQueriesTest, SummarizesWhatTheCallerSees) {
  v1::SummarizeDeliveriesRequest request;
  request.set_parent("parties/-");
  auto summary = world_.Read(Retailer(), delivery::SummarizeDeliveries, request);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->delivery_count(), 4);
  EXPECT_EQ(summary->received_count(), 1);
  EXPECT_EQ(summary->late_count(), 1);
  EXPECT_EQ(summary->short_count(), 1);
  EXPECT_EQ(summary->over_count(), 1);
  EXPECT_EQ(summary->damaged_count(), 1);
  summary = world_.Read(Supplier(2), delivery::SummarizeDeliveries, request);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->delivery_count(), 1);
  EXPECT_EQ(summary->late_count(), 0);
  summary = world_.Read(Supplier(3), delivery::SummarizeDeliveries, request);
  ASSERT_THAT(summary, IsOk());
  EXPECT_EQ(summary->delivery_count(), 0);
}

}  // namespace
}  // namespace headwater::test
