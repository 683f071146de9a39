#include "hub/replenishment/replenishment_queries.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "inventory/stock_world.h"

namespace headwater::replenishment {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string ParentOf(base::Gln party) { return absl::StrCat("parties/", party.ToString()); }

struct Level {
  std::string gtin;
  int64_t minimum;
  int64_t maximum;
};

class ReplenishmentTest : public testing::Test {
 protected:
  void Agree(const std::vector<Level>& levels, base::Gln location = Shop(),
             base::Gln supplier = Supplier(),
             v1::ReplenishmentModel model = v1::REPLENISHMENT_MODEL_CONTINUOUS) {
    v1::Document document = Envelope(absl::StrCat("AG-", ++number_), Retailer(), supplier);
    v1::ReplenishmentAgreement& agreement = *document.mutable_replenishment_agreement();
    agreement.set_supplier_gln(supplier.ToString());
    agreement.set_location_gln(location.ToString());
    agreement.set_model(model);
    agreement.set_lead_time_days(3);
    agreement.set_order_interval_days(7);
    for (const Level& level : levels) {
      v1::ReplenishmentAgreementItem& item = *agreement.add_items();
      item.set_gtin(level.gtin);
      item.set_minimum_quantity(level.minimum);
      item.set_maximum_quantity(level.maximum);
    }
    ASSERT_THAT(world_.Submit(document), IsOk());
  }

  v1::ListReplenishmentNeedsResponse Needs(v1::ListReplenishmentNeedsRequest request = {}) {
    if (request.parent().empty()) request.set_parent("parties/-");
    auto response = world_.Read(Retailer(), &ListReplenishmentNeeds, request);
    EXPECT_THAT(response, IsOk());
    return response.value_or(v1::ListReplenishmentNeedsResponse());
  }
  // "item quantity" of each need.
  std::vector<std::string> Quantities(v1::ListReplenishmentNeedsRequest request = {}) {
    std::vector<std::string> quantities;
    const auto needs = Needs(std::move(request));
    for (const auto& need : needs.needs()) {
      quantities.push_back(absl::StrCat(need.gtin().substr(9, 4), " ", need.order_quantity()));
    }
    return quantities;
  }
  static std::string Quantity(const std::string& gtin, int64_t quantity) {
    return absl::StrCat(base::Gtin(Key(gtin)).ToString().substr(9, 4), " ", quantity);
  }

  StockWorld world_;
  int number_ = 0;
};

TEST_F(ReplenishmentTest, ANeedTellsItsArithmetic) {
  Agree({{Case(1), 4, 10}});
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(16)}})), IsOk());
  ASSERT_THAT(world_.Order(Piece(1), 3, "PO-X"), IsOk());
  const auto needs = Needs();
  ASSERT_EQ(needs.needs_size(), 1);
  const v1::ReplenishmentNeed& need = needs.needs(0);
  EXPECT_EQ(need.supplier_gln(), Supplier().ToString());
  EXPECT_EQ(need.location_gln(), Shop().ToString());
  EXPECT_EQ(exchange::GtinOf(need.gtin()), exchange::GtinOf(Case(1)));
  EXPECT_EQ(need.on_hand(), 2);
  EXPECT_EQ(need.on_order(), 0);
  EXPECT_EQ(need.minimum_quantity(), 4);
  EXPECT_EQ(need.maximum_quantity(), 10);
  EXPECT_EQ(need.order_multiple(), 1);
  EXPECT_EQ(need.minimum_order_quantity(), 0);
  EXPECT_EQ(need.order_quantity(), 7);
  EXPECT_EQ(need.price().money().amount_micros(), 2'000'000);
  EXPECT_EQ(need.price().money().currency_code(), "EUR");
  EXPECT_EQ(exchange::GtinOf(need.price().gtin()), exchange::GtinOf(Piece(1)));
  EXPECT_EQ(need.price().base_count(), 1);
  EXPECT_EQ(need.lead_time_days(), 3);
  EXPECT_EQ(need.explanation(),
            "16 on hand and 3 on order are 19 pieces, 3 whole packs of 6 (1 pieces left over do "
            "not count). 3 is below the minimum of 4. 7 lift it to the maximum of 10. Order 7.");
}

