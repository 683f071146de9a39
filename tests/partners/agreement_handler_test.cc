#include <gtest/gtest.h>

#include "hub/partners/partners_queries.h"
#include "partners/partners_hub.h"

namespace headwater::partners {
namespace {

using test::AddItem;
using test::AddPack;
using test::Factory;
using test::HasCode;
using test::HasViolation;
using test::IsOk;
using test::MakeAgreement;
using test::MakeCased;
using test::MakeGtin;
using test::MakeGtin14;
using test::MakeItem;
using test::MakeLocation;
using test::MakeWeighed;
using test::Refused;
using test::Retailer;
using test::SettledHub;
using test::State;
using test::Store;
using test::Supplier;

class AgreementHandlerTest : public testing::Test {
 protected:
  AgreementHandlerTest() {
    hub_.Take(MakeCased(1, 12), MakeItem(2), MakeWeighed(3), MakeItem(4, Supplier(2)));
    v1::TradeItem base_only = MakeCased(5, 6);
    base_only.set_base_orderable(false);
    v1::TradeItem gone = MakeItem(6);
    gone.set_discontinued(true);
    hub_.Take(base_only, gone);
  }

  absl::Status SubmitItems(const std::vector<std::string>& gtins) {
    v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), Store());
    for (const std::string& gtin : gtins) AddItem(agreement, gtin);
    return hub_.Submit(State(agreement)).status();
  }
  std::vector<std::string> Items() {
    return hub_.Rows("SELECT gtin, minimum, maximum FROM agreement_item ORDER BY gtin");
  }
  static std::string Row(const std::string& gtin, int64_t minimum, int64_t maximum) {
    return absl::StrCat(base::Gtin::Parse(gtin)->value(), "|", minimum, "|", maximum);
  }

  SettledHub hub_;
};

TEST_F(AgreementHandlerTest, FirstStatement) {
  v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), Store());
  AddItem(agreement, MakeGtin14(1, 1), 2, 10);
  AddItem(agreement, MakeGtin(2), 0, 1);
  const auto receipt = hub_.Submit(State(agreement));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->version(), 1);
  const auto terms = FindAgreement(*hub_.Reader(), Supplier(), Store());
  ASSERT_TRUE(terms.ok() && terms->has_value());
  EXPECT_EQ((*terms)->over_delivery_tolerance_basis_points, 500);
  EXPECT_EQ((*terms)->lead_time_days, 3);
  EXPECT_EQ((*terms)->order_interval_days, 7);
  EXPECT_EQ((*terms)->model, v1::REPLENISHMENT_MODEL_CONTINUOUS);
  EXPECT_EQ((*terms)->version, 1);
  EXPECT_FALSE(FindAgreement(*hub_.Reader(), Supplier(), Store(2))->has_value());
  EXPECT_FALSE(FindAgreement(*hub_.Reader(), Supplier(2), Store())->has_value());

  const base::Gtin box = *base::Gtin::Parse(MakeGtin14(1, 1));
  const auto item = FindAgreedItem(*hub_.Reader(), Supplier(), Store(), box);
  ASSERT_TRUE(item.ok() && item->has_value());
  EXPECT_EQ((*item)->minimum, 2);
  EXPECT_EQ((*item)->maximum, 10);
  EXPECT_FALSE(FindAgreedItem(*hub_.Reader(), Supplier(), Store(2), box)->has_value());
}

TEST_F(AgreementHandlerTest, StatementReplacesItems) {
  v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), Store());
  AddItem(agreement, MakeGtin(1));
  AddItem(agreement, MakeGtin(2), 5, 6);
  hub_.Take(agreement);
  v1::ReplenishmentAgreement elsewhere = MakeAgreement(Supplier(), Store(2));
  AddItem(elsewhere, MakeGtin(1), 1, 2);
  hub_.Take(elsewhere);

  agreement.clear_items();
  AddItem(agreement, MakeGtin(2), 7, 8);
  ASSERT_THAT(hub_.Submit(State(agreement, 1)), IsOk());
  EXPECT_EQ(Items(), (std::vector<std::string>{Row(MakeGtin(1), 1, 2), Row(MakeGtin(2), 7, 8)}));
}

// Both would order for the same need.
TEST_F(AgreementHandlerTest, OnePackOfAnItem) {
  EXPECT_THAT(SubmitItems({MakeGtin14(1, 1), MakeGtin(2), MakeGtin(1)}),
              HasViolation("replenishment_agreement.items[2].gtin", v1::REASON_DUPLICATE_ITEM));
  EXPECT_THAT(SubmitItems({MakeGtin14(1, 1), MakeGtin(2)}), IsOk());
}

