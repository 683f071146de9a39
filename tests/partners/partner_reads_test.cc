// The reads of PartnersService.
#include <gtest/gtest.h>

#include <set>

#include "hub/partners/partners_queries.h"
#include "partners/partners_hub.h"

namespace headwater::partners {
namespace {

using base::Gln;
using test::AddItem;
using test::Factory;
using test::HasCode;
using test::IsOk;
using test::MakeAgreement;
using test::MakeGln;
using test::MakeGtin;
using test::MakeItem;
using test::MakeLocation;
using test::MakeParty;
using test::PartnersHub;
using test::Refused;
using test::Retailer;
using test::SettledHub;
using test::State;
using test::Store;
using test::Supplier;

template <typename Request, typename Response>
absl::StatusOr<Response> Get(PartnersHub& hub, Gln caller,
                             absl::Status (*read)(store::Reader&, const exchange::Caller&,
                                                  const Request&, Response&),
                             const std::string& name) {
  Request request;
  request.set_name(name);
  return hub.Read(caller, read, request);
}

std::string PartyName(Gln gln) { return "parties/" + gln.ToString(); }
std::string LocationName(Gln gln) { return "locations/" + gln.ToString(); }
std::string AgreementName(Gln supplier, Gln location) {
  return PartyName(supplier) + "/agreements/" + location.ToString();
}

// The names of all pages.
template <typename Request, typename Response, typename Records>
std::vector<std::string> ListAll(PartnersHub& hub, Gln caller,
                                 absl::Status (*read)(store::Reader&, const exchange::Caller&,
                                                      const Request&, Response&),
                                 Request request, Records records) {
  std::vector<std::string> names;
  do {
    const auto page = hub.Read(caller, read, request);
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) break;
    for (const auto& record : records(*page)) names.push_back(record.name());
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  return names;
}
std::vector<std::string> ListAllParties(PartnersHub& hub, Gln caller,
                                        const v1::ListPartiesRequest& request = {}) {
  return ListAll(hub, caller, ListParties, request,
                 [](const v1::ListPartiesResponse& page) { return page.parties(); });
}
std::vector<std::string> ListAllLocations(PartnersHub& hub, Gln caller,
                                          const v1::ListLocationsRequest& request = {}) {
  return ListAll(hub, caller, ListLocations, request,
                 [](const v1::ListLocationsResponse& page) { return page.locations(); });
}
std::vector<std::string> ListAllAgreements(PartnersHub& hub, Gln caller, const std::string& parent,
                                           int size = 0) {
  v1::ListReplenishmentAgreementsRequest request;
  request.set_parent(parent);
  request.set_page_size(size);
  return ListAll(
      hub, caller, ListReplenishmentAgreements, request,
      [](const v1::ListReplenishmentAgreementsResponse& page) { return page.agreements(); });
}

// The text of a refusal without the key that was asked for.
std::string Without(const absl::Status& status, Gln gln) {
  EXPECT_THAT(status, Refused(v1::REASON_NOT_FOUND));
  EXPECT_THAT(status, HasCode(absl::StatusCode::kNotFound));
  std::string text = status.ToString();
  const size_t at = text.find(gln.ToString());
  return at == std::string::npos ? text : text.replace(at, 13, "?");
}

using Names = std::vector<std::string>;

TEST(GetParty, OneselfAndTheRetailer) {
  SettledHub hub;
  for (const Gln gln : {Retailer(), Supplier(1)}) {
    const auto record = Get(hub, Supplier(1), GetParty, PartyName(gln));
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ(record->name(), PartyName(gln));
    EXPECT_EQ(record->party().SerializeAsString(), MakeParty(gln).SerializeAsString());
    EXPECT_EQ(record->version(), 1);
    EXPECT_FALSE(record->document_id().empty());
  }
  for (int n = 1; n <= 3; ++n) {
    EXPECT_THAT(Get(hub, Retailer(), GetParty, PartyName(Supplier(n))), IsOk());
  }
}

TEST(GetParty, AnotherSupplierIsNotThere) {
  SettledHub hub;
  const auto ask = [&hub](Gln gln) {
    return Without(Get(hub, Supplier(1), GetParty, PartyName(gln)).status(), gln);
  };
  EXPECT_EQ(ask(Supplier(2)), ask(Supplier(9)));
  PartnersHub without;
  without.Take(MakeParty(Supplier(1)));
  EXPECT_EQ(Get(hub, Supplier(1), GetParty, PartyName(Supplier(2))).status(),
            Get(without, Supplier(1), GetParty, PartyName(Supplier(2))).status());
}

TEST(GetParty, NameThatIsNone) {
  SettledHub hub;
  for (const char* name : {"", "parties", "parties/", "parties/x", "parties/4000001000006",
                           "locations/4000001000005"}) {
    EXPECT_THAT(Get(hub, Supplier(), GetParty, name), Refused(v1::REASON_ARGUMENT_INVALID)) << name;
  }
}

TEST(GetParty, FeedIsForItselfAndTheRetailer) {
  SettledHub hub;
  hub.Take(MakeItem(1));
  ASSERT_THAT(hub.Acknowledge(Supplier(), 1), IsOk());
  for (const Gln caller : {Supplier(), Retailer()}) {
    const auto record = Get(hub, caller, GetParty, PartyName(Supplier()));
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ(record->head_sequence(), 2);
    EXPECT_EQ(record->acknowledged_sequence(), 1);
  }
  const auto seen = Get(hub, Supplier(), GetParty, PartyName(Retailer()));
  EXPECT_EQ(seen->head_sequence(), 0);
  EXPECT_EQ(seen->acknowledged_sequence(), 0);
  EXPECT_GT(Get(hub, Retailer(), GetParty, PartyName(Retailer()))->head_sequence(), 0);

  const auto list = hub.Read(Supplier(), ListParties, v1::ListPartiesRequest());
  ASSERT_THAT(list, IsOk());
  for (const auto& record : list->parties()) {
    EXPECT_EQ(record.head_sequence(), record.name() == PartyName(Supplier()) ? 2 : 0);
  }
}

TEST(ListParties, OneselfAndTheRetailer) {
  SettledHub hub;
  EXPECT_EQ(ListAllParties(hub, Supplier(2)),
            (Names{PartyName(Retailer()), PartyName(Supplier(2))}));
  EXPECT_EQ(ListAllParties(hub, Retailer()).size(), 4);
  v1::ListPartiesRequest request;
  request.set_role(v1::PARTY_ROLE_RETAILER);
  EXPECT_EQ(ListAllParties(hub, Supplier(2), request), Names{PartyName(Retailer())});
  request.set_role(v1::PARTY_ROLE_SUPPLIER);
  EXPECT_EQ(ListAllParties(hub, Supplier(2), request), Names{PartyName(Supplier(2))});
  EXPECT_EQ(ListAllParties(hub, Retailer(), request).size(), 3);
}

TEST(ListParties, NoGapsAndNoDoubles) {
  PartnersHub hub;
  std::set<std::string> all;
  for (int n = 0; n < 1200; ++n) {
    hub.Take(MakeParty(MakeGln(n)));
    all.insert(PartyName(MakeGln(n)));
  }
  for (const int size : {0, 7, 1000, 5000}) {
    v1::ListPartiesRequest request;
    request.set_page_size(size);
    const Names names = ListAllParties(hub, Retailer(), request);
    EXPECT_EQ(names.size(), all.size()) << size;
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()), all) << size;
  }
  v1::ListPartiesRequest request;
  request.set_page_size(1);
  EXPECT_EQ(ListAllParties(hub, MakeGln(700), request),
            (Names{PartyName(Retailer()), PartyName(MakeGln(700))}));
}

