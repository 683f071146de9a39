#include "ordering/trade_world.h"

#include <gtest/gtest.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/catalogue/catalogue_handler.h"
#include "hub/catalogue/catalogue_schema.h"
#include "hub/delivery/delivery_queries.h"
#include "hub/delivery/delivery_schema.h"
#include "hub/delivery/despatch_advice_handler.h"
#include "hub/delivery/receiving_advice_handler.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_cancellation_handler.h"
#include "hub/ordering/order_change_handler.h"
#include "hub/ordering/order_handler.h"
#include "hub/ordering/order_response_handler.h"
#include "hub/ordering/ordering_queries.h"
#include "hub/ordering/ordering_schema.h"
#include "hub/partners/partners_handler.h"
#include "hub/partners/partners_schema.h"

namespace headwater::test {
namespace {

constexpr int kCaseIndicator = 1;
constexpr int kPalletIndicator = 2;
constexpr int32_t kTolerance = 500;

struct Route {
  v1::Document::BodyCase body;
  exchange::Senders senders;
  exchange::Receivers receivers;
};

constexpr Route kRoutes[] = {
    {v1::Document::kLocation, exchange::Senders::kBoth, exchange::Receivers::kOtherRoleOrNone},
    {v1::Document::kReplenishmentAgreement, exchange::Senders::kRetailer,
     exchange::Receivers::kOtherRole},
    {v1::Document::kTradeItem, exchange::Senders::kBoth, exchange::Receivers::kOtherRole},
    {v1::Document::kOrder, exchange::Senders::kRetailer, exchange::Receivers::kOtherRole},
    {v1::Document::kOrderResponse, exchange::Senders::kSupplier, exchange::Receivers::kOtherRole},
    {v1::Document::kOrderChange, exchange::Senders::kRetailer, exchange::Receivers::kOtherRole},
    {v1::Document::kOrderCancellation, exchange::Senders::kRetailer,
     exchange::Receivers::kOtherRole},
    {v1::Document::kDespatchAdvice, exchange::Senders::kSupplier, exchange::Receivers::kOtherRole},
    {v1::Document::kReceivingAdvice, exchange::Senders::kRetailer,
     exchange::Receivers::kOtherRole}};

TestHubOptions Options(const std::string& path) {
  TestHubOptions options;
  for (const Route& route : kRoutes) {
    exchange::Kind& kind = options.kinds.emplace_back();
    kind.body = route.body;
    kind.senders = route.senders;
    kind.receivers = route.receivers;
    kind.handlers.push_back(HandlerOf(route.body));
  }
  options.schemas = TradeSchemas();
  options.path = path;
  return options;
}

v1::Document LocationDocument(base::Gln gln, base::Gln party, std::string_view zone) {
  v1::Document document = Envelope(absl::StrCat("LOC-", gln.ToString()), party);
  v1::Location& location = *document.mutable_location();
  location.set_gln(gln.ToString());
  location.set_party_gln(party.ToString());
  location.set_display_name("A place");
  location.set_type(v1::LOCATION_TYPE_STORE);
  location.set_country_code("DE");
  location.set_time_zone(std::string(zone));
  return document;
}

v1::Document AgreementDocument() {
  v1::Document document = Envelope("AG-1", Retailer(), Supplier());
  v1::ReplenishmentAgreement& agreement = *document.mutable_replenishment_agreement();
  agreement.set_supplier_gln(Supplier().ToString());
  agreement.set_location_gln(Store().ToString());
  agreement.set_model(v1::REPLENISHMENT_MODEL_CONTINUOUS);
  agreement.set_over_delivery_tolerance_basis_points(kTolerance);
  agreement.set_lead_time_days(3);
  agreement.set_order_interval_days(1);
  v1::ReplenishmentAgreementItem& item = *agreement.add_items();
  item.set_gtin(Pieces(kSoap));
  item.set_minimum_quantity(10);
  item.set_maximum_quantity(100);
  return document;
}

v1::TradeItem ItemOf(int n, base::Gln supplier) {
  v1::TradeItem item;
  item.set_gtin(Pieces(n));
  item.set_supplier_gln(supplier.ToString());
  item.set_supplier_item_id(absl::StrCat("ART-", n));
  item.set_description(absl::StrCat("Item ", n));
  *item.mutable_price() = Euros(1000);
  item.set_base_orderable(true);
  return item;
}

void AddPack(v1::TradeItem& item, const std::string& gtin, const std::string& contained,
             int64_t count) {
  v1::Pack& pack = *item.add_packs();
  pack.set_gtin(gtin);
  pack.set_level(v1::PACK_LEVEL_CASE);
  pack.set_contained_gtin(contained);
  pack.set_contained_count(count);
  pack.set_orderable(true);
}

std::vector<v1::TradeItem> Items() {
  std::vector<v1::TradeItem> items;
  for (const int n : {kSoap, kTea, kCoffee, kCheese, kFax, kSalt, kMint, kButter}) {
    items.push_back(ItemOf(n, Supplier()));
  }
  const auto item = [&items](int n) -> v1::TradeItem& { return items[static_cast<size_t>(n - 1)]; };
  AddPack(item(kSoap), Case(kSoap), Pieces(kSoap), 12);
  AddPack(item(kSoap), Pallet(kSoap), Case(kSoap), 40);
  item(kTea).set_order_multiple(10);
  item(kTea).set_minimum_order_quantity(20);
  for (const int n : {kCheese, kButter}) {
    item(n).set_measure_unit_code("KGM");
    item(n).mutable_price()->set_base_unit_code("KGM");
  }
  item(kFax).set_discontinued(true);
  item(kSalt).set_base_orderable(false);
  AddPack(item(kSalt), Case(kSalt), Pieces(kSalt), 6);
  items.push_back(ItemOf(kForeign, Supplier(2)));
  return items;
}

google::protobuf::Timestamp January(int day, int hour) {
  return exchange::TimestampOf(exchange::MicrosOf(
      absl::FromCivil(absl::CivilSecond(2026, 1, day, hour, 0, 0), absl::UTCTimeZone())));
}

v1::OrderResponseSplit SplitOf(int64_t count, v1::ResponseOutcome outcome) {
  v1::OrderResponseSplit split;
  *split.mutable_quantity() = Count(count);
  split.set_outcome(outcome);
  return split;
}

// What answers or changes an order.
v1::Document About(const v1::Document& order, std::string_view number, base::Gln sender,
                   base::Gln receiver, int64_t base_version) {
  v1::Document document = Envelope(number, sender, receiver);
  document.set_in_response_to(order.document_id());
  document.set_base_version(base_version);
  return document;
}

std::string NextNumber(std::string_view prefix) {
  static int count = 0;
  return absl::StrCat(std::string(prefix), "-", ++count);
}

base::Gln SupplierOf(const v1::Document& order) { return exchange::GlnOf(order.receiver_gln()); }

}  // namespace

base::Gln Store(int n) { return MakeGln(10 + n); }
base::Gln SupplierWarehouse(int n) { return MakeGln(2000 + n); }
std::string Pieces(int item) { return MakeGtin(item); }
std::string Case(int item) { return MakeGtin14(kCaseIndicator, item); }
std::string Pallet(int item) { return MakeGtin14(kPalletIndicator, item); }

std::unique_ptr<exchange::DocumentHandler> HandlerOf(v1::Document::BodyCase body) {
  switch (body) {
    case v1::Document::kLocation:
      return std::make_unique<partners::LocationHandler>();
    case v1::Document::kReplenishmentAgreement:
      return std::make_unique<partners::ReplenishmentAgreementHandler>();
    case v1::Document::kTradeItem:
      return std::make_unique<catalogue::TradeItemHandler>();
    case v1::Document::kOrder:
      return std::make_unique<ordering::OrderHandler>();
    case v1::Document::kOrderResponse:
      return std::make_unique<ordering::OrderResponseHandler>();
    case v1::Document::kOrderChange:
      return std::make_unique<ordering::OrderChangeHandler>();
    case v1::Document::kOrderCancellation:
      return std::make_unique<ordering::OrderCancellationHandler>();
    case v1::Document::kDespatchAdvice:
      return std::make_unique<delivery::DespatchAdviceHandler>();
    case v1::Document::kReceivingAdvice:
      return std::make_unique<delivery::ReceivingAdviceHandler>();
    default:
      return nullptr;
  }
}

exchange::Submission SubmissionOf(const v1::Document& document) {
  const auto info = [](base::Gln gln) {
    return exchange::PartyInfo{
        gln, gln == Retailer() ? exchange::Role::kRetailer : exchange::Role::kSupplier};
  };
  exchange::Submission submission{.document = document,
                                  .sender = info(exchange::GlnOf(document.sender_gln())),
                                  .receiver = std::nullopt,
                                  .retailer = Retailer(),
                                  .supplier = {},
                                  .commit_number = 1,
                                  .commit_time = TestStart()};
  if (!document.receiver_gln().empty()) {
    submission.receiver = info(exchange::GlnOf(document.receiver_gln()));
  }
  for (const auto& party : {std::optional(submission.sender), submission.receiver}) {
    if (party.has_value() && party->role == exchange::Role::kSupplier) {
      submission.supplier = party->gln;
    }
  }
  return submission;
}

std::vector<store::Schema> TradeSchemas() {
  return {catalogue::CatalogueSchema(), partners::PartnersSchema(), ordering::OrderingSchema(),
          delivery::DeliverySchema()};
}

std::vector<v1::Document> WorldDocuments() {
  std::vector<v1::Document> documents = {
      LocationDocument(Store(1), Retailer(), "Europe/Berlin"),
      LocationDocument(Store(2), Retailer(), "America/New_York"),
      LocationDocument(SupplierWarehouse(1), Supplier(1), "Europe/Berlin"),
      LocationDocument(SupplierWarehouse(2), Supplier(2), "Europe/Berlin"),
  };
  for (const v1::TradeItem& item : Items()) {
    v1::Document document = Envelope(absl::StrCat("TI-", item.gtin()),
                                     *base::Gln::Parse(item.supplier_gln()), Retailer());
    *document.mutable_trade_item() = item;
    documents.push_back(std::move(document));
  }
  documents.push_back(AgreementDocument());
  return documents;
}

TradeWorld::TradeWorld(const std::string& path) : TestHub(Options(path)) {
  for (const v1::Document& document : WorldDocuments()) Accepted(document);
}

v1::Receipt TradeWorld::Accepted(const v1::Document& document) {
  auto receipt = Submit(document);
  EXPECT_THAT(receipt, IsOk()) << document.number();
  return receipt.ok() ? *receipt : v1::Receipt();
}

v1::OrderRecord TradeWorld::Order(std::string_view number, base::Gln supplier) {
  v1::GetOrderRequest request;
  request.set_name(absl::StrCat("parties/", supplier.ToString(), "/orders/", std::string(number)));
  const auto order = Read(Retailer(), ordering::GetOrder, request);
  EXPECT_THAT(order, IsOk());
  return order.ok() ? *order : v1::OrderRecord();
}

v1::DeliveryRecord TradeWorld::Delivery(std::string_view number, base::Gln supplier) {
  v1::GetDeliveryRequest request;
  request.set_name(
      absl::StrCat("parties/", supplier.ToString(), "/deliveries/", std::string(number)));
  const auto delivery = Read(Retailer(), delivery::GetDelivery, request);
  EXPECT_THAT(delivery, IsOk());
  return delivery.ok() ? *delivery : v1::DeliveryRecord();
}

v1::OrderLineLedger TradeWorld::Ledger(std::string_view order, int line) {
  const v1::OrderRecord found = Order(order);
  for (const v1::OrderLineRecord& record : found.lines()) {
    if (record.line_number() == line) return record.ledger();
  }
  ADD_FAILURE() << "no line " << line;
  return {};
}

int64_t TradeWorld::OnOrder(int item, base::Gln location) {
  auto reader = database().BeginRead();
  HW_CHECK(reader.ok()) << reader.status();
  const auto on_order = ordering::FindOnOrder(**reader, Supplier(), location);
  EXPECT_THAT(on_order.status(), IsOk());
  if (!on_order.ok()) return -1;
  const auto found = on_order->find(exchange::GtinOf(Pieces(item)));
  return found == on_order->end() ? 0 : found->second;
}

std::vector<std::string> Broken(const absl::Status& status) {
  if (status.ok()) return {"OK"};
  const v1::ErrorDetail detail = exchange::DetailOf(status);
  const auto name = [](v1::Reason reason) {
    return v1::Reason_Name(reason).substr(std::string_view("REASON_").size());
  };
  if (detail.violations().empty()) return {name(detail.reason())};
  std::vector<std::string> broken;
  for (const v1::Violation& violation : detail.violations()) {
    EXPECT_NE(violation.description(), "");
    broken.push_back(absl::StrCat(violation.field_path(), " ", name(violation.reason())));
  }
  return broken;
}

v1::Price Euros(int64_t cents) {
  v1::Price price;
  price.mutable_money()->set_amount_micros(cents * 10'000);
  price.mutable_money()->set_currency_code("EUR");
  return price;
}

v1::TimeWindow Window(int first_day, int last_day) {
  v1::TimeWindow window;
  *window.mutable_start_time() = January(first_day, 6);
  *window.mutable_end_time() = January(last_day, 18);
  window.set_time_zone("Europe/Berlin");
  return window;
}

v1::OrderLine OrderLineOf(int number, const std::string& gtin, v1::Quantity quantity,
                          v1::FillPolicy policy) {
  v1::OrderLine line;
  line.set_line_number(number);
  line.mutable_item()->set_gtin(gtin);
  *line.mutable_quantity() = std::move(quantity);
  *line.mutable_price() = Euros(1000);
  line.set_fill_policy(policy);
  return line;
}

v1::Document MakeOrder(std::string_view number, const std::vector<v1::OrderLine>& lines,
                       base::Gln supplier, base::Gln ship_to) {
  v1::Document document = Envelope(number, Retailer(), supplier);
  v1::Order& order = *document.mutable_order();
  order.set_type(v1::ORDER_TYPE_REGULAR);
  order.set_ship_to_gln(ship_to.ToString());
  *order.mutable_delivery_window() = Window(8, 12);
  order.set_currency_code("EUR");
  order.set_payment_method(v1::PAYMENT_METHOD_INVOICE);
  for (const v1::OrderLine& line : lines) *order.add_lines() = line;
  return document;
}

v1::OrderResponseSplit Accepting(int64_t count) {
  return SplitOf(count, v1::RESPONSE_OUTCOME_ACCEPTED);
}

v1::OrderResponseSplit Backordering(int64_t count) {
  v1::OrderResponseSplit split = SplitOf(count, v1::RESPONSE_OUTCOME_BACKORDERED);
  *split.mutable_delivery_date() = MakeDate(2026, 1, 20);
  split.set_reason(v1::RESPONSE_REASON_OUT_OF_STOCK);
  return split;
}

v1::OrderResponseSplit Rejecting(int64_t count) {
  v1::OrderResponseSplit split = SplitOf(count, v1::RESPONSE_OUTCOME_REJECTED);
  split.set_reason(v1::RESPONSE_REASON_CAPACITY);
  return split;
}

v1::OrderResponseSplit Substituting(int64_t count, const std::string& gtin,
                                    int64_t replacement_count) {
  v1::OrderResponseSplit split = SplitOf(count, v1::RESPONSE_OUTCOME_SUBSTITUTED);
  split.mutable_substitute()->mutable_item()->set_gtin(gtin);
  split.mutable_substitute()->set_replacement_count(replacement_count);
  split.set_reason(v1::RESPONSE_REASON_OUT_OF_STOCK);
  return split;
}

v1::OrderResponseLine Answering(int line, const std::vector<v1::OrderResponseSplit>& splits) {
  v1::OrderResponseLine answer;
  answer.set_line_number(line);
  for (const v1::OrderResponseSplit& split : splits) *answer.add_splits() = split;
  return answer;
}

v1::Document MakeResponse(const v1::Document& order, int64_t base_version,
                          const std::vector<v1::OrderResponseLine>& lines) {
  v1::Document document =
      About(order, NextNumber("OR"), SupplierOf(order), Retailer(), base_version);
  document.mutable_order_response()->set_order_number(order.number());
  for (const v1::OrderResponseLine& line : lines) {
    *document.mutable_order_response()->add_lines() = line;
  }
  return document;
}

v1::Document MakeChange(const v1::Document& order, int64_t base_version) {
  v1::Document document =
      About(order, NextNumber("OC"), Retailer(), SupplierOf(order), base_version);
  v1::OrderChange& change = *document.mutable_order_change();
  change.set_order_number(order.number());
  *change.mutable_delivery_window() = order.order().delivery_window();
  if (order.order().has_ship_window()) {
    *change.mutable_ship_window() = order.order().ship_window();
  }
  if (order.order().has_cancel_after_date()) {
    *change.mutable_cancel_after_date() = order.order().cancel_after_date();
  }
  *change.mutable_lines() = order.order().lines();
  return document;
}

v1::Document MakeCancellation(const v1::Document& order, int64_t base_version,
                              const std::vector<int32_t>& lines) {
  v1::Document document =
      About(order, NextNumber("OX"), Retailer(), SupplierOf(order), base_version);
  v1::OrderCancellation& cancellation = *document.mutable_order_cancellation();
  cancellation.set_order_number(order.number());
  cancellation.set_reason(v1::CANCELLATION_REASON_DEMAND_FELL);
  for (const int32_t line : lines) cancellation.add_line_numbers(line);
  return document;
}

v1::DespatchLine Shipping(int line, std::string_view order, int order_line, const std::string& gtin,
                          v1::Quantity quantity, v1::Remainder remainder) {
  v1::DespatchLine goods;
  goods.set_line_number(line);
  goods.set_order_number(std::string(order));
  goods.set_order_line_number(order_line);
  goods.mutable_item()->set_gtin(gtin);
  *goods.mutable_quantity() = std::move(quantity);
  goods.set_remainder(remainder);
  return goods;
}

v1::LogisticUnit UnitOf(int sscc, const std::vector<v1::DespatchLine>& lines) {
  v1::LogisticUnit unit;
  unit.set_sscc(MakeSscc(sscc));
  unit.set_package_type_code("XPX");
  for (const v1::DespatchLine& line : lines) *unit.add_lines() = line;
  return unit;
}

v1::Document MakeDespatch(std::string_view number, const std::vector<v1::DespatchLine>& lines,
                          base::Gln supplier, base::Gln ship_to) {
  static int sscc = 5'000;  // tests of SSCCs use those below
  v1::Document document = Envelope(number, supplier, Retailer());
  v1::DespatchAdvice& advice = *document.mutable_despatch_advice();
  advice.set_ship_to_gln(ship_to.ToString());
  *advice.mutable_despatch_time() = January(4, 12);
  *advice.mutable_estimated_arrival_time() = January(9, 10);
  *advice.add_logistic_units() = UnitOf(++sscc, lines);
  return document;
}

v1::ReceivingLine Receiving(int line, int64_t received, int64_t short_received, int64_t over,
                            int64_t damaged, int64_t refused) {
  v1::ReceivingLine stated;
  stated.set_despatch_line_number(line);
  *stated.mutable_received() = Count(received);
  if (short_received > 0) *stated.mutable_short_() = Count(short_received);
  if (over > 0) *stated.mutable_over() = Count(over);
  const auto add = [&stated](int64_t count, v1::DiscrepancyCondition condition) {
    if (count == 0) return;
    v1::Discrepancy& discrepancy = *stated.add_discrepancies();
    *discrepancy.mutable_quantity() = Count(count);
    discrepancy.set_condition(condition);
    discrepancy.set_reason(v1::DISCREPANCY_REASON_QUALITY);
  };
  add(damaged, v1::DISCREPANCY_CONDITION_DAMAGED);
  add(refused, v1::DISCREPANCY_CONDITION_REFUSED);
  return stated;
}

v1::Document MakeReceipt(const v1::Document& despatch, std::string_view number,
                         const std::vector<v1::ReceivingLine>& lines) {
  v1::Document document = Envelope(number, Retailer(), exchange::GlnOf(despatch.sender_gln()));
  document.set_in_response_to(despatch.document_id());
  v1::ReceivingAdvice& advice = *document.mutable_receiving_advice();
  advice.set_despatch_number(despatch.number());
  *advice.mutable_arrival_time() = January(5, 6);
  advice.set_method(v1::RECEIVING_METHOD_SCAN);
  for (const v1::ReceivingLine& line : lines) *advice.add_lines() = line;
  return document;
}

}  // namespace headwater::test