TEST_F(AgreementHandlerTest, MeasuredLevelsAreHeldInMillionths) {
  v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), Store());
  AddItem(agreement, MakeGtin(3), 5, 1'000'000'000);
  hub_.Take(agreement);
  EXPECT_EQ(Items(), std::vector<std::string>{Row(MakeGtin(3), 5'000'000, 1'000'000'000'000'000)});
}

TEST_F(AgreementHandlerTest, VersionsAreSeenBeforeTheyAreChanged) {
  ASSERT_THAT(SubmitItems({MakeGtin(1)}), IsOk());
  const absl::Status stale = SubmitItems({MakeGtin(2)});
  EXPECT_THAT(stale, HasCode(absl::StatusCode::kAborted));
  EXPECT_EQ(exchange::DetailOf(stale).current_version(), 1);
}

TEST_F(AgreementHandlerTest, SupplierIsTheReceiver) {
  v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), Store());
  AddItem(agreement, MakeGtin(1));
  v1::Document document = State(agreement);
  document.set_receiver_gln(Supplier(2).ToString());
  EXPECT_THAT(hub_.Submit(document), HasViolation("receiver_gln", v1::REASON_RECEIVER_NOT_ALLOWED));
}

TEST_F(AgreementHandlerTest, LocationIsTheRetailers) {
  hub_.Take(MakeLocation(Factory(), Supplier()));
  for (const base::Gln gln : {Factory(), Store(9)}) {
    v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), gln);
    AddItem(agreement, MakeGtin(1));
    EXPECT_THAT(hub_.Submit(State(agreement)), HasViolation("replenishment_agreement.location_gln",
                                                            v1::REASON_LOCATION_NOT_FOUND));
  }
}

TEST_F(AgreementHandlerTest, AllThatIsWrongAtOnce) {
  v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), Store(9));
  AddItem(agreement, MakeGtin(9));          // nowhere
  AddItem(agreement, MakeGtin(4));          // of another supplier
  AddItem(agreement, MakeGtin(5));          // only its case is ordered
  AddItem(agreement, MakeGtin(6));          // discontinued
  AddItem(agreement, MakeGtin(1), 51, 50);  // inverted
  AddItem(agreement, MakeGtin14(1, 5));
  AddItem(agreement, MakeGtin(2));
  const auto at = [](int index, const std::string& field) {
    return absl::StrCat("replenishment_agreement.items[", index, "].", field);
  };
  const absl::Status status = hub_.Submit(State(agreement)).status();
  EXPECT_THAT(status, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status,
              HasViolation("replenishment_agreement.location_gln", v1::REASON_LOCATION_NOT_FOUND));
  EXPECT_THAT(status, HasViolation(at(0, "gtin"), v1::REASON_ITEM_NOT_FOUND));
  EXPECT_THAT(status, HasViolation(at(1, "gtin"), v1::REASON_ITEM_OF_OTHER_SUPPLIER));
  EXPECT_THAT(status, HasViolation(at(2, "gtin"), v1::REASON_ITEM_NOT_ORDERABLE));
  EXPECT_THAT(status, HasViolation(at(3, "gtin"), v1::REASON_ITEM_NOT_ORDERABLE));
  EXPECT_THAT(status, HasViolation(at(4, "minimum_quantity"), v1::REASON_MINIMUM_ABOVE_MAXIMUM));
  EXPECT_THAT(status, test::ViolationCount(6));
  EXPECT_TRUE(Items().empty());
}

TEST_F(AgreementHandlerTest, GtinsAreNumbers) {
  EXPECT_THAT(SubmitItems({MakeGtin(2), "0" + MakeGtin(2)}), Refused(v1::REASON_DUPLICATE_ITEM));
}

TEST_F(AgreementHandlerTest, AThousandItems) {
  v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), Store());
  for (int n = 1000; n < 2000; ++n) {
    hub_.Take(MakeItem(n));
    AddItem(agreement, MakeGtin(n));
  }
  hub_.Take(agreement);
  EXPECT_EQ(Items().size(), 1000);
  agreement.mutable_items()->DeleteSubrange(100, 900);
  ASSERT_THAT(hub_.Submit(State(agreement, 1)), IsOk());
  EXPECT_EQ(Items().size(), 100);
}

TEST_F(AgreementHandlerTest, RebuildGivesTheSameTables) {
  ASSERT_THAT(SubmitItems({MakeGtin14(1, 1), MakeGtin(3)}), IsOk());
  v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(), Store());
  AddItem(agreement, MakeGtin(2));
  ASSERT_THAT(hub_.Submit(State(agreement, 1)), IsOk());
  v1::Party party = test::MakeParty(Supplier(3));
  party.set_suspended(true);
  ASSERT_THAT(hub_.Submit(State(party, 1)), IsOk());
  hub_.Take(MakeLocation(Factory(), Supplier()));
  const auto before = hub_.TableHashes(true);
  ASSERT_THAT(hub_.Rebuild(), IsOk());
  EXPECT_EQ(hub_.TableHashes(true), before);
}

}  // namespace
}  // namespace headwater::partners
