#include "hub/mutated_world.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/exchange/values.h"
#include "hub/hub_world.h"
#include "hub/partners/partners_queries.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using v1::Document;

}  // namespace

LivingWorld::LivingWorld(base::Random& random) : random_(random), hub_(WholeHub()) {
  std::vector<Document> story = HubWorld({1, 2});
  for (Document& document : WorldDocuments()) {
    if (document.has_trade_item()) story.push_back(std::move(document));
  }
  glns_ = {Retailer().ToString(),           Supplier(1).ToString(),  Supplier(2).ToString(),
           Supplier(3).ToString(),          Store(1).ToString(),     Store(2).ToString(),
           SupplierWarehouse(1).ToString(), MakeGln(9999).ToString()};
  gtins_ = {Pieces(kSoap),       Case(kSoap),    Pallet(kSoap),    Pieces(kTea),
            Pieces(kCheese),     Pieces(kFax),   Pieces(kForeign), Lane(1).gtin(),
            Lane(1).case_gtin(), Lane(2).gtin(), MakeGtin(9999)};
  numbers_ = {"PO-404"};
  ids_ = {NextUuid()};
  for (const Document& document : story) {
    const v1::SubmitRequest request = MakeRequest(document);
    const auto receipt = hub_.Submit(exchange::GlnOf(document.sender_gln()), request);
    HW_CHECK(receipt.ok()) << receipt.status();
    Took(request);
  }
}

void LivingWorld::Took(const v1::SubmitRequest& request) {
  requests_.push_back(request);
  const Document& document = request.document();
  hub_.clock().Advance(absl::Minutes(1));
  numbers_.push_back(document.number());
  ids_.push_back(document.document_id());
  if (document.has_order()) orders_.push_back(document);
  if (document.has_despatch_advice()) despatches_.push_back(document);
}

std::optional<Document> LivingWorld::Make(Document::BodyCase kind) {
  switch (kind) {
    case Document::kParty:
      return MakeParty();
    case Document::kLocation:
      return MakeLocation();
    case Document::kReplenishmentAgreement:
      return MakeAgreement();
    case Document::kTradeItem:
      return MakeItem();
    case Document::kOrder:
      return MakeNewOrder();
    case Document::kOrderResponse:
      return MakeAnswer();
    case Document::kOrderChange:
      return MakeOrderChange();
    case Document::kOrderCancellation:
      return MakeOrderCancellation();
    case Document::kDespatchAdvice:
      return MakeDespatchAdvice();
    case Document::kReceivingAdvice:
      return MakeReceivingAdvice();
    case Document::kInventoryReport:
      return MakeInventoryReport();
    case Document::kStockMovement:
      return MakeStockMovement();
    case Document::kSalesReport:
      return MakeSalesReport();
    case Document::kTicket:
      return MakeTicket();
    case Document::kApplicationError:
      return MakeApplicationError();
    case Document::BODY_NOT_SET:
      break;
  }
  return std::nullopt;
}

Document LivingWorld::Begin(base::Gln sender, base::Gln receiver) {
  return Envelope(absl::StrCat("M-", ++count_), sender, receiver);
}

google::protobuf::Timestamp LivingWorld::Now(int64_t seconds_ago) {
  return exchange::TimestampOf(exchange::MicrosOf(hub_.clock().Now() - absl::Seconds(seconds_ago)));
}

base::Gln LivingWorld::SomeSupplier() { return Supplier(1 + static_cast<int>(random_.Below(2))); }

base::Gln LivingWorld::SomeStore() { return Store(1 + static_cast<int>(random_.Below(2))); }

const std::string& LivingWorld::SomeItem(base::Gln supplier) {
  static const auto& of_first =
      *new std::vector<std::string>{Pieces(kSoap), Case(kSoap),    Pieces(kCoffee),    Case(kSalt),
                                    Pieces(kMint), Lane(1).gtin(), Lane(1).case_gtin()};
  static const auto& of_second = *new std::vector<std::string>{
      Pieces(kForeign), Lane(2).gtin(), Lane(2).case_gtin(), Lane(2).spare_gtin()};
  return One(supplier == Supplier(1) ? of_first : of_second);
}

std::optional<Document> LivingWorld::MakeParty() {
  const base::Gln supplier = SomeSupplier();
  v1::GetPartyRequest request;
  request.set_name(absl::StrCat("parties/", supplier.ToString()));
  const auto known = hub_.Read(Retailer(), partners::GetParty, request);
  if (!known.ok()) return std::nullopt;
  Document document = Begin(Retailer(), supplier);
  document.set_base_version(known->version());
  *document.mutable_party() = known->party();
  document.mutable_party()->set_display_name(absl::StrCat("Party ", count_));
  // A mutant may have suspended it: it comes back.
  document.mutable_party()->set_suspended(false);
  return document;
}