TEST(GetLocation, OnesOwnAndTheRetailers) {
  SettledHub hub;
  hub.Take(MakeLocation(Factory(1), Supplier(1)), MakeLocation(Factory(2), Supplier(2)));
  for (const Gln gln : {Store(1), Factory(1)}) {
    const auto record = Get(hub, Supplier(1), GetLocation, LocationName(gln));
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ(record->name(), LocationName(gln));
    EXPECT_EQ(record->location().gln(), gln.ToString());
    EXPECT_EQ(record->version(), 1);
    EXPECT_FALSE(record->document_id().empty());
  }
  EXPECT_THAT(Get(hub, Retailer(), GetLocation, LocationName(Factory(2))), IsOk());
  SettledHub without;
  const auto real = Get(hub, Supplier(1), GetLocation, LocationName(Factory(2)));
  EXPECT_THAT(real, Refused(v1::REASON_NOT_FOUND));
  EXPECT_EQ(real.status(),
            Get(without, Supplier(1), GetLocation, LocationName(Factory(2))).status());
  EXPECT_THAT(Get(hub, Supplier(1), GetLocation, "locations/1"),
              Refused(v1::REASON_ARGUMENT_INVALID));
}

TEST(ListLocations, OnesOwnAndTheRetailers) {
  SettledHub hub;
  hub.Take(MakeLocation(Factory(1), Supplier(1)), MakeLocation(Factory(2), Supplier(2)));
  const Names stores = {LocationName(Store(1)), LocationName(Store(2))};
  EXPECT_EQ(ListAllLocations(hub, Supplier(3)), stores);
  EXPECT_EQ(ListAllLocations(hub, Supplier(1)),
            (Names{stores[0], stores[1], LocationName(Factory(1))}));
  EXPECT_EQ(ListAllLocations(hub, Retailer()).size(), 4);

  v1::ListLocationsRequest request;
  request.set_party_gln(Supplier(1).ToString());
  EXPECT_EQ(ListAllLocations(hub, Supplier(1), request), Names{LocationName(Factory(1))});
  EXPECT_EQ(ListAllLocations(hub, Retailer(), request), Names{LocationName(Factory(1))});
  request.set_party_gln(Retailer().ToString());
  EXPECT_EQ(ListAllLocations(hub, Supplier(1), request), stores);

  const auto ask = [&hub](Gln gln) {
    v1::ListLocationsRequest of;
    of.set_party_gln(gln.ToString());
    return Without(hub.Read(Supplier(1), ListLocations, of).status(), gln);
  };
  EXPECT_EQ(ask(Supplier(2)), ask(Supplier(3)));
  EXPECT_EQ(ask(Supplier(2)), ask(Supplier(9)));
}

