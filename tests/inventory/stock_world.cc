#include "inventory/stock_world.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "hub/base/check.h"
#include "hub/catalogue/catalogue_handler.h"
#include "hub/catalogue/catalogue_schema.h"
#include "hub/delivery/delivery_schema.h"
#include "hub/delivery/despatch_advice_handler.h"
#include "hub/delivery/receiving_advice_handler.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_report_handler.h"
#include "hub/inventory/inventory_schema.h"
#include "hub/inventory/receipt_stock_handler.h"
#include "hub/inventory/stock_movement_handler.h"
#include "hub/inventory/ticket_stock_handler.h"
#include "hub/ordering/order_handler.h"
#include "hub/ordering/order_response_handler.h"
#include "hub/ordering/ordering_schema.h"
#include "hub/partners/partners_handler.h"
#include "hub/partners/partners_schema.h"
#include "hub/sales/sales_report_handler.h"
#include "hub/sales/sales_schema.h"
#include "hub/sales/ticket_handler.h"

namespace headwater::test {
namespace {

using exchange::Receivers;
using exchange::Senders;

template <typename... Handlers>
exchange::Kind MakeKind(v1::Document::BodyCase body, Senders senders, Receivers receivers) {
  exchange::Kind kind{.body = body, .senders = senders, .receivers = receivers};
  (kind.handlers.push_back(std::make_unique<Handlers>()), ...);
  return kind;
}

std::string NextNumber(std::string_view prefix) {
  static int number = 0;
  return absl::StrCat(std::string(prefix), "-", ++number);
}

google::protobuf::Timestamp Stamp(absl::Time time) {
  return exchange::TimestampOf(exchange::MicrosOf(time));
}

void FillReport(absl::Time as_of, v1::InventoryReportBasis basis, v1::InventoryReportScope scope,
                const std::vector<StockLine>& lines, v1::InventoryReport& report) {
  *report.mutable_as_of_time() = Stamp(as_of);
  report.set_basis(basis);
  report.set_scope(scope);
  for (const StockLine& line : lines) {
    v1::InventoryReportLine& row = *report.add_lines();
    row.set_location_gln(line.location.ToString());
    row.mutable_item()->set_gtin(line.gtin);
    row.set_status(line.status);
    if (line.owner != base::Gln()) row.set_owner_gln(line.owner.ToString());
    *row.mutable_quantity() = line.quantity;
    row.set_lot_number(line.lot);
  }
}

v1::Document PlaceOf(base::Gln gln, base::Gln owner, const std::string& time_zone) {
  v1::Document document =
      Envelope(NextNumber("L"), owner, owner == Retailer() ? base::Gln() : Retailer());
  v1::Location& location = *document.mutable_location();
  location.set_gln(gln.ToString());
  location.set_party_gln(owner.ToString());
  location.set_display_name("Place");
  location.set_type(v1::LOCATION_TYPE_STORE);
  location.set_country_code("DE");
  location.set_time_zone(time_zone);
  return document;
}

v1::TradeItem ItemOf(int n, base::Gln supplier) {
  v1::TradeItem item;
  item.set_gtin(Piece(n));
  item.set_supplier_gln(supplier.ToString());
  item.set_supplier_item_id(absl::StrCat("S-", n));
  item.set_buyer_item_id(absl::StrCat("B-", n));
  item.set_description(absl::StrCat("Item ", n));
  item.mutable_price()->mutable_money()->set_amount_micros(2'000'000);
  item.mutable_price()->mutable_money()->set_currency_code("EUR");
  item.set_base_orderable(true);
  if (n == kWeighed) {
    item.set_measure_unit_code("KGM");
    item.mutable_price()->set_base_unit_code("KGM");
    return item;
  }
  v1::Pack& pack = *item.add_packs();
  pack.set_gtin(Case(n));
  pack.set_level(v1::PACK_LEVEL_CASE);
  pack.set_contained_gtin(Piece(n));
  pack.set_contained_count(kCaseCount);
  pack.set_orderable(true);
  return item;
}

}  // namespace

int64_t Key(const std::string& gtin) { return exchange::GtinOf(gtin).value(); }

absl::Time At(int hours) { return TestStart() + absl::Hours(hours); }

v1::Document Report(absl::Time as_of, v1::InventoryReportBasis basis,
                    v1::InventoryReportScope scope, const std::vector<StockLine>& lines,
                    base::Gln receiver) {
  v1::Document document = Envelope(NextNumber("I"), Retailer(), receiver);
  FillReport(as_of, basis, scope, lines, *document.mutable_inventory_report());
  return document;
}

v1::Document Counting(absl::Time as_of, const std::vector<StockLine>& lines) {
  return Report(as_of, v1::INVENTORY_REPORT_BASIS_COUNTED, v1::INVENTORY_REPORT_SCOPE_LISTED,
                lines);
}

v1::Document Booking(absl::Time as_of, const std::vector<StockLine>& lines) {
  return Report(as_of, v1::INVENTORY_REPORT_BASIS_BOOK, v1::INVENTORY_REPORT_SCOPE_LISTED, lines);
}

v1::Document Offering(absl::Time as_of, v1::InventoryReportScope scope,
                      const std::vector<StockLine>& lines, base::Gln supplier) {
  v1::Document document = Envelope(NextNumber("A"), supplier, Retailer());
  FillReport(as_of, v1::INVENTORY_REPORT_BASIS_BOOK, scope, lines,
             *document.mutable_inventory_report());
  return document;
}

v1::Document Moving(absl::Time time, const std::vector<MoveLine>& lines, base::Gln receiver,
                    base::Gln location) {
  v1::Document document = Envelope(NextNumber("M"), Retailer(), receiver);
  v1::StockMovement& movement = *document.mutable_stock_movement();
  movement.set_location_gln(location.ToString());
  *movement.mutable_movement_time() = Stamp(time);
  for (const MoveLine& line : lines) {
    v1::StockMovementLine& row = *movement.add_lines();
    row.mutable_item()->set_gtin(line.gtin);
    row.set_reason(line.reason);
    row.set_status(line.status);
    if (line.owner != base::Gln()) row.set_owner_gln(line.owner.ToString());
    *row.mutable_quantity() = line.quantity;
  }
  return document;
}

v1::Document Selling(absl::Time time, const std::vector<SaleLine>& lines, base::Gln location) {
  v1::Document document = Envelope(NextNumber("T"), Retailer());
  v1::Ticket& ticket = *document.mutable_ticket();
  ticket.set_location_gln(location.ToString());
  *ticket.mutable_sale_time() = Stamp(time);
  ticket.set_currency_code("EUR");
  for (const SaleLine& line : lines) {
    v1::TicketLine& row = *ticket.add_lines();
    row.set_line_number(ticket.lines_size());
    row.set_type(line.type);
    if (!line.gtin.empty()) row.mutable_item()->set_gtin(line.gtin);
    *row.mutable_quantity() = line.quantity;
    row.mutable_unit_price()->set_amount_micros(line.unit_price_micros);
    row.mutable_unit_price()->set_currency_code("EUR");
  }
  return document;
}

TestHubOptions StockWorld::Options() {
  using Body = v1::Document;
  TestHubOptions options;
  auto& kinds = options.kinds;
  kinds.push_back(MakeKind<partners::LocationHandler>(Body::kLocation, Senders::kBoth,
                                                      Receivers::kOtherRoleOrNone));
  kinds.push_back(MakeKind<partners::ReplenishmentAgreementHandler>(
      Body::kReplenishmentAgreement, Senders::kRetailer, Receivers::kOtherRole));
  kinds.push_back(MakeKind<catalogue::TradeItemHandler>(Body::kTradeItem, Senders::kBoth,
                                                        Receivers::kOtherRole));
  kinds.push_back(
      MakeKind<ordering::OrderHandler>(Body::kOrder, Senders::kRetailer, Receivers::kOtherRole));
  kinds.push_back(MakeKind<ordering::OrderResponseHandler>(Body::kOrderResponse, Senders::kSupplier,
                                                           Receivers::kOtherRole));
  kinds.push_back(MakeKind<delivery::DespatchAdviceHandler>(
      Body::kDespatchAdvice, Senders::kSupplier, Receivers::kOtherRole));
  kinds.push_back(MakeKind<delivery::ReceivingAdviceHandler, inventory::ReceiptStockHandler>(
      Body::kReceivingAdvice, Senders::kRetailer, Receivers::kOtherRole));
  kinds.push_back(MakeKind<inventory::InventoryReportHandler>(
      Body::kInventoryReport, Senders::kBoth, Receivers::kOtherRole));
  kinds.push_back(MakeKind<inventory::StockMovementHandler>(
      Body::kStockMovement, Senders::kRetailer, Receivers::kOtherRoleOrNone));
  kinds.push_back(MakeKind<sales::SalesReportHandler>(Body::kSalesReport, Senders::kRetailer,
                                                      Receivers::kOtherRole));
  kinds.push_back(MakeKind<sales::TicketHandler, inventory::TicketStockHandler>(
      Body::kTicket, Senders::kRetailer, Receivers::kNone));
  options.schemas = {catalogue::CatalogueSchema(), partners::PartnersSchema(),
                     ordering::OrderingSchema(),   delivery::DeliverySchema(),
                     inventory::InventorySchema(), sales::SalesSchema()};
  return options;
}

StockWorld::StockWorld() : TestHub(Options()) {
  clock().Set(At(kNow));
  Require(Submit(PlaceOf(Shop(), Retailer(), "Europe/Berlin")));
  Require(Submit(PlaceOf(FarShop(), Retailer(), "Pacific/Auckland")));
  Require(Submit(PlaceOf(Depot(), Supplier(), "Europe/Berlin")));
  Require(Submit(PlaceOf(OtherDepot(), Supplier(2), "Europe/Berlin")));
  for (const int n : {1, 2, 3, 4, 5, kWeighed}) Require(StateItem(ItemOf(n, Supplier())));
  Require(StateItem(ItemOf(kForeign, Supplier(2))));
}

void StockWorld::Require(const absl::StatusOr<v1::Receipt>& receipt) {
  HW_CHECK(receipt.ok()) << Describe(receipt.status());
}

absl::StatusOr<v1::Receipt> StockWorld::StateItem(const v1::TradeItem& item) {
  v1::Document document =
      Envelope(NextNumber("TI"), *base::Gln::Parse(item.supplier_gln()), Retailer());
  *document.mutable_trade_item() = item;
  return Submit(document);
}

absl::StatusOr<v1::Receipt> StockWorld::Order(const std::string& gtin, int64_t count,
                                              std::string_view number, base::Gln location,
                                              bool consigned) {
  v1::Document document = Envelope(number, Retailer(), Supplier());
  v1::Order& order = *document.mutable_order();
  order.set_type(v1::ORDER_TYPE_REPLENISHMENT);
  order.set_ship_to_gln(location.ToString());
  *order.mutable_delivery_window()->mutable_start_time() = Stamp(At(0));
  *order.mutable_delivery_window()->mutable_end_time() = Stamp(At(kNow));
  order.mutable_delivery_window()->set_time_zone("Europe/Berlin");
  order.set_currency_code("EUR");
  order.set_payment_method(consigned ? v1::PAYMENT_METHOD_CONSIGNMENT : v1::PAYMENT_METHOD_INVOICE);
  v1::OrderLine& line = *order.add_lines();
  line.set_line_number(1);
  line.mutable_item()->set_gtin(gtin);
  *line.mutable_quantity() = test::Count(count);
  line.mutable_price()->mutable_money()->set_amount_micros(2'000'000);
  line.mutable_price()->mutable_money()->set_currency_code("EUR");
  line.set_fill_policy(v1::FILL_POLICY_BACKORDER);
  return Submit(document);
}

void StockWorld::Receive(const std::string& gtin, const Receiving& receiving, absl::Time arrival,
                         base::Gln location) {
  static int sscc = 0;
  const std::string order_number = NextNumber("PO");
  const auto ordered = Order(gtin, receiving.received, order_number, location, receiving.consigned);
  Require(ordered);

  v1::Document answer = Envelope(NextNumber("OR"), Supplier(), Retailer());
  answer.set_in_response_to(ordered->document_id());
  answer.set_base_version(ordered->version());
  answer.mutable_order_response()->set_order_number(order_number);
  v1::OrderResponseLine& answered = *answer.mutable_order_response()->add_lines();
  answered.set_line_number(1);
  *answered.add_splits()->mutable_quantity() = test::Count(receiving.received);
  answered.mutable_splits(0)->set_outcome(v1::RESPONSE_OUTCOME_ACCEPTED);
  Require(Submit(answer));

  v1::Document despatch = Envelope(NextNumber("DA"), Supplier(), Retailer());
  v1::DespatchAdvice& advice = *despatch.mutable_despatch_advice();
  advice.set_ship_to_gln(location.ToString());
  *advice.mutable_despatch_time() = Stamp(arrival - absl::Hours(1));
  *advice.mutable_estimated_arrival_time() = Stamp(arrival);
  advice.add_logistic_units()->set_sscc(MakeSscc(++sscc));
  v1::DespatchLine& sent = *advice.mutable_logistic_units(0)->add_lines();
  sent.set_line_number(1);
  sent.set_order_number(order_number);
  sent.set_order_line_number(1);
  sent.mutable_item()->set_gtin(gtin);
  *sent.mutable_quantity() = test::Count(receiving.received);
  sent.set_remainder(v1::REMAINDER_CANCELLED);
  Require(Submit(despatch));

  v1::Document receipt = Envelope(NextNumber("RA"), Retailer(), Supplier());
  receipt.set_in_response_to(despatch.document_id());
  v1::ReceivingAdvice& received = *receipt.mutable_receiving_advice();
  received.set_despatch_number(despatch.number());
  *received.mutable_arrival_time() = Stamp(arrival);
  received.set_method(v1::RECEIVING_METHOD_SCAN);
  v1::ReceivingLine& line = *received.add_lines();
  line.set_despatch_line_number(1);
  *line.mutable_received() = test::Count(receiving.received);
  const auto add = [&line](int64_t count, v1::DiscrepancyCondition condition) {
    if (count == 0) return;
    v1::Discrepancy& discrepancy = *line.add_discrepancies();
    *discrepancy.mutable_quantity() = test::Count(count);
    discrepancy.set_condition(condition);
    discrepancy.set_reason(v1::DISCREPANCY_REASON_QUALITY);
  };
  add(receiving.damaged, v1::DISCREPANCY_CONDITION_DAMAGED);
  add(receiving.refused, v1::DISCREPANCY_CONDITION_REFUSED);
  Require(Submit(receipt));
}

std::string StockWorld::Stock(const std::string& gtin, base::Gln location, v1::StockStatus status,
                              base::Gln owner) {
  return absl::StrJoin(
      Rows(absl::StrCat(
          "SELECT COALESCE(CAST(book_quantity AS TEXT), '-') || ' ' || "
          "COALESCE(CAST(reported_quantity AS TEXT), '-') FROM stock WHERE location = ",
          location.value(), " AND gtin = ", Key(gtin), " AND status = ", status,
          " AND owner = ", owner.value())),
      "");
}

std::vector<std::string> StockWorld::Journal(const std::string& gtin, base::Gln location) {
  std::vector<std::string> movements;
  for (const std::string& row : Rows(absl::StrCat(
           "SELECT (movement_time - ", absl::ToUnixMicros(TestStart()),
           ") / 3600000000, reason, quantity FROM stock_movement WHERE location = ",
           location.value(), " AND gtin = ", Key(gtin), " ORDER BY movement_time, ordinal"))) {
    const std::vector<std::string> columns = absl::StrSplit(row, '|');
    const std::string reason =
        v1::MovementReason_Name(static_cast<v1::MovementReason>(std::stoi(columns[1])));
    movements.push_back(absl::StrCat(
        columns[0], " ", reason.substr(std::string("MOVEMENT_REASON_").size()), " ", columns[2]));
  }
  return movements;
}

}  // namespace headwater::test
