#include "hub/hub_world.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/uuid.h"
#include "hub/exchange/values.h"
#include "hub/partners/parties.h"
#include "hub/registry.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using v1::Document;

constexpr int64_t kPieces = 24;
constexpr int64_t kCases = 2;
constexpr int kCaseCount = 12;

google::protobuf::Timestamp Stamp(absl::Time time) {
  return exchange::TimestampOf(exchange::MicrosOf(time));
}

// Before the world began, so that no clock takes it for the future.
absl::Time Earlier(int k) { return TestStart() - absl::Hours(20 - k); }

Document PlaceOf(base::Gln gln, base::Gln owner, v1::LocationType type) {
  Document document = Envelope(absl::StrCat("LO-", gln.ToString()), owner,
                               owner == Retailer() ? base::Gln() : Retailer());
  document.set_document_id(Lane::DocumentId(document.number()));
  v1::Location& location = *document.mutable_location();
  location.set_gln(gln.ToString());
  location.set_party_gln(owner.ToString());
  location.set_display_name("A place");
  location.set_type(type);
  location.set_country_code("DE");
  location.set_time_zone("Europe/Berlin");
  return document;
}

void FillParty(base::Gln gln, v1::PartyRole role, v1::Party& party) {
  party.set_gln(gln.ToString());
  party.set_display_name("A party");
  party.set_role(role);
  party.set_country_code("DE");
  party.set_currency_code("EUR");
  party.set_time_zone("Europe/Berlin");
}

void FillItem(const std::string& gtin, base::Gln supplier, v1::TradeItem& item) {
  item.set_gtin(gtin);
  item.set_supplier_gln(supplier.ToString());
  item.set_description("An item");
  *item.mutable_price() = Euros(1000);
  item.set_base_orderable(true);
}

}  // namespace

TestHubOptions WholeHub() {
  static const partners::Parties& parties = *new partners::Parties(Retailer());
  TestHubOptions options;
  options.registry = AllKinds();
  options.schemas = AllSchemas();
  options.directory = &parties;
  return options;
}

std::vector<Document> RetailerStory() {
  Document party = Envelope("PA-0", Retailer());
  party.set_document_id(Lane::DocumentId(party.number()));
  FillParty(Retailer(), v1::PARTY_ROLE_RETAILER, *party.mutable_party());
  return {std::move(party), PlaceOf(Store(1), Retailer(), v1::LOCATION_TYPE_STORE),
          PlaceOf(Store(2), Retailer(), v1::LOCATION_TYPE_STORE)};
}

std::vector<Document> HubWorld(const std::vector<int>& suppliers) {
  std::vector<Document> world = RetailerStory();
  for (const int n : suppliers) {
    for (Document& document : Lane(n).Story()) world.push_back(std::move(document));
  }
  return world;
}

base::Gln Lane::warehouse() const { return SupplierWarehouse(n_); }
std::string Lane::gtin() const { return MakeGtin(100 * n_ + 1); }
std::string Lane::case_gtin() const { return MakeGtin14(1, 100 * n_ + 1); }
std::string Lane::spare_gtin() const { return MakeGtin(100 * n_ + 2); }
std::string Lane::item_id() const { return absl::StrCat("ART-", n_); }
std::string Lane::order_number(int k) const { return absl::StrCat("PO-", n_, "-", k); }
std::string Lane::despatch_number(int k) const { return absl::StrCat("DA-", n_, "-", k); }
std::string Lane::sscc(int k) const { return MakeSscc(100 * n_ + k); }
std::string Lane::DocumentId(std::string_view number) {
  return base::NameUuid(absl::StrCat("hub world ", base::AbslView(number)));
}

std::vector<Document> Lane::Story() const {
  return {Party(),
          Location(),
          Item(),
          SpareItem(),
          Agreement(1),
          Agreement(2),
          Order(1),
          Response(1),
          Despatch(1),
          Receipt(1),
          Order(2),
          Response(2),
          Order(3),
          Order(4),
          Change(4),
          Cancellation(4, 2),
          Order(5),
          Response(5),
          Despatch(5),
          Count(1),
          Offer(1),
          SpareOffer(),
          Movement(1),
          Sales(1),
          Ticket(1),
          SupplierComplaint(1),
          RetailerComplaint(1)};
}