std::optional<Document> LivingWorld::MakeLocation() {
  const bool of_retailer = random_.Below(2) == 0;
  const int n = 1 + static_cast<int>(random_.Below(2));
  const base::Gln owner = of_retailer ? Retailer() : Supplier(n);
  const base::Gln gln = of_retailer ? Store(n) : SupplierWarehouse(n);
  v1::GetLocationRequest request;
  request.set_name(absl::StrCat("locations/", gln.ToString()));
  const auto known = hub_.Read(Retailer(), partners::GetLocation, request);
  if (!known.ok()) return std::nullopt;
  Document document = Begin(owner, of_retailer ? base::Gln() : Retailer());
  document.set_base_version(known->version());
  *document.mutable_location() = known->location();
  document.mutable_location()->set_display_name(absl::StrCat("Place ", count_));
  return document;
}

std::optional<Document> LivingWorld::MakeAgreement() {
  const base::Gln supplier = SomeSupplier();
  const base::Gln store = SomeStore();
  v1::GetReplenishmentAgreementRequest request;
  request.set_name(absl::StrCat("parties/", supplier.ToString(), "/agreements/", store.ToString()));
  const auto known = hub_.Read(Retailer(), partners::GetReplenishmentAgreement, request);
  Document document = Begin(Retailer(), supplier);
  if (known.ok()) document.set_base_version(known->version());
  v1::ReplenishmentAgreement& agreement = *document.mutable_replenishment_agreement();
  agreement.set_supplier_gln(supplier.ToString());
  agreement.set_location_gln(store.ToString());
  agreement.set_model(v1::REPLENISHMENT_MODEL_CONTINUOUS);
  agreement.set_over_delivery_tolerance_basis_points(static_cast<int32_t>(random_.Below(2000)));
  agreement.set_order_interval_days(1);
  v1::ReplenishmentAgreementItem& item = *agreement.add_items();
  item.set_gtin(SomeItem(supplier));
  item.set_minimum_quantity(random_.Between(0, 50));
  item.set_maximum_quantity(item.minimum_quantity() + random_.Between(1, 50));
  return document;
}

