#include "suppliers-sim/opening.h"

#include <array>

#include "absl/strings/str_cat.h"
#include "suppliers-sim/papers.h"
#include "suppliers-sim/world.h"

namespace headwater::sim {
namespace {

constexpr size_t kReportLinesMax = 2000;

constexpr std::array<std::string_view, kSuppliers> kNames = {
    "Alder & Finch Homewares", "Bramley Slate Works",   "Cotter Paper Goods",
    "Dovedale Ceramics",       "Elmfield Toys",         "Fenwick Glass",
    "Garland Trading",         "Hollin Tin & Enamel",   "Ivy Lane Textiles",
    "Juniper Lights",          "Kestrel Kitchen Goods", "Larkspur Stationery"};

v1::Document NewParty(const World& world, const std::string& gln, std::string_view name,
                      v1::PartyRole role) {
  v1::Document document = NewDocument("party", absl::StrCat("PARTY-", gln), RetailerGln(), gln,
                                      InstantOf({world.calendar.setup_day(), Phase::kShop}));
  v1::Party& party = *document.mutable_party();
  party.set_gln(gln);
  party.set_display_name(std::string(name));
  party.set_role(role);
  party.set_country_code("GB");
  party.set_currency_code(std::string(kCurrency));
  party.set_time_zone("Europe/London");
  return document;
}

v1::Document NewLocation(const std::string& gln, const std::string& party, const std::string& name,
                         v1::LocationType type, const Country& country, const std::string& receiver,
                         absl::Time issue_time) {
  v1::Document document =
      NewDocument("location", absl::StrCat("LOCATION-", gln), party, receiver, issue_time);
  v1::Location& location = *document.mutable_location();
  location.set_gln(gln);
  location.set_party_gln(party);
  location.set_display_name(name);
  location.set_type(type);
  location.set_country_code(std::string(country.code));
  location.set_time_zone(std::string(country.time_zone));
  return document;
}

v1::Document NewTradeItem(const World& world, const Item& item) {
  v1::Document document =
      NewDocument("trade_item", absl::StrCat("ITEM-", item.piece_gtin), SupplierGln(item.supplier),
                  RetailerGln(), InstantOf({world.calendar.setup_day(), Phase::kReview}, 1));
  v1::TradeItem& stated = *document.mutable_trade_item();
  stated.set_gtin(item.piece_gtin);
  stated.set_supplier_gln(SupplierGln(item.supplier));
  stated.set_supplier_item_id(item.code);
  stated.set_buyer_item_id(item.code);
  stated.set_description(item.description);
  stated.set_brand(std::string(SupplierName(item.supplier)));
  *stated.mutable_price()->mutable_money() = Pounds(item.price_micros);
  stated.set_tax_rate_basis_points(2000);
  stated.set_base_orderable(!item.in_cases());
  if (item.in_cases()) {
    v1::Pack& pack = *stated.add_packs();
    pack.set_gtin(item.order_gtin);
    pack.set_level(v1::PACK_LEVEL_CASE);
    pack.set_contained_gtin(item.piece_gtin);
    pack.set_contained_count(item.case_count);
    pack.set_orderable(true);
  }
  stated.set_order_multiple(item.order_multiple);
  stated.set_minimum_order_quantity(item.order_minimum * item.case_count);
  stated.set_department_code("GIFTS");
  stated.set_category_code(item.code.substr(0, 2));
  stated.set_advertised(world.chance.Hits(30, "advertised", item.code));
  stated.set_exclusive(world.chance.Hits(50, "exclusive", item.code));
  return document;
}

v1::Document NewAgreement(const World& world, int supplier, int country,
                          const std::vector<AgreedLevel>& levels) {
  v1::Document document =
      NewDocument("replenishment_agreement",
                  absl::StrCat("AGREEMENT-", supplier + 1, "-", country + 1), RetailerGln(),
                  SupplierGln(supplier), InstantOf({world.calendar.setup_day(), Phase::kSupply}));
  v1::ReplenishmentAgreement& agreement = *document.mutable_replenishment_agreement();
  agreement.set_supplier_gln(SupplierGln(supplier));
  agreement.set_location_gln(ShopGln(country));
  agreement.set_model(v1::REPLENISHMENT_MODEL_CONTINUOUS);
  agreement.set_over_delivery_tolerance_basis_points(world.character(supplier).over_tolerance());
  agreement.set_lead_time_days(world.character(supplier).lead_time_days());
  agreement.set_order_interval_days(7);
  for (const AgreedLevel& level : levels) {
    v1::ReplenishmentAgreementItem& item = *agreement.add_items();
    item.set_gtin(world.item(level.item).order_gtin);
    item.set_minimum_quantity(level.minimum);
    item.set_maximum_quantity(level.maximum);
  }
  return document;
}

v1::Document NewCount(const World& world, int supplier, int part) {
  v1::Document document = NewDocument(
      "inventory_report", absl::StrCat("COUNT-OPENING-", supplier + 1, "-", part), RetailerGln(),
      SupplierGln(supplier), InstantOf({world.calendar.setup_day(), Phase::kSupply}, 1));
  v1::InventoryReport& report = *document.mutable_inventory_report();
  // Before the first shop opens, wherever it is.
  SetTime(LocalTime(world.calendar.setup_day(), 18 * 60, absl::UTCTimeZone()),
          report.mutable_as_of_time());
  report.set_basis(v1::INVENTORY_REPORT_BASIS_COUNTED);
  report.set_scope(v1::INVENTORY_REPORT_SCOPE_LISTED);
  return document;
}

void CountSupplier(const World& world, int supplier, std::vector<v1::Document>& documents) {
  size_t lines = kReportLinesMax;
  int parts = 0;
  for (const int item : world.assortment.ItemsOf(supplier)) {
    for (int country = 0; country < world.assortment.country_count(); ++country) {
      const int64_t pieces = world.assortment.OpeningStock(item, country);
      if (pieces == 0) continue;
      if (lines == kReportLinesMax) {
        documents.push_back(NewCount(world, supplier, ++parts));
        lines = 0;
      }
      v1::InventoryReportLine& line = *documents.back().mutable_inventory_report()->add_lines();
      line.set_location_gln(ShopGln(country));
      line.mutable_item()->set_gtin(world.item(item).piece_gtin);
      line.set_status(v1::STOCK_STATUS_AVAILABLE);
      *line.mutable_quantity() = Pieces(pieces);
      ++lines;
    }
  }
}

}  // namespace

std::string_view SupplierName(int supplier) { return kNames[static_cast<size_t>(supplier)]; }

std::vector<v1::Document> OpeningParties(const World& world) {
  std::vector<v1::Document> documents;
  documents.push_back(
      NewParty(world, RetailerGln(), "Headwater Gift Company", v1::PARTY_ROLE_RETAILER));
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    documents.push_back(
        NewParty(world, SupplierGln(supplier), SupplierName(supplier), v1::PARTY_ROLE_SUPPLIER));
  }
  for (int i = 0; i < world.assortment.country_count(); ++i) {
    const std::string& name = world.data.countries[static_cast<size_t>(i)];
    documents.push_back(
        NewLocation(ShopGln(i), RetailerGln(), name,
                    name == kHomeCountry ? v1::LOCATION_TYPE_WAREHOUSE : v1::LOCATION_TYPE_STORE,
                    CountryOf(name), "", InstantOf({world.calendar.setup_day(), Phase::kShop}, 1)));
  }
  return documents;
}

std::vector<v1::Document> OpeningItems(const World& world, int supplier) {
  std::vector<v1::Document> documents;
  documents.push_back(NewLocation(SupplierWarehouseGln(supplier), SupplierGln(supplier),
                                  absl::StrCat(std::string(SupplierName(supplier)), ", warehouse"),
                                  v1::LOCATION_TYPE_WAREHOUSE, CountryOf(kHomeCountry),
                                  RetailerGln(),
                                  InstantOf({world.calendar.setup_day(), Phase::kReview})));
  for (const int item : world.assortment.ItemsOf(supplier)) {
    documents.push_back(NewTradeItem(world, world.item(item)));
  }
  return documents;
}

std::vector<v1::Document> OpeningAgreements(const World& world) {
  std::vector<v1::Document> documents;
  for (const auto& [key, levels] : world.assortment.agreements()) {
    documents.push_back(NewAgreement(world, key.first, key.second, levels));
  }
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    CountSupplier(world, supplier, documents);
  }
  return documents;
}

}  // namespace headwater::sim