Document Lane::Next(Document::BodyCase kind) const {
  const auto restated = [this](Document document) {
    document = Named(std::move(document), "RE", static_cast<int>(document.body_case()));
    document.set_base_version(1);
    return document;
  };
  switch (kind) {
    case Document::kParty:
      return restated(Party());
    case Document::kLocation:
      return restated(Location());
    case Document::kReplenishmentAgreement:
      return restated(Agreement(1));
    case Document::kTradeItem:
      return restated(Item());
    case Document::kOrder:
      return Order(6);
    case Document::kOrderResponse:
      return Response(3);
    case Document::kOrderChange:
      return Change(3);
    case Document::kOrderCancellation:
      return Cancellation(3, 1);
    case Document::kDespatchAdvice:
      return Despatch(2);
    case Document::kReceivingAdvice:
      return Receipt(5);
    case Document::kInventoryReport:
      return Offer(2);
    case Document::kStockMovement:
      return Movement(2);
    case Document::kSalesReport:
      return Sales(2);
    case Document::kTicket:
      return Ticket(2);
    case Document::kApplicationError:
      return SupplierComplaint(2);
    case Document::BODY_NOT_SET:
      break;
  }
  HW_CHECK(false) << "no document of kind " << kind;
  return {};
}

Document Lane::Party() const {
  Document document = Named(Envelope("", Retailer(), supplier()), "PA", 1);
  FillParty(supplier(), v1::PARTY_ROLE_SUPPLIER, *document.mutable_party());
  return document;
}

Document Lane::Location() const {
  return PlaceOf(warehouse(), supplier(), v1::LOCATION_TYPE_WAREHOUSE);
}

Document Lane::Item() const {
  Document document = Begin("TI", 1, true);
  v1::TradeItem& item = *document.mutable_trade_item();
  FillItem(gtin(), supplier(), item);
  item.set_supplier_item_id(item_id());
  v1::Pack& pack = *item.add_packs();
  pack.set_gtin(case_gtin());
  pack.set_level(v1::PACK_LEVEL_CASE);
  pack.set_contained_gtin(gtin());
  pack.set_contained_count(kCaseCount);
  pack.set_orderable(true);
  return document;
}

Document Lane::SpareItem() const {
  Document document = Begin("TI", 2, true);
  FillItem(spare_gtin(), supplier(), *document.mutable_trade_item());
  return document;
}

