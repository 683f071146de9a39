#include "cli/live_hub.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/client/grpc_door.h"
#include "headwater/v1/ordering.grpc.pb.h"
#include "headwater/v1/sales.grpc.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "support/test_store.h"

namespace headwater::cli {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(20);
constexpr absl::Duration kPause = absl::Milliseconds(20);

v1::Document PartyDocument(base::Gln gln, std::string_view name, v1::PartyRole role) {
  v1::Document document =
      test::Envelope(absl::StrCat("PARTY-", gln.ToString()), test::Retailer(), gln);
  v1::Party& party = *document.mutable_party();
  party.set_gln(gln.ToString());
  party.set_display_name(std::string(name));
  party.set_role(role);
  party.set_country_code("DE");
  party.set_currency_code("EUR");
  party.set_time_zone("Europe/Berlin");
  return document;
}

v1::Document StoreDocument() {
  v1::Document document = test::Envelope("LOCATION-1", test::Retailer());
  v1::Location& location = *document.mutable_location();
  location.set_gln(Store().ToString());
  location.set_party_gln(test::Retailer().ToString());
  location.set_display_name("Store 1");
  location.set_type(v1::LOCATION_TYPE_STORE);
  location.set_country_code("DE");
  location.set_time_zone("Europe/Berlin");
  return document;
}

v1::Document ItemDocument(int n) {
  v1::Document document =
      test::Envelope(absl::StrCat("ITEM-", n), test::Retailer(), test::Supplier());
  v1::TradeItem& item = *document.mutable_trade_item();
  item.set_gtin(test::MakeGtin(n));
  item.set_supplier_gln(test::Supplier().ToString());
  item.set_description(absl::StrCat("Item ", n));
  item.mutable_price()->mutable_money()->set_amount_micros(1'500'000);
  item.mutable_price()->mutable_money()->set_currency_code("EUR");
  item.set_base_orderable(true);
  return document;
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallTimeout));
}

}  // namespace

base::Gln Store() { return test::MakeGln(2001); }

v1::Document MakeOrder(std::string_view number, int64_t count) {
  v1::Document document = test::Envelope(number, test::Retailer(), test::Supplier());
  v1::Order& order = *document.mutable_order();
  order.set_type(v1::ORDER_TYPE_REGULAR);
  order.set_ship_to_gln(Store().ToString());
  order.set_currency_code("EUR");
  order.set_payment_method(v1::PAYMENT_METHOD_INVOICE);
  v1::TimeWindow& window = *order.mutable_delivery_window();
  window.mutable_start_time()->set_seconds(absl::ToUnixSeconds(test::TestStart()) + 86400);
  window.mutable_end_time()->set_seconds(absl::ToUnixSeconds(test::TestStart()) + 2 * 86400);
  window.set_time_zone("Europe/Berlin");
  v1::OrderLine& line = *order.add_lines();
  line.set_line_number(1);
  line.mutable_item()->set_gtin(test::MakeGtin(1));
  *line.mutable_quantity() = test::Count(count);
  line.mutable_price()->mutable_money()->set_amount_micros(1'500'000);
  line.mutable_price()->mutable_money()->set_currency_code("EUR");
  line.set_fill_policy(v1::FILL_POLICY_BACKORDER);
  return document;
}

v1::Document MakeChange(const v1::Document& order, std::string_view number, int64_t count) {
  v1::Document change = test::Envelope(number, test::Retailer(), test::Supplier());
  change.set_in_response_to(order.document_id());
  change.set_base_version(1);
  v1::OrderChange& body = *change.mutable_order_change();
  body.set_order_number(order.number());
  *body.mutable_delivery_window() = order.order().delivery_window();
  *body.mutable_lines() = order.order().lines();
  *body.mutable_lines(0)->mutable_quantity() = test::Count(count);
  return change;
}

v1::Document MakeCancellation(const v1::Document& order, std::string_view number,
                              int64_t base_version) {
  v1::Document cancellation = test::Envelope(number, test::Retailer(), test::Supplier());
  cancellation.set_in_response_to(order.document_id());
  cancellation.set_base_version(base_version);
  cancellation.mutable_order_cancellation()->set_order_number(order.number());
  cancellation.mutable_order_cancellation()->set_reason(v1::CANCELLATION_REASON_DEMAND_FELL);
  return cancellation;
}

LiveHub::LiveHub(base::Gln supplier) {
  auto certs = Program({HEADWATER_BINARY, "certs", "--dir", Path("certs"),
                        absl::StrCat("retailer=", test::Retailer().ToString()),
                        absl::StrCat("supplier-1=", supplier.ToString())});
  certs->Start();
  HW_CHECK(certs->Wait(kSecondsMax) == 0) << certs->Log();
  Serve();
}