TEST(ListLocations, NoGapsAndNoDoubles) {
  SettledHub hub;
  std::set<std::string> all = {LocationName(Store(1)), LocationName(Store(2))};
  std::set<std::string> seen_by_first = all;
  for (int n = 0; n < 1500; ++n) {
    const Gln owner = n % 3 == 0 ? Retailer() : Supplier(n % 3);
    hub.Take(MakeLocation(MakeGln(10'000 + n), owner));
    all.insert(LocationName(MakeGln(10'000 + n)));
    if (n % 3 != 2) seen_by_first.insert(LocationName(MakeGln(10'000 + n)));
  }
  for (const int size : {13, 1000}) {
    v1::ListLocationsRequest request;
    request.set_page_size(size);
    const Names names = ListAllLocations(hub, Retailer(), request);
    EXPECT_EQ(names.size(), all.size());
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()), all);
    const Names some = ListAllLocations(hub, Supplier(1), request);
    EXPECT_EQ(some.size(), seen_by_first.size());
    EXPECT_EQ(std::set<std::string>(some.begin(), some.end()), seen_by_first);
  }
}

class AgreementReadsTest : public testing::Test {
 protected:
  AgreementReadsTest() {
    for (int s = 1; s <= 2; ++s) {
      hub_.Take(MakeItem(10 * s, Supplier(s)), MakeItem(10 * s + 1, Supplier(s)));
      for (int l = 1; l <= 2; ++l) {
        v1::ReplenishmentAgreement agreement = MakeAgreement(Supplier(s), Store(l));
        AddItem(agreement, MakeGtin(10 * s + 1));
        AddItem(agreement, MakeGtin(10 * s));
        hub_.Take(agreement);
      }
    }
  }
  SettledHub hub_;
};

TEST_F(AgreementReadsTest, GetHasTheItemsAsStated) {
  for (const Gln caller : {Supplier(1), Retailer()}) {
    const std::string name = AgreementName(Supplier(1), Store(2));
    const auto record = Get(hub_, caller, GetReplenishmentAgreement, name);
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ(record->name(), name);
    EXPECT_EQ(record->version(), 1);
    EXPECT_EQ(record->agreement().model(), v1::REPLENISHMENT_MODEL_CONTINUOUS);
    ASSERT_EQ(record->agreement().items_size(), 2);
    EXPECT_EQ(record->agreement().items(0).gtin(), MakeGtin(11));
    EXPECT_EQ(record->agreement().items(1).maximum_quantity(), 50);
  }
}

TEST_F(AgreementReadsTest, AnothersAgreementIsNotThere) {
  SettledHub without;
  for (const Gln gln : {Store(1), Store(9)}) {
    const std::string name = AgreementName(Supplier(2), gln);
    const auto real = Get(hub_, Supplier(1), GetReplenishmentAgreement, name);
    EXPECT_THAT(real, Refused(v1::REASON_NOT_FOUND));
    EXPECT_EQ(real.status(), Get(without, Supplier(1), GetReplenishmentAgreement, name).status());
  }
  EXPECT_THAT(
      Get(hub_, Supplier(1), GetReplenishmentAgreement, AgreementName(Supplier(1), Store(9))),
      Refused(v1::REASON_NOT_FOUND));
}

TEST_F(AgreementReadsTest, ListIsWithoutItems) {
  v1::ListReplenishmentAgreementsRequest request;
  request.set_parent("parties/-");
  const auto page = hub_.Read(Retailer(), ListReplenishmentAgreements, request);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->agreements_size(), 4);
  for (const auto& record : page->agreements()) {
    EXPECT_EQ(record.agreement().items_size(), 0);
    EXPECT_EQ(record.agreement().order_interval_days(), 7);
  }
}

TEST_F(AgreementReadsTest, ListOfOneOrOfAllThatOneMaySee) {
  const auto of = [](int s) {
    return Names{AgreementName(Supplier(s), Store(1)), AgreementName(Supplier(s), Store(2))};
  };
  EXPECT_EQ(ListAllAgreements(hub_, Supplier(1), "parties/-"), of(1));
  EXPECT_EQ(ListAllAgreements(hub_, Supplier(1), PartyName(Supplier(1))), of(1));
  EXPECT_EQ(ListAllAgreements(hub_, Retailer(), PartyName(Supplier(2))), of(2));
  EXPECT_EQ(ListAllAgreements(hub_, Supplier(3), "parties/-"), Names{});
  for (const int size : {1, 2, 3, 4}) {
    EXPECT_EQ(ListAllAgreements(hub_, Retailer(), "parties/-", size),
              (Names{of(1)[0], of(1)[1], of(2)[0], of(2)[1]}));
    EXPECT_EQ(ListAllAgreements(hub_, Supplier(2), "parties/-", size), of(2));
  }
  const auto ask = [this](Gln gln) {
    v1::ListReplenishmentAgreementsRequest request;
    request.set_parent(PartyName(gln));
    return Without(hub_.Read(Supplier(1), ListReplenishmentAgreements, request).status(), gln);
  };
  EXPECT_EQ(ask(Supplier(2)), ask(Supplier(3)));
  EXPECT_EQ(ask(Supplier(2)), ask(Supplier(9)));
}

}  // namespace
}  // namespace headwater::partners
