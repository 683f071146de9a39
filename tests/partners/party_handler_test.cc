#include <gtest/gtest.h>

#include "hub/partners/partners_queries.h"
#include "partners/partners_hub.h"

namespace headwater::partners {
namespace {

using test::HasCode;
using test::HasViolation;
using test::IsOk;
using test::MakeParty;
using test::PartnersHub;
using test::Refused;
using test::Retailer;
using test::State;
using test::Supplier;

std::optional<exchange::PartyInfo> Known(PartnersHub& hub, base::Gln gln) {
  auto party = hub.directory().Find(*hub.Reader(), gln);
  EXPECT_THAT(party, IsOk());
  return party.value_or(std::nullopt);
}

TEST(Parties, RetailerIsKnownFromTheStart) {
  PartnersHub hub;
  ASSERT_TRUE(Known(hub, Retailer()).has_value());
  EXPECT_EQ(Known(hub, Retailer())->role, exchange::Role::kRetailer);
  EXPECT_FALSE(Known(hub, Supplier()).has_value());
}

TEST(PartyHandler, SupplierBecomesKnown) {
  PartnersHub hub;
  const auto receipt = hub.Submit(State(MakeParty(Supplier())));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->version(), 1);
  ASSERT_TRUE(Known(hub, Supplier()).has_value());
  EXPECT_EQ(Known(hub, Supplier())->role, exchange::Role::kSupplier);
  const auto terms = FindParty(*hub.Reader(), Supplier());
  ASSERT_TRUE(terms.ok() && terms->has_value());
  EXPECT_EQ((*terms)->currency_code, "EUR");
  EXPECT_EQ((*terms)->time_zone, "Europe/Berlin");
}

TEST(PartyHandler, SuppliersFeedBeginsWithItself) {
  PartnersHub hub;
  const v1::Document document = State(MakeParty(Supplier()));
  ASSERT_THAT(hub.Submit(document), IsOk());
  const auto events = hub.Events(Supplier());
  ASSERT_EQ(events.size(), 1);
  EXPECT_EQ(events[0].sequence(), 1);
  EXPECT_EQ(events[0].document().document_id(), document.document_id());
}

TEST(PartyHandler, ReceiverIsTheParty) {
  PartnersHub hub;
  hub.Take(MakeParty(Supplier(2)));
  v1::Document document = State(MakeParty(Supplier(1)));
  for (const std::string& receiver :
       {std::string(), Supplier(2).ToString(), Retailer().ToString()}) {
    document.set_receiver_gln(receiver);
    const absl::Status status = hub.Submit(document).status();
    EXPECT_THAT(status, HasCode(absl::StatusCode::kPermissionDenied)) << receiver;
    EXPECT_THAT(status, HasViolation("receiver_gln", v1::REASON_RECEIVER_NOT_ALLOWED)) << receiver;
  }
  EXPECT_FALSE(Known(hub, Supplier(1)).has_value());
}

TEST(PartyHandler, RetailerStatesItselfToItselfOrNobody) {
  PartnersHub hub;
  v1::Document document = State(MakeParty(Retailer()));
  document.clear_receiver_gln();
  ASSERT_THAT(hub.Submit(document), IsOk());
  EXPECT_THAT(hub.Submit(State(MakeParty(Retailer()), 1)), IsOk());
}

TEST(PartyHandler, OnlyTheRetailerStates) {
  PartnersHub hub;
  hub.Take(MakeParty(Supplier()));
  v1::Document document = State(MakeParty(Supplier()), 1);
  document.set_sender_gln(Supplier().ToString());
  EXPECT_THAT(hub.Submit(document), Refused(v1::REASON_SENDER_NOT_ALLOWED));
}

TEST(PartyHandler, RolesStay) {
  PartnersHub hub;
  hub.Take(MakeParty(Supplier()));
  v1::Party party = MakeParty(Supplier());
  party.set_role(v1::PARTY_ROLE_RETAILER);
  EXPECT_THAT(hub.Submit(State(party, 1)), HasViolation("party.role", v1::REASON_ROLE_CHANGED));
  party = MakeParty(Retailer());
  party.set_role(v1::PARTY_ROLE_SUPPLIER);
  EXPECT_THAT(hub.Submit(State(party)), HasViolation("party.role", v1::REASON_ROLE_CHANGED));
}

TEST(PartyHandler, SuspendedCannotSendUntilItIsLifted) {
  PartnersHub hub;
  hub.Take(MakeParty(Supplier()));
  v1::Party party = MakeParty(Supplier());
  party.set_suspended(true);
  ASSERT_THAT(hub.Submit(State(party, 1)), IsOk());
  EXPECT_TRUE(Known(hub, Supplier())->suspended);
  EXPECT_THAT(hub.Submit(State(test::MakeItem(1))), Refused(v1::REASON_PARTY_SUSPENDED));
  ASSERT_THAT(hub.Submit(State(MakeParty(Supplier()), 2)), IsOk());
  EXPECT_THAT(hub.Submit(State(test::MakeItem(1))), IsOk());
}

TEST(PartyHandler, VersionsAreSeenBeforeTheyAreChanged) {
  PartnersHub hub;
  hub.Take(MakeParty(Supplier()));
  for (const int64_t base_version : {0, 2}) {
    const absl::Status status = hub.Submit(State(MakeParty(Supplier()), base_version)).status();
    EXPECT_THAT(status, HasCode(absl::StatusCode::kAborted));
    EXPECT_EQ(exchange::DetailOf(status).current_version(), 1);
  }
  const auto second = hub.Submit(State(MakeParty(Supplier()), 1));
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->version(), 2);
}

}  // namespace
}  // namespace headwater::partners
