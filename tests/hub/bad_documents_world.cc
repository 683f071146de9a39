#include "hub/bad_documents_world.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "exchange_shape/edit.h"
#include "hub/base/check.h"
#include "hub/exchange/values.h"
#include "hub/hub_world.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using v1::Document;

google::protobuf::Timestamp HoursBefore(int hours) {
  return exchange::TimestampOf(exchange::MicrosOf(TestStart() - absl::Hours(hours)));
}

// The world and its good documents name each other: their ids come from their numbers.
Document Named(Document document, std::string_view number) {
  document.set_number(std::string(number));
  document.set_document_id(Lane::DocumentId(number));
  return document;
}

v1::OrderResponseSplit AcceptingCheese() {
  v1::OrderResponseSplit split = Accepting(1);
  *split.mutable_quantity() = Weight(5000);
  return split;
}

Document Asked() {
  return Named(MakeOrder("", {OrderLineOf(1, Pieces(kSoap), 24),
                              OrderLineOf(2, Pieces(kCoffee), 10, v1::FILL_POLICY_NO_BACKORDER),
                              OrderLineOf(3, Case(kSalt), 4, v1::FILL_POLICY_SUBSTITUTE_ALLOWED),
                              OrderLineOf(4, Pieces(kCheese), Weight(5000))}),
               "PO-ASKED");
}

Document Ready() {
  return Named(
      MakeOrder("", {OrderLineOf(1, Case(kSoap), 10),
                     OrderLineOf(2, Pieces(kCoffee), 100, v1::FILL_POLICY_SUBSTITUTE_ALLOWED),
                     OrderLineOf(3, Pieces(kCheese), Weight(5000))}),
      "PO-READY");
}

Document Sent() {
  return Named(
      MakeOrder("", {OrderLineOf(1, Pieces(kSoap), 40), OrderLineOf(2, Pieces(kCoffee), 10)}),
      "PO-SENT");
}

Document SentGoods() {
  return Named(MakeDespatch("", {Shipping(1, "PO-SENT", 1, Pieces(kSoap), 30)}), "DA-SENT");
}

Document Late() {
  Document order = Named(MakeOrder("", {OrderLineOf(1, Pieces(kSoap), 10)}), "PO-LATE");
  *order.mutable_order()->mutable_cancel_after_date() = MakeDate(2026, 1, 3);
  return order;
}

Document Suspended() {
  Document document = Lane(3).Party();
  document.mutable_party()->set_suspended(true);
  return document;
}

Document RetailerItself() {
  Document document = Named(RetailerStory()[0], "PA-0-2");
  HW_CHECK(document.has_party()) << "the retailer begins with itself";
  document.set_base_version(1);
  return document;
}

Document GoodAgreement() {
  Document document = Lane(1).Next(Document::kReplenishmentAgreement);
  v1::ReplenishmentAgreementItem& tea = *document.mutable_replenishment_agreement()->add_items();
  tea.set_gtin(Pieces(kTea));
  tea.set_minimum_quantity(20);
  tea.set_maximum_quantity(100);
  return document;
}

Document GoodItem() {
  for (Document& document : WorldDocuments()) {
    if (document.trade_item().gtin() != Pieces(kSoap)) continue;
    document.set_base_version(1);
    return Named(std::move(document), "TI-SOAP-2");
  }
  HW_CHECK(false) << "there is no soap";
  return {};
}

Document GoodOrder() {
  return Named(MakeOrder("", {OrderLineOf(1, Pieces(kSoap), 24), OrderLineOf(2, Pieces(kTea), 30),
                              OrderLineOf(3, Case(kSoap), 2),
                              OrderLineOf(4, Pieces(kCheese), Weight(1500))}),
               "PO-NEW");
}

Document GoodResponse() {
  return Named(
      MakeResponse(
          Asked(), 1,
          {Answering(1, {Accepting(14), Backordering(10)}), Answering(2, {Accepting(10)}),
           Answering(3, {Substituting(4, Pieces(kMint), 6)}), Answering(4, {AcceptingCheese()})}),
      "OR-NEW");
}

Document GoodDespatch() {
  Document document =
      Named(MakeDespatch("", {Shipping(1, "PO-READY", 1, Case(kSoap), 10),
                              Shipping(2, "PO-READY", 2, Pieces(kCoffee), 60),
                              Shipping(3, "PO-READY", 2, Pieces(kMint), 80),
                              Shipping(4, "PO-READY", 3, Pieces(kCheese), Weight(5000))}),
            "DA-NEW");
  v1::DespatchAdvice& advice = *document.mutable_despatch_advice();
  advice.set_ship_from_gln(SupplierWarehouse().ToString());
  advice.set_total_count(10 + 60 + 80);
  v1::LogisticUnit& pallet = *advice.mutable_logistic_units(0);
  *pallet.mutable_lines(0)->mutable_best_before_date() = MakeDate(2026, 3, 1);
  *pallet.add_units() = UnitOf(4990, {});
  return document;
}