LiveHub::LiveHub() : LiveHub(test::Supplier()) {
  Submit(PartyDocument(test::Retailer(), "Retailer", v1::PARTY_ROLE_RETAILER));
  Submit(PartyDocument(test::Supplier(), "Supplier", v1::PARTY_ROLE_SUPPLIER));
  Submit(StoreDocument());
  for (int n = 1; n <= 3; ++n) Submit(ItemDocument(n));
}

void LiveHub::Serve() {
  std::filesystem::remove(Path("port"));
  server_ = Program({HEADWATER_BINARY, "serve", "--store", test::StoreUrlOf(Path("hub.db")),
                     "--listen", absl::StrCat("127.0.0.1:", port_), "--certs", Path("certs"),
                     "--retailer", test::Retailer().ToString(), "--port-file", Path("port")});
  server_->Start();
  HW_CHECK(Until([this] { return static_cast<bool>(std::ifstream(Path("port")) >> port_); }))
      << "the hub does not begin to serve: " << server_->Log();
}

void LiveHub::Kill() {
  server_->Kill();
  // A channel that met a dead hub waits before it tries again.
  connections_.clear();
}

std::string LiveHub::Write(std::string_view name, std::string_view text) const {
  std::ofstream(Path(name), std::ios::binary) << text;
  return Path(name);
}

std::string LiveHub::address() const { return absl::StrCat("127.0.0.1:", port_); }

std::unique_ptr<test::Child> LiveHub::Program(std::vector<std::string> arguments) {
  return std::make_unique<test::Child>(std::move(arguments),
                                       Path(absl::StrCat("log-", ++commands_)));
}

std::unique_ptr<test::Child> LiveHub::Command(std::vector<std::string> arguments,
                                              std::string_view as) {
  arguments.insert(arguments.begin(), {"/usr/bin/env", "-C", Path(""), HEADWATER_BINARY});
  arguments.insert(arguments.end(),
                   {"--hub", address(), "--certs", Path("certs"), "--as", std::string(as)});
  return Program(std::move(arguments));
}

Ended LiveHub::Run(std::vector<std::string> arguments, std::string_view as) {
  const auto command = Command(std::move(arguments), as);
  command->Start();
  const int exit = command->Wait(kSecondsMax);
  return {.exit = exit, .output = command->Log()};
}

client::Connection& LiveHub::ConnectionOf(const std::string& name) {
  std::unique_ptr<client::Connection>& connection = connections_[name];
  if (connection == nullptr) {
    auto opened =
        client::Connection::Open({.target = address(),
                                  .tls = {.authority = Path("certs/ca.pem"),
                                          .certificate = Path(absl::StrCat("certs/", name, ".pem")),
                                          .key = Path(absl::StrCat("certs/", name, ".key"))}},
                                 absl::Now());
    HW_CHECK(opened.ok()) << opened.status().ToString();
    connection = *std::move(opened);
  }
  connection->Attend();
  return *connection;
}

void LiveHub::Submit(const v1::Document& document) {
  client::GrpcDoor door(ConnectionOf("retailer"));
  const client::Answer answer = door.Submit(test::MakeRequest(document), kCallTimeout);
  HW_CHECK(answer.ok()) << document.number() << ": " << answer.refusal->ToString();
}

int64_t LiveHub::TicketCount() {
  const auto stub = v1::SalesService::NewStub(ConnectionOf("retailer").channel());
  grpc::ClientContext context;
  SetDeadline(context);
  v1::SummarizeTicketsResponse response;
  return stub->SummarizeTickets(&context, {}, &response).ok() ? response.ticket_count() : -1;
}

v1::OrderRecord LiveHub::GetOrder(std::string_view number) {
  const auto stub = v1::OrderingService::NewStub(ConnectionOf("retailer").channel());
  grpc::ClientContext context;
  SetDeadline(context);
  v1::GetOrderRequest request;
  request.set_name(
      absl::StrCat("parties/", test::Supplier().ToString(), "/orders/", base::AbslView(number)));
  v1::OrderRecord order;
  return stub->GetOrder(&context, request, &order).ok() ? order : v1::OrderRecord();
}

int64_t LiveHub::CountOf(std::string_view kind) {
  v1::ListEventsRequest request;
  request.add_kinds(std::string(kind));
  request.set_page_size(1000);
  int64_t count = 0;
  v1::ListEventsResponse response;
  do {
    request.set_after_sequence(response.through_sequence());
    grpc::ClientContext context;
    SetDeadline(context);
    if (!ConnectionOf("retailer").exchange().ListEvents(&context, request, &response).ok()) {
      return -1;
    }
    count += response.events_size();
  } while (response.through_sequence() < response.head_sequence());
  return count;
}

bool LiveHub::Until(const std::function<bool()>& happened) {
  const absl::Time end = absl::Now() + absl::Seconds(kSecondsMax);
  while (!happened()) {
    if (absl::Now() > end) return false;
    absl::SleepFor(kPause);
  }
  return true;
}

}  // namespace headwater::cli
