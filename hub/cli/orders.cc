// headwater orders: lists orders, or shows one with its ledger.
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/client/connection.h"
#include "google/protobuf/util/time_util.h"
#include "headwater/v1/ordering.grpc.pb.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/pages.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  std::string name;
  std::string supplier;
  std::vector<std::string> states;
  int64_t limit = kLimitDefault;
};

std::string StateText(v1::OrderState state) {
  return EnumText(v1::OrderState_Name(state), "ORDER_STATE_");
}

absl::Status ShowOrder(v1::OrderingService::Stub& stub, const Options& options) {
  v1::GetOrderRequest request;
  request.set_name(options.name);
  v1::OrderRecord order;
  RETURN_IF_ERROR(CallUnary(stub, &v1::OrderingService::Stub::GetOrder, request, order));
  if (options.json) {
    std::cout << JsonLine(order) << "\n";
    return absl::OkStatus();
  }
  std::cout << order.name() << ": " << StateText(order.state()) << ", version " << order.version()
            << ", to location " << order.ship_to_gln() << "\n";
  Table table({">line", "item", ">ordered", ">open", ">acknowledged", ">backordered", ">rejected",
               ">cancelled", ">in transit", ">received", ">short", ">damaged"});
  for (const v1::OrderLineRecord& line : order.lines()) {
    const v1::OrderLineLedger& ledger = line.ledger();
    table.Add({absl::StrCat(line.line_number()), line.gtin(),
               WithCommas(ledger.ordered() + ledger.changed()), WithCommas(ledger.open()),
               WithCommas(ledger.acknowledged() + ledger.substituted()),
               WithCommas(ledger.backordered()), WithCommas(ledger.rejected()),
               WithCommas(ledger.cancelled_by_buyer() + ledger.cancelled_by_supplier()),
               WithCommas(ledger.in_transit()), WithCommas(ledger.received()),
               WithCommas(ledger.short_()), WithCommas(ledger.damaged())});
  }
  std::cout << table.ToString("lines");
  return absl::OkStatus();
}

absl::Status ListOrders(v1::OrderingService::Stub& stub, const Options& options) {
  v1::ListOrdersRequest request;
  request.set_parent(ParentOf(options.supplier));
  for (const std::string& state : options.states) {
    v1::OrderState value;
    if (!v1::OrderState_Parse(absl::StrCat("ORDER_STATE_", absl::AsciiStrToUpper(state)), &value)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--state ", state,
                       ": no such state; the states are new, acknowledged, "
                       "partially_despatched, despatched, received, cancelled, rejected"));
    }
    request.add_states(value);
  }
  Table table({"order", "supplier", "to", "state", ">lines", ">version", "issued"});
  RETURN_IF_ERROR(
      (EachPage<v1::OrderingService::Stub, v1::ListOrdersRequest, v1::ListOrdersResponse>(
          stub, &v1::OrderingService::Stub::ListOrders, request, options.limit,
          [&](const v1::ListOrdersResponse& page) -> int64_t {
            for (const v1::OrderRecord& order : page.orders()) {
              if (options.json) {
                std::cout << JsonLine(order) << "\n";
                continue;
              }
              table.Add({order.order_number(), order.supplier_gln(), order.ship_to_gln(),
                         StateText(order.state()), WithCommas(order.line_count()),
                         absl::StrCat(order.version()),
                         google::protobuf::util::TimeUtil::ToString(order.issue_time())});
            }
            return page.orders_size();
          })));
  if (!options.json) std::cout << table.ToString("orders");
  return absl::OkStatus();
}

}  // namespace

void AddOrders(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("orders", "List orders, or show one with its ledger");
  AddClientOptions(*command, *options);
  command->add_option("name", options->name, "parties/GLN/orders/NUMBER, to show one");
  command->add_option("--supplier", options->supplier, "Of this supplier (GLN)");
  command->add_option("--state", options->states, "Only in these states: new, received, ...");
  command->add_option("--limit", options->limit, "At most so many")->capture_default_str();
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      auto stub = v1::OrderingService::NewStub(connection->channel());
      return options->name.empty() ? ListOrders(*stub, *options) : ShowOrder(*stub, *options);
    };
  });
}

}  // namespace headwater::cli