Document GoodCount() {
  Document document = Named(Envelope("", Retailer(), Supplier()), "IR-NEW");
  v1::InventoryReport& report = *document.mutable_inventory_report();
  *report.mutable_as_of_time() = HoursBefore(1);
  report.set_basis(v1::INVENTORY_REPORT_BASIS_COUNTED);
  report.set_scope(v1::INVENTORY_REPORT_SCOPE_LISTED);
  const auto add = [&report](const std::string& gtin, v1::Quantity quantity) {
    v1::InventoryReportLine& line = *report.add_lines();
    line.set_location_gln(Store().ToString());
    line.mutable_item()->set_gtin(gtin);
    line.set_status(v1::STOCK_STATUS_AVAILABLE);
    *line.mutable_quantity() = std::move(quantity);
  };
  add(Pieces(kSoap), Count(10));
  add(Lane(1).gtin(), Count(90));  // counted before
  add(Pieces(kCheese), Weight(2000));
  return document;
}

Document GoodMovement() {
  Document document = Named(Envelope("", Retailer(), Supplier()), "SM-NEW");
  v1::StockMovement& movement = *document.mutable_stock_movement();
  movement.set_location_gln(Store().ToString());
  *movement.mutable_movement_time() = HoursBefore(1);
  const auto add = [&movement](v1::MovementReason reason, int64_t count, base::Gln owner) {
    v1::StockMovementLine& line = *movement.add_lines();
    line.mutable_item()->set_gtin(Pieces(kSoap));
    line.set_reason(reason);
    line.set_status(v1::STOCK_STATUS_AVAILABLE);
    if (owner != base::Gln()) line.set_owner_gln(owner.ToString());
    *line.mutable_quantity() = Count(count);
  };
  add(v1::MOVEMENT_REASON_SCRAP, -1, {});
  add(v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, -5, Supplier());
  add(v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, 5, {});
  return document;
}

Document SalesOf(int day, std::string_view number) {
  Document document = Named(Envelope("", Retailer(), Supplier()), number);
  v1::SalesReport& report = *document.mutable_sales_report();
  *report.mutable_sales_date() = MakeDate(2026, 1, day);
  report.set_currency_code("EUR");
  return document;
}

Document GoodSales() {
  Document document = SalesOf(3, "SR-NEW");
  v1::SalesReport& report = *document.mutable_sales_report();
  v1::LocationSales& section = *report.add_by_location();
  section.set_location_gln(Store().ToString());
  section.set_coverage(v1::SALES_COVERAGE_COMPLETE);
  v1::SalesLine& soap = *section.add_lines();
  soap.mutable_item()->set_gtin(Pieces(kSoap));
  *soap.mutable_figures()->mutable_sold() = Count(3);
  *soap.mutable_figures()->mutable_net_amount() = Euros(3000).money();
  v1::SalesLine& coffee = *section.add_lines();
  coffee.mutable_item()->set_gtin(Pieces(kCoffee));
  *coffee.mutable_figures()->mutable_sold() = Count(0);
  coffee.mutable_figures()->set_minutes_on_shelf(600);
  coffee.mutable_figures()->set_minutes_open(720);
  return document;
}

Document GoodSalesByItem() {
  Document document = SalesOf(2, "SR-ITEMS");
  v1::ItemSales& soap = *document.mutable_sales_report()->add_by_item();
  soap.mutable_item()->set_gtin(Pieces(kSoap));
  for (const int store : {1, 2}) {
    v1::ItemLocationSales& sold = *soap.add_locations();
    sold.set_location_gln(Store(store).ToString());
    *sold.mutable_figures()->mutable_sold() = Count(store);
  }
  return document;
}

Document GoodTicket() {
  Document document = Named(Envelope("", Retailer()), "TK-NEW");
  v1::Ticket& ticket = *document.mutable_ticket();
  ticket.set_location_gln(Store().ToString());
  *ticket.mutable_sale_time() = HoursBefore(1);
  ticket.set_currency_code("EUR");
  const auto add = [&ticket](v1::TicketLineType type, const std::string& gtin, int64_t cents) {
    v1::TicketLine& line = *ticket.add_lines();
    line.set_line_number(ticket.lines_size());
    line.set_type(type);
    if (!gtin.empty()) line.mutable_item()->set_gtin(gtin);
    *line.mutable_quantity() = Count(1);
    *line.mutable_unit_price() = Euros(cents).money();
  };
  add(v1::TICKET_LINE_TYPE_SALE, Pieces(kSoap), 1190);
  add(v1::TICKET_LINE_TYPE_RETURN, Pieces(kCoffee), 990);
  add(v1::TICKET_LINE_TYPE_CHARGE, "", 490);
  return document;
}

}  // namespace