std::optional<Document> LivingWorld::MakeItem() {
  const int n = 1 + static_cast<int>(random_.Below(2));
  v1::GetTradeItemRequest request;
  request.set_name(absl::StrCat("tradeItems/", Lane(n).gtin()));
  const auto known = hub_.Read(Retailer(), catalogue::GetTradeItem, request);
  if (!known.ok()) return std::nullopt;
  Document document = Begin(Supplier(n), Retailer());
  v1::TradeItem& item = *document.mutable_trade_item();
  item = known->trade_item();
  item.set_description(absl::StrCat("Item ", count_));
  if (random_.Below(3) == 0) {
    // A new one, in pieces alone.
    item.set_gtin(MakeGtin(20'000 + static_cast<int>(count_)));
    item.clear_packs();
    item.clear_price();
    *item.mutable_price() = Euros(500);
    item.clear_supplier_item_id();
    item.clear_buyer_item_id();
    return document;
  }
  document.set_base_version(known->version());
  // What mutants may have made of it is set right.
  item.set_base_orderable(true);
  item.set_discontinued(false);
  item.clear_order_multiple();
  item.clear_minimum_order_quantity();
  return document;
}

std::optional<Document> LivingWorld::MakeInventoryReport() {
  const int n = 1 + static_cast<int>(random_.Below(2));
  const bool offer = random_.Below(3) == 0;
  Document document = offer ? Begin(Supplier(n), Retailer()) : Begin(Retailer(), Supplier(n));
  v1::InventoryReport& report = *document.mutable_inventory_report();
  *report.mutable_as_of_time() = Now(0);
  report.set_basis(!offer && random_.Below(2) == 0 ? v1::INVENTORY_REPORT_BASIS_COUNTED
                                                   : v1::INVENTORY_REPORT_BASIS_BOOK);
  report.set_scope(random_.Below(4) == 0 ? v1::INVENTORY_REPORT_SCOPE_FULL
                                         : v1::INVENTORY_REPORT_SCOPE_LISTED);
  v1::InventoryReportLine& line = *report.add_lines();
  line.set_location_gln((offer ? SupplierWarehouse(n) : SomeStore()).ToString());
  line.mutable_item()->set_gtin(SomeItem(Supplier(n)));
  line.set_status(v1::STOCK_STATUS_AVAILABLE);
  *line.mutable_quantity() = Count(random_.Between(0, 500));
  return document;
}

std::optional<Document> LivingWorld::MakeStockMovement() {
  const base::Gln supplier = SomeSupplier();
  Document document = Begin(Retailer(), random_.Below(2) == 0 ? supplier : base::Gln());
  v1::StockMovement& movement = *document.mutable_stock_movement();
  movement.set_location_gln(SomeStore().ToString());
  *movement.mutable_movement_time() = Now(random_.Between(0, 86'400));
  const std::string& gtin = SomeItem(supplier);
  const auto add = [&](v1::MovementReason reason, int64_t count, v1::StockStatus status) {
    v1::StockMovementLine& line = *movement.add_lines();
    line.mutable_item()->set_gtin(gtin);
    line.set_reason(reason);
    line.set_status(status);
    *line.mutable_quantity() = Count(count);
  };
  const int64_t moved = random_.Between(1, 20);
  add(v1::MOVEMENT_REASON_ISSUE, -moved, v1::STOCK_STATUS_AVAILABLE);
  add(v1::MOVEMENT_REASON_STATUS_CHANGE, -moved, v1::STOCK_STATUS_AVAILABLE);
  add(v1::MOVEMENT_REASON_STATUS_CHANGE, moved, v1::STOCK_STATUS_DAMAGED);
  return document;
}

std::optional<Document> LivingWorld::MakeSalesReport() {
  const base::Gln supplier = SomeSupplier();
  Document document = Begin(Retailer(), supplier);
  v1::SalesReport& report = *document.mutable_sales_report();
  *report.mutable_sales_date() = MakeDate(2025, 1 + static_cast<int>(random_.Below(12)),
                                          1 + static_cast<int>(random_.Below(28)));
  report.set_currency_code("EUR");
  // Higher than any before, as far as no mutant went ahead.
  report.set_restatement_number(static_cast<int32_t>(count_));
  const auto fill = [this](v1::SalesFigures& figures) {
    *figures.mutable_sold() = Count(random_.Between(0, 30));
    if (random_.Below(2) == 0) *figures.mutable_net_amount() = Euros(1500).money();
    figures.set_minutes_on_shelf(600);
    figures.set_minutes_open(720);
  };
  if (random_.Below(2) == 0) {
    v1::LocationSales& section = *report.add_by_location();
    section.set_location_gln(SomeStore().ToString());
    section.set_coverage(v1::SALES_COVERAGE_COMPLETE);
    v1::SalesLine& line = *section.add_lines();
    line.mutable_item()->set_gtin(SomeItem(supplier));
    fill(*line.mutable_figures());
    return document;
  }
  v1::ItemSales& item = *report.add_by_item();
  item.mutable_item()->set_gtin(SomeItem(supplier));
  v1::ItemLocationSales& sold = *item.add_locations();
  sold.set_location_gln(SomeStore().ToString());
  fill(*sold.mutable_figures());
  return document;
}

std::optional<Document> LivingWorld::MakeTicket() {
  Document document = Begin(Retailer(), base::Gln());
  v1::Ticket& ticket = *document.mutable_ticket();
  ticket.set_location_gln(SomeStore().ToString());
  *ticket.mutable_sale_time() = Now(random_.Between(0, 86'400));
  ticket.set_currency_code("EUR");
  const int size = 1 + static_cast<int>(random_.Below(3));
  for (int i = 1; i <= size; ++i) {
    v1::TicketLine& line = *ticket.add_lines();
    line.set_line_number(i);
    line.set_type(random_.Below(5) == 0 ? v1::TICKET_LINE_TYPE_RETURN : v1::TICKET_LINE_TYPE_SALE);
    line.mutable_item()->set_gtin(SomeItem(SomeSupplier()));
    *line.mutable_quantity() = Count(random_.Between(1, 5));
    *line.mutable_unit_price() = Euros(random_.Between(100, 2000)).money();
  }
  return document;
}

std::optional<Document> LivingWorld::MakeApplicationError() {
  const base::Gln supplier = SomeSupplier();
  const bool by_supplier = random_.Below(2) == 0;
  Document document =
      by_supplier ? Complaint("", supplier, Retailer()) : Complaint("", Retailer(), supplier);
  document.set_number(absl::StrCat("A-", ++count_));
  return document;
}

}  // namespace headwater::test
