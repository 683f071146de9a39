// headwater orders: lists orders, or shows one with its ledger.
#include <algorithm>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "headwater/v1/ordering.grpc.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/pages.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  std::string name;
  std::string supplier;
  std::string location;
  std::vector<std::string> states;
  bool late = false;
  int64_t limit = kLimitDefault;
};

std::string StateText(v1::OrderState state) {
  return EnumText(v1::OrderState_Name(state), "ORDER_STATE_");
}

// Something of the order is still to come.
constexpr v1::OrderState kOpenStates[] = {v1::ORDER_STATE_NEW, v1::ORDER_STATE_ACKNOWLEDGED,
                                          v1::ORDER_STATE_PARTIALLY_DESPATCHED,
                                          v1::ORDER_STATE_DESPATCHED};

bool IsLate(const v1::OrderRecord& order, absl::Time now) {
  return std::find(std::begin(kOpenStates), std::end(kOpenStates), order.state()) !=
             std::end(kOpenStates) &&
         absl::FromUnixSeconds(order.delivery_window().end_time().seconds()) < now;
}

constexpr std::string_view kExample = "parties/4000001000104/orders/PO-17";

// The name of the order that was asked for by name or by number alone.
absl::StatusOr<std::string> NameOf(v1::OrderingService::Stub& stub, const Options& options) {
  if (options.name.starts_with("parties/")) return options.name;
  if (!options.supplier.empty()) {
    return absl::StrCat(ParentOf(options.supplier), "/orders/", options.name);
  }
  v1::ListOrdersRequest request;
  request.set_parent(ParentOf(""));
  std::string name;
  // No two orders have one number: all are the retailer's.
  const auto find = [&](const v1::ListOrdersResponse& page) -> int64_t {
    for (const v1::OrderRecord& order : page.orders()) {
      if (order.order_number() != options.name) continue;
      name = order.name();
      return 1;
    }
    return 0;
  };
  RETURN_IF_ERROR(
      EachPage(stub, &v1::OrderingService::Stub::ListOrders, request, 1, find, PageSize::kMax)
          .status());
  if (!name.empty()) return name;
  return absl::NotFoundError(absl::StrCat("there is no order ", options.name,
                                          "; say its number or its name, as in ",
                                          base::AbslView(kExample)));
}

// What the supplier answered of a line of which not everything came or will come.
void AddAnswers(const v1::OrderLineRecord& line, Table& table) {
  const v1::OrderLineLedger& ledger = line.ledger();
  if (ledger.rejected() == 0 && ledger.backordered() == 0 && ledger.short_() == 0) return;
  for (const v1::OrderResponseSplit& split : line.splits()) {
    const v1::Quantity& quantity = split.quantity();
    const int64_t amount =
        quantity.has_measure() ? quantity.measure().value_micros() : quantity.count();
    // Cancelled, or come as something else.
    if (amount == 0) continue;
    const bool reasoned = split.reason() != v1::RESPONSE_REASON_UNSPECIFIED;
    table.Add(
        {absl::StrCat(line.line_number()), line.gtin(),
         EnumText(v1::ResponseOutcome_Name(split.outcome()), "RESPONSE_OUTCOME_"),
         QuantityText(amount, quantity.measure().unit_code()),
         reasoned ? EnumText(v1::ResponseReason_Name(split.reason()), "RESPONSE_REASON_") : "",
         DateText(split.delivery_date())});
  }
}

absl::Status ShowOrder(v1::OrderingService::Stub& stub, const Options& options) {
  v1::GetOrderRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(stub, options));
  v1::OrderRecord order;
  const absl::Status found = CallUnary(stub, &v1::OrderingService::Stub::GetOrder, request, order);
  if (absl::IsInvalidArgument(found)) {
    return absl::InvalidArgumentError(absl::StrCat(
        found.message(), "\nThe name of an order is as in ", base::AbslView(kExample)));
  }
  RETURN_IF_ERROR(found);
  if (options.json) {
    std::cout << JsonLine(order) << "\n";
    return absl::OkStatus();
  }
  std::cout << order.name() << ": " << StateText(order.state()) << ", version " << order.version()
            << ", to location " << order.ship_to_gln() << ", due "
            << EndText(order.delivery_window()) << "\n";
  Table answers({">line", "item", "answer", ">quantity", "reason", "promised"});
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
    AddAnswers(line, answers);
  }
  std::cout << table.ToString("lines");
  if (!answers.empty()) std::cout << "\n" << answers.ToString("answers");
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
  request.set_ship_to_gln(options.location);
  if (options.late && options.states.empty()) {
    for (const v1::OrderState state : kOpenStates) request.add_states(state);
  }
  const absl::Time now = absl::Now();
  Table table({"order", "supplier", "to", "state", ">lines", ">version", "due", "issued"});
  // One more than is shown tells whether there are more of those that fit.
  int64_t shown = 0;
  bool more = false;
  const auto show = [&](const v1::ListOrdersResponse& page) -> int64_t {
    int64_t taken = 0;
    for (const v1::OrderRecord& order : page.orders()) {
      if (options.late && !IsLate(order, now)) continue;
      ++taken;
      more = shown == options.limit;
      if (more) break;
      ++shown;
      if (options.json) {
        std::cout << JsonLine(order) << "\n";
        continue;
      }
      table.Add({order.order_number(), order.supplier_gln(), order.ship_to_gln(),
                 StateText(order.state()), WithCommas(order.line_count()),
                 absl::StrCat(order.version()), EndText(order.delivery_window()),
                 google::protobuf::util::TimeUtil::ToString(order.issue_time())});
    }
    return taken;
  };
  RETURN_IF_ERROR(EachPage(stub, &v1::OrderingService::Stub::ListOrders, request, options.limit + 1,
                           show, options.late ? PageSize::kMax : PageSize::kWanted)
                      .status());
  ShowEnd(options, table, "orders", more);
  return absl::OkStatus();
}

}  // namespace

void AddOrders(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("orders", "List orders, or show one with its ledger");
  AddClientOptions(*command, *options);
  auto* const name = command->add_option(
      "name", options->name,
      "The number of an order, or its name, parties/GLN/orders/NUMBER, to show one");
  command->add_option("--supplier", options->supplier, "Of this supplier (GLN)");
  name->excludes(command->add_option("--location", options->location, "To this location (GLN)"))
      ->excludes(command->add_option("--state", options->states,
                                     "Only in these states: new, received, ..."))
      ->excludes(command->add_flag("--late", options->late,
                                   "Only those of which something is still to come after the end "
                                   "of their delivery window"));
  command->add_option("--limit", options->limit, "At most so many")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      auto stub = v1::OrderingService::NewStub(connection->channel());
      return options->name.empty() ? ListOrders(*stub, *options) : ShowOrder(*stub, *options);
    };
  });
}

}  // namespace headwater::cli