std::vector<Document> BadDocumentsWorld() {
  std::vector<Document> world = HubWorld({1, 2});
  world.push_back(Suspended());
  for (Document& document : WorldDocuments()) {
    if (document.has_trade_item()) world.push_back(std::move(document));
  }
  const std::vector<Document> orders = {
      Asked(),
      Ready(),
      MakeResponse(Ready(), 1,
                   {Answering(1, {Accepting(10)}),
                    Answering(2, {Accepting(60), Substituting(40, Pieces(kMint), 2)}),
                    Answering(3, {AcceptingCheese()})}),
      Sent(),
      MakeResponse(Sent(), 1, {Answering(1, {Accepting(40)}), Answering(2, {Rejecting(10)})}),
      SentGoods(),
      Late(),
      MakeResponse(Late(), 1, {Answering(1, {Accepting(10)})})};
  world.insert(world.end(), orders.begin(), orders.end());
  return world;
}

std::map<std::string, Document> GoodDocuments() {
  return {
      {"party", Lane(1).Next(Document::kParty)},
      {"retailer", RetailerItself()},
      {"location", Lane(1).Next(Document::kLocation)},
      {"agreement", GoodAgreement()},
      {"trade_item", GoodItem()},
      {"order", GoodOrder()},
      {"response", GoodResponse()},
      {"change", Named(MakeChange(Sent(), 3), "OC-NEW")},
      {"cancellation", Named(MakeCancellation(Asked(), 1, {1, 2}), "OX-NEW")},
      {"sent_cancellation", Named(MakeCancellation(Sent(), 3, {1}), "OX-SENT")},
      {"despatch", GoodDespatch()},
      {"receipt", Named(MakeReceipt(SentGoods(), "", {Receiving(1, 28, 2, 0, 1, 1)}), "RA-NEW")},
      {"count", GoodCount()},
      {"offer", Lane(1).Next(Document::kInventoryReport)},
      {"movement", GoodMovement()},
      {"sales", GoodSales()},
      {"sales_by_item", GoodSalesByItem()},
      {"ticket", GoodTicket()},
      {"complaint", Lane(1).Next(Document::kApplicationError)},
      {"retailer_complaint", Lane(1).RetailerComplaint(2)},
  };
}

std::map<std::string, std::string> WorldKeys() {
  return {
      {"$retailer", Retailer().ToString()},
      {"$supplier", Supplier(1).ToString()},
      {"$supplier2", Supplier(2).ToString()},
      {"$suspended", Supplier(3).ToString()},
      {"$stranger", Supplier(4).ToString()},
      {"$store", Store(1).ToString()},
      {"$store2", Store(2).ToString()},
      {"$depot", SupplierWarehouse(1).ToString()},
      {"$depot2", SupplierWarehouse(2).ToString()},
      {"$nowhere", MakeGln(9999).ToString()},
      {"$soap", Pieces(kSoap)},
      {"$soap_case", Case(kSoap)},
      {"$soap_pallet", Pallet(kSoap)},
      {"$tea", Pieces(kTea)},
      {"$coffee", Pieces(kCoffee)},
      {"$cheese", Pieces(kCheese)},
      {"$fax", Pieces(kFax)},
      {"$salt", Pieces(kSalt)},
      {"$salt_case", Case(kSalt)},
      {"$mint", Pieces(kMint)},
      {"$foreign", Pieces(kForeign)},
      {"$nothing", MakeGtin(9999)},
      {"$used_sscc", Lane(1).sscc(1)},
      {"$new_sscc", MakeSscc(4991)},
      {"$ready_id", Ready().document_id()},
      {"$cancelled_id", Lane(1).Order(4).document_id()},
      {"$foreign_id", Lane(2).Order(1).document_id()},
      {"$no_id", Lane::DocumentId("no such document")},
  };
}

Document Spoiled(const BadDocument& bad) {
  const auto good = GoodDocuments();
  const auto found = good.find(bad.good);
  HW_CHECK(found != good.end()) << "there is no good document " << bad.good;
  Document document = found->second;
  const auto keys = WorldKeys();
  for (const std::string& edit : bad.edits) {
    exchange::shape::Edit(document, absl::StrReplaceAll(edit, keys));
  }
  if (bad.spoil) bad.spoil(document);
  return document;
}

}  // namespace headwater::test