Document Lane::Agreement(int k) const {
  Document document = Begin("AG", k, false);
  v1::ReplenishmentAgreement& agreement = *document.mutable_replenishment_agreement();
  agreement.set_supplier_gln(supplier().ToString());
  agreement.set_location_gln(Store(k).ToString());
  agreement.set_model(v1::REPLENISHMENT_MODEL_CONTINUOUS);
  agreement.set_over_delivery_tolerance_basis_points(500);
  agreement.set_lead_time_days(3);
  agreement.set_order_interval_days(1);
  v1::ReplenishmentAgreementItem& item = *agreement.add_items();
  item.set_gtin(gtin());
  item.set_minimum_quantity(10'000);
  item.set_maximum_quantity(20'000);
  return document;
}

Document Lane::Order(int k) const {
  return Named(MakeOrder("",
                         {OrderLineOf(1, gtin(), kPieces, v1::FILL_POLICY_SUBSTITUTE_ALLOWED),
                          OrderLineOf(2, case_gtin(), kCases)},
                         supplier()),
               "PO", k);
}

Document Lane::Response(int k) const {
  return Named(
      MakeResponse(Order(k), 1,
                   {Answering(1, {Accepting(kPieces)}), Answering(2, {Accepting(kCases)})}),
      "OR", k);
}

Document Lane::Change(int k) const {
  Document document = Named(MakeChange(Order(k), 1), "OC", k);
  *document.mutable_order_change()->mutable_lines(0)->mutable_quantity() = test::Count(kPieces + 1);
  return document;
}

Document Lane::Cancellation(int k, int64_t version) const {
  return Named(MakeCancellation(Order(k), version), "OX", k);
}

Document Lane::Despatch(int k) const {
  Document document = Named(MakeDespatch("",
                                         {Shipping(1, order_number(k), 1, gtin(), kPieces),
                                          Shipping(2, order_number(k), 2, case_gtin(), kCases)},
                                         supplier()),
                            "DA", k);
  v1::DespatchAdvice& advice = *document.mutable_despatch_advice();
  advice.set_ship_from_gln(warehouse().ToString());
  advice.mutable_logistic_units(0)->set_sscc(sscc(k));
  return document;
}

Document Lane::Receipt(int k) const {
  return Named(MakeReceipt(Despatch(k), "", {Receiving(1, kPieces - 1, 1), Receiving(2, kCases)}),
               "RA", k);
}

Document Lane::Count(int k) const {
  Document document = Begin("IR", k, false);
  v1::InventoryReport& report = *document.mutable_inventory_report();
  *report.mutable_as_of_time() = Stamp(Earlier(k));
  report.set_basis(v1::INVENTORY_REPORT_BASIS_COUNTED);
  report.set_scope(v1::INVENTORY_REPORT_SCOPE_LISTED);
  for (const std::string& item : {gtin(), spare_gtin()}) {
    v1::InventoryReportLine& line = *report.add_lines();
    line.set_location_gln(Store().ToString());
    line.mutable_item()->set_gtin(item);
    line.set_status(v1::STOCK_STATUS_AVAILABLE);
    *line.mutable_quantity() = test::Count(100);
  }
  return document;
}

Document Lane::Offer(int k) const {
  Document document = Begin("IO", k, true);
  v1::InventoryReport& report = *document.mutable_inventory_report();
  *report.mutable_as_of_time() = Stamp(Earlier(k));
  report.set_basis(v1::INVENTORY_REPORT_BASIS_BOOK);
  report.set_scope(v1::INVENTORY_REPORT_SCOPE_LISTED);
  v1::InventoryReportLine& line = *report.add_lines();
  line.set_location_gln(warehouse().ToString());
  line.mutable_item()->set_gtin(gtin());
  line.set_status(v1::STOCK_STATUS_AVAILABLE);
  line.set_owner_gln(supplier().ToString());
  *line.mutable_quantity() = test::Count(5000);
  return document;
}

Document Lane::SpareOffer() const {
  Document document = Named(Offer(1), "IO-SPARE", 1);
  document.mutable_inventory_report()->mutable_lines(0)->mutable_item()->set_gtin(spare_gtin());
  return document;
}

Document Lane::Movement(int k) const {
  Document document = Begin("SM", k, false);
  v1::StockMovement& movement = *document.mutable_stock_movement();
  movement.set_location_gln(Store().ToString());
  *movement.mutable_movement_time() = Stamp(Earlier(k));
  v1::StockMovementLine& line = *movement.add_lines();
  line.mutable_item()->set_gtin(gtin());
  line.set_reason(v1::MOVEMENT_REASON_SCRAP);
  line.set_status(v1::STOCK_STATUS_AVAILABLE);
  *line.mutable_quantity() = test::Count(-1);
  return document;
}

Document Lane::Sales(int k) const {
  Document document = Begin("SR", k, false);
  v1::SalesReport& report = *document.mutable_sales_report();
  *report.mutable_sales_date() = MakeDate(2026, 1, k);
  report.set_currency_code("EUR");
  v1::LocationSales& section = *report.add_by_location();
  section.set_location_gln(Store().ToString());
  section.set_coverage(v1::SALES_COVERAGE_COMPLETE);
  for (const std::string& item : {gtin(), spare_gtin()}) {
    v1::SalesLine& line = *section.add_lines();
    line.mutable_item()->set_gtin(item);
    *line.mutable_figures()->mutable_sold() = test::Count(3);
    *line.mutable_figures()->mutable_net_amount() = Euros(3000).money();
  }
  // Nothing is known of the other store's day.
  v1::LocationSales& unknown = *report.add_by_location();
  unknown.set_location_gln(Store(2).ToString());
  unknown.set_coverage(v1::SALES_COVERAGE_PARTIAL);
  return document;
}

Document Lane::Ticket(int k) const {
  Document document = Named(Envelope("", Retailer()), "TK", k);
  v1::Ticket& ticket = *document.mutable_ticket();
  ticket.set_location_gln(Store().ToString());
  *ticket.mutable_sale_time() = Stamp(Earlier(k));
  ticket.set_currency_code("EUR");
  ticket.set_channel(v1::SALES_CHANNEL_STORE);
  v1::TicketLine& line = *ticket.add_lines();
  line.set_line_number(1);
  line.set_type(v1::TICKET_LINE_TYPE_SALE);
  line.mutable_item()->set_gtin(gtin());
  *line.mutable_quantity() = test::Count(1);
  *line.mutable_unit_price() = Euros(1190).money();
  return document;
}

Document Lane::SupplierComplaint(int k) const {
  Document document = Named(Complaint("", supplier(), Retailer()), "AS", k);
  document.set_in_response_to(Order(1).document_id());
  return document;
}

Document Lane::RetailerComplaint(int k) const {
  Document document = Named(Complaint("", Retailer(), supplier()), "AR", k);
  document.set_in_response_to(Despatch(1).document_id());
  return document;
}

Document Lane::Begin(std::string_view prefix, int k, bool by_supplier) const {
  return Named(
      by_supplier ? Envelope("", supplier(), Retailer()) : Envelope("", Retailer(), supplier()),
      prefix, k);
}

Document Lane::Named(Document document, std::string_view prefix, int k) const {
  document.set_number(absl::StrCat(base::AbslView(prefix), "-", n_, "-", k));
  document.set_document_id(DocumentId(document.number()));
  return document;
}

}  // namespace headwater::test