TEST_F(ReplenishmentTest, WhatWasOrderedIsNoNeedAnyMore) {
  Agree({{Case(1), 4, 10}, {Piece(2), 5, 20}});
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(16)}, {Piece(2), Count(1)}})),
              IsOk());
  const auto needs = Needs();
  ASSERT_EQ(needs.needs_size(), 2);
  for (const auto& need : needs.needs()) {
    ASSERT_THAT(world_.Order(need.gtin(), need.order_quantity(), absl::StrCat("PO-", ++number_)),
                IsOk());
  }
  EXPECT_THAT(Quantities(), IsEmpty());
  EXPECT_THAT(Quantities(), IsEmpty()) << "and again";
  // Received, it is on hand instead of on order.
  world_.Receive(Piece(3), {.received = 1}, At(2));
  EXPECT_THAT(Quantities(), IsEmpty());
}

TEST_F(ReplenishmentTest, SalesBringTheNeedBack) {
  Agree({{Piece(1), 5, 20}});
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(5)}})), IsOk());
  EXPECT_THAT(Quantities(), IsEmpty());
  ASSERT_THAT(world_.Submit(Selling(At(2), {{Piece(1), Count(1)}})), IsOk());
  EXPECT_THAT(Quantities(), ElementsAre(Quantity(Piece(1), 16)));
}

TEST_F(ReplenishmentTest, OnHandIsOfAllOwnersAndAvailableAlone) {
  Agree({{Piece(1), 5, 20}});
  ASSERT_THAT(world_.Submit(Counting(
                  At(1), {{Piece(1), Count(2)},
                          {Piece(1), Count(1), Shop(), v1::STOCK_STATUS_AVAILABLE, Supplier()},
                          {Piece(1), Count(9), Shop(), v1::STOCK_STATUS_DAMAGED},
                          {Piece(1), Count(9), FarShop()}})),
              IsOk());
  EXPECT_THAT(Quantities(), ElementsAre(Quantity(Piece(1), 17)));
}

TEST_F(ReplenishmentTest, WhatIsNotKnownIsSaid) {
  Agree({{Piece(1), 5, 20}, {Piece(2), 5, 20}});
  ASSERT_THAT(world_.Submit(Booking(At(1), {{Piece(2), Count(3)}})), IsOk());
  const auto needs = Needs();
  ASSERT_EQ(needs.needs_size(), 2);
  EXPECT_EQ(needs.needs(0).order_quantity(), 20);
  EXPECT_THAT(needs.needs(0).explanation(), HasSubstr("Nothing is known of the stock"));
  EXPECT_EQ(needs.needs(1).order_quantity(), 17);
  EXPECT_THAT(needs.needs(1).explanation(), HasSubstr("as it was reported"));
}

TEST_F(ReplenishmentTest, TheTermsOfTheItem) {
  v1::TradeItem item;
  item.set_gtin(Piece(30));
  item.set_supplier_gln(Supplier().ToString());
  item.set_description("With terms");
  item.mutable_price()->mutable_money()->set_amount_micros(1);
  item.mutable_price()->mutable_money()->set_currency_code("EUR");
  item.set_base_orderable(true);
  item.set_order_multiple(8);
  item.set_minimum_order_quantity(30);
  item.set_lead_time_days(9);
  ASSERT_THAT(world_.StateItem(item), IsOk());
  Agree({{Piece(30), 5, 20}});
  const auto needs = Needs();
  ASSERT_EQ(needs.needs_size(), 1);
  EXPECT_EQ(needs.needs(0).order_multiple(), 8);
  EXPECT_EQ(needs.needs(0).minimum_order_quantity(), 30);
  EXPECT_EQ(needs.needs(0).order_quantity(), 32);
  EXPECT_EQ(needs.needs(0).lead_time_days(), 9);
  EXPECT_THAT(world_.Order(Piece(30), needs.needs(0).order_quantity(), "PO-T"), IsOk())
      << "what is proposed can be ordered";
}

TEST_F(ReplenishmentTest, MeasuresAreInMillionths) {
  Agree({{Piece(kWeighed), 5, 20}});
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(kWeighed), Weight(1500)}})), IsOk());
  const auto needs = Needs();
  ASSERT_EQ(needs.needs_size(), 1);
  EXPECT_EQ(needs.needs(0).order_quantity(), 18'500'000);
  EXPECT_EQ(needs.needs(0).maximum_quantity(), 20'000'000);
  EXPECT_THAT(needs.needs(0).explanation(), HasSubstr("millionths of KGM"));
  EXPECT_EQ(needs.needs(0).measure_unit_code(), "KGM");
  EXPECT_EQ(needs.needs(0).price().base_unit_code(), "KGM");
}

