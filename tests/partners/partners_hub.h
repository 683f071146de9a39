// Parties, locations and agreements for tests, and a hub that takes them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "catalogue/items.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/check.h"
#include "hub/exchange/registry.h"
#include "hub/partners/parties.h"
#include "hub/partners/partners_handler.h"
#include "hub/partners/partners_schema.h"
#include "support/test_hub.h"

namespace headwater::test {

inline base::Gln Store(int n = 1) { return MakeGln(2000 + n); }    // of the retailer
inline base::Gln Factory(int n = 1) { return MakeGln(8000 + n); }  // of Supplier(n)

inline v1::Party MakeParty(base::Gln gln) {
  v1::Party party;
  party.set_gln(gln.ToString());
  party.set_display_name(absl::StrCat("Party ", gln.ToString()));
  party.set_role(gln == Retailer() ? v1::PARTY_ROLE_RETAILER : v1::PARTY_ROLE_SUPPLIER);
  party.set_country_code("DE");
  party.set_currency_code("EUR");
  party.set_time_zone("Europe/Berlin");
  return party;
}

inline v1::Location MakeLocation(base::Gln gln, base::Gln owner) {
  v1::Location location;
  location.set_gln(gln.ToString());
  location.set_party_gln(owner.ToString());
  location.set_display_name(absl::StrCat("Place ", gln.ToString()));
  location.set_type(owner == Retailer() ? v1::LOCATION_TYPE_STORE : v1::LOCATION_TYPE_FACTORY);
  location.set_country_code("DE");
  location.set_time_zone("Europe/Berlin");
  return location;
}

inline v1::ReplenishmentAgreement MakeAgreement(base::Gln supplier, base::Gln location) {
  v1::ReplenishmentAgreement agreement;
  agreement.set_supplier_gln(supplier.ToString());
  agreement.set_location_gln(location.ToString());
  agreement.set_model(v1::REPLENISHMENT_MODEL_CONTINUOUS);
  agreement.set_over_delivery_tolerance_basis_points(500);
  agreement.set_lead_time_days(3);
  agreement.set_order_interval_days(7);
  return agreement;
}

inline void AddItem(v1::ReplenishmentAgreement& agreement, const std::string& gtin,
                    int64_t minimum = 10, int64_t maximum = 50) {
  v1::ReplenishmentAgreementItem& item = *agreement.add_items();
  item.set_gtin(gtin);
  item.set_minimum_quantity(minimum);
  item.set_maximum_quantity(maximum);
}

inline v1::Document Numbered(base::Gln sender, base::Gln receiver, int64_t base_version) {
  static int number = 0;
  v1::Document document = Envelope(absl::StrCat("P-", ++number), sender, receiver);
  if (base_version > 0) document.set_base_version(base_version);
  return document;
}

inline v1::Document State(const v1::Party& party, int64_t base_version = 0) {
  v1::Document document = Numbered(Retailer(), *base::Gln::Parse(party.gln()), base_version);
  *document.mutable_party() = party;
  return document;
}

// By its owner; a supplier tells it to the retailer.
inline v1::Document State(const v1::Location& location, int64_t base_version = 0) {
  const base::Gln owner = *base::Gln::Parse(location.party_gln());
  v1::Document document =
      Numbered(owner, owner == Retailer() ? base::Gln() : Retailer(), base_version);
  *document.mutable_location() = location;
  return document;
}

inline v1::Document State(const v1::ReplenishmentAgreement& agreement, int64_t base_version = 0) {
  v1::Document document =
      Numbered(Retailer(), *base::Gln::Parse(agreement.supplier_gln()), base_version);
  *document.mutable_replenishment_agreement() = agreement;
  return document;
}

template <typename Handler>
exchange::Kind KindWith(v1::Document::BodyCase body, exchange::Senders senders,
                        exchange::Receivers receivers) {
  exchange::Kind kind{.body = body, .senders = senders, .receivers = receivers};
  kind.handlers.push_back(std::make_unique<Handler>());
  return kind;
}

// Knows nobody but the retailer.
class PartnersHub : public TestHub {
 public:
  PartnersHub() : TestHub(Options()) {}

  std::unique_ptr<store::Reader> Reader() {
    auto reader = database().BeginRead();
    HW_CHECK(reader.ok()) << reader.status();
    return *std::move(reader);
  }

  template <typename... Statement>
  void Take(const Statement&... statement) {
    (Require(State(statement)), ...);
  }

 private:
  void Require(const v1::Document& document) {
    const auto receipt = Submit(document);
    HW_CHECK(receipt.ok()) << Describe(receipt.status());
  }

  static TestHubOptions Options() {
    using exchange::Receivers;
    using exchange::Senders;
    static const partners::Parties parties(Retailer());
    TestHubOptions options;
    options.directory = &parties;
    options.schemas = {catalogue::CatalogueSchema(), partners::PartnersSchema()};
    options.kinds.push_back(KindWith<partners::PartyHandler>(
        v1::Document::kParty, Senders::kRetailer, Receivers::kStated));
    options.kinds.push_back(KindWith<partners::LocationHandler>(
        v1::Document::kLocation, Senders::kBoth, Receivers::kOtherRoleOrNone));
    options.kinds.push_back(KindWith<partners::ReplenishmentAgreementHandler>(
        v1::Document::kReplenishmentAgreement, Senders::kRetailer, Receivers::kOtherRole));
    options.kinds.push_back(TradeItemKind());
    return options;
  }
};

// With the retailer, Supplier(1) to Supplier(3) and two stores.
class SettledHub : public PartnersHub {
 public:
  SettledHub() {
    Take(MakeParty(Retailer()));
    for (int n = 1; n <= 3; ++n) Take(MakeParty(Supplier(n)));
    for (int n = 1; n <= 2; ++n) Take(MakeLocation(Store(n), Retailer()));
  }
};

}  // namespace headwater::test