TEST_F(ReplenishmentTest, WhatTheSupplierDecidesAloneIsNoNeed) {
  Agree({{Piece(1), 5, 20}}, Shop(), Supplier(), v1::REPLENISHMENT_MODEL_BASIC);
  Agree({{Piece(1), 5, 20}}, FarShop(), Supplier(), v1::REPLENISHMENT_MODEL_ON_DEMAND);
  const auto needs = Needs();
  ASSERT_EQ(needs.needs_size(), 1);
  EXPECT_EQ(needs.needs(0).location_gln(), FarShop().ToString());
}

TEST_F(ReplenishmentTest, WhatCannotBeOrderedIsNoNeed) {
  v1::TradeItem item;
  item.set_gtin(Piece(30));
  item.set_supplier_gln(Supplier().ToString());
  item.set_description("To be discontinued");
  item.mutable_price()->mutable_money()->set_amount_micros(1);
  item.mutable_price()->mutable_money()->set_currency_code("EUR");
  item.set_base_orderable(true);
  ASSERT_THAT(world_.StateItem(item), IsOk());
  Agree({{Piece(30), 5, 20}});
  EXPECT_EQ(Needs().needs_size(), 1);
  item.set_discontinued(true);
  v1::Document document = Envelope("TI-30", Supplier(), Retailer());
  document.set_base_version(1);
  *document.mutable_trade_item() = item;
  ASSERT_THAT(world_.Submit(document), IsOk());
  EXPECT_EQ(Needs().needs_size(), 0);
}

TEST_F(ReplenishmentTest, EveryPageSizeGivesTheWholeInOrder) {
  Agree({{Piece(1), 5, 20}, {Piece(2), 5, 20}, {Case(3), 5, 20}, {Piece(4), 0, 20}});
  Agree({{Piece(1), 5, 20}, {Piece(5), 5, 20}}, FarShop());
  Agree({{Piece(kForeign), 5, 20}}, Shop(), Supplier(2));
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(2), Count(5)}})), IsOk());
  std::vector<std::string> whole;
  for (int size = 1; size <= 7; ++size) {
    std::vector<std::string> pages;
    v1::ListReplenishmentNeedsRequest request;
    request.set_page_size(size);
    request.set_parent("parties/-");
    do {
      const auto response = Needs(request);
      ASSERT_LE(response.needs_size(), size);
      for (const auto& need : response.needs()) pages.push_back(need.ShortDebugString());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    if (whole.empty()) whole = pages;
    EXPECT_EQ(pages, whole) << size;
  }
  EXPECT_EQ(whole.size(), 5u);

  v1::ListReplenishmentNeedsRequest request;
  request.set_location_gln(FarShop().ToString());
  EXPECT_THAT(Quantities(request), ElementsAre(Quantity(Piece(1), 20), Quantity(Piece(5), 20)));
  request.clear_location_gln();
  request.set_parent(ParentOf(Supplier(2)));
  EXPECT_THAT(Quantities(request), ElementsAre(Quantity(Piece(kForeign), 20)));
}

TEST_F(ReplenishmentTest, OnlyTheRetailerAsks) {
  Agree({{Piece(1), 5, 20}});
  const auto told = [&](const std::string& parent) {
    v1::ListReplenishmentNeedsRequest request;
    request.set_parent(parent);
    const auto refused = world_.Read(Supplier(), &ListReplenishmentNeeds, request);
    EXPECT_THAT(refused, AllOf(Refused(v1::REASON_SENDER_NOT_ALLOWED),
                               HasCode(absl::StatusCode::kPermissionDenied)));
    return absl::StrCat(refused.status().ToString(absl::StatusToStringMode::kWithEverything));
  };
  EXPECT_EQ(told(ParentOf(Supplier(2))), told(ParentOf(MakeGln(99))));
  EXPECT_EQ(told(ParentOf(Supplier())), told("parties/-"));
  EXPECT_EQ(told(ParentOf(Supplier())), told(ParentOf(MakeGln(99))));
}

}  // namespace
}  // namespace headwater::replenishment
