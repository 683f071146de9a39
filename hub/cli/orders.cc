// headwater orders: lists orders, or shows one with its ledger.
#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/util/time_util.h"
#include "headwater/v1/ordering.grpc.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/date.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/list_options.h"
#include "hub/cli/names.h"
#include "hub/cli/order_view.h"
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
  std::string as_of;
  int64_t limit = kLimitDefault;
};

std::string StateText(v1::OrderState state) {
  return EnumText(v1::OrderState_Name(state), "ORDER_STATE_");
}

// Something of the order is still to come, or under way.
constexpr v1::OrderState kOpenStates[] = {
    v1::ORDER_STATE_NEW, v1::ORDER_STATE_ACKNOWLEDGED, v1::ORDER_STATE_PARTIALLY_DESPATCHED,
    v1::ORDER_STATE_DESPATCHED, v1::ORDER_STATE_PARTIALLY_RECEIVED};

// How long ago the order should have been there; nothing for one that is in time, or of
// which nothing is to come.
absl::Duration Lateness(const v1::OrderRecord& order, absl::Time now) {
  const bool open = std::find(std::begin(kOpenStates), std::end(kOpenStates), order.state()) !=
                    std::end(kOpenStates);
  const absl::Duration late =
      now - absl::FromUnixSeconds(order.delivery_window().end_time().seconds());
  return open ? std::max(late, absl::ZeroDuration()) : absl::ZeroDuration();
}

std::string LatenessText(absl::Duration late) {
  if (late == absl::ZeroDuration()) return "";
  const int64_t days = late / absl::Hours(24);
  if (days > 0) return absl::StrCat(WithCommas(days), days == 1 ? " day" : " days");
  return absl::StrCat(absl::ToInt64Hours(late), " h");
}

// The instant against which lateness is told: a day means its end, in UTC.
absl::StatusOr<absl::Time> AsOf(const Options& options) {
  if (options.as_of.empty()) return absl::Now();
  if (const auto day = base::ParseDay(options.as_of); day.ok()) {
    return absl::FromCivil(absl::CivilDay() + *day + 1, absl::UTCTimeZone());
  }
  absl::Time time;
  std::string error;
  if (absl::ParseTime(absl::RFC3339_full, options.as_of, &time, &error)) return time;
  return absl::InvalidArgumentError(absl::StrCat(
      "--as-of ", options.as_of, ": say a day, 2011-05-31, or an instant, 2011-05-31T18:00:00Z"));
}

constexpr std::string_view kExample = "parties/4000001000104/orders/PO-17";

// The name of the order that was asked for by name or by number alone.
absl::StatusOr<std::string> NameOf(v1::OrderingService::Stub& stub, const Options& options) {
  const std::string own =
      options.supplier.empty() ? "" : absl::StrCat(ParentOf(options.supplier), "/orders/");
  if (options.name.starts_with("parties/")) {
    if (options.name.starts_with(own)) return options.name;
    return absl::InvalidArgumentError(absl::StrCat(options.name, " is not of --supplier ",
                                                   options.supplier, "; leave one of them out"));
  }
  if (!own.empty()) return own + options.name;
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
      EachPage(stub, &v1::OrderingService::Stub::ListOrders, request, 1, find, PageSize::kMax));
  if (!name.empty()) return name;
  return absl::NotFoundError(absl::StrCat("there is no order ", options.name,
                                          "; say its number or its name, as in ",
                                          base::AbslView(kExample)));
}

absl::Status ShowOrder(const std::shared_ptr<grpc::Channel>& channel,
                       v1::OrderingService::Stub& stub, const Options& options) {
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
  Names names(channel);
  std::cout << order.name() << ": " << StateText(order.state()) << ", version " << order.version()
            << "\nfrom " << names.Party(order.supplier_gln()) << ", to "
            << names.Location(order.ship_to_gln()) << ", due " << EndText(order.delivery_window())
            << "\n";
  std::cout << LedgerText(order, names);
  const std::string answers = AnswersText(order, names);
  if (!answers.empty()) std::cout << "\n" << answers;
  return absl::OkStatus();
}

absl::Status ListOrders(const std::shared_ptr<grpc::Channel>& channel,
                        v1::OrderingService::Stub& stub, const Options& options) {
  v1::ListOrdersRequest request;
  request.set_parent(ParentOf(options.supplier));
  for (const std::string& state : options.states) {
    v1::OrderState value;
    if (!v1::OrderState_Parse(absl::StrCat("ORDER_STATE_", absl::AsciiStrToUpper(state)), &value)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--state ", state,
                       ": no such state; the states are new, acknowledged, "
                       "partially_despatched, despatched, partially_received, received, "
                       "cancelled, rejected"));
    }
    request.add_states(value);
  }
  request.set_ship_to_gln(options.location);
  if (options.late && options.states.empty()) {
    for (const v1::OrderState state : kOpenStates) request.add_states(state);
  }
  ASSIGN_OR_RETURN(const absl::Time now, AsOf(options));
  std::vector<v1::OrderRecord> orders;
  // One more than is shown tells whether there are more of those that fit.
  int64_t shown = 0;
  bool more = false;
  const auto show = [&](const v1::ListOrdersResponse& page) -> int64_t {
    int64_t taken = 0;
    for (const v1::OrderRecord& order : page.orders()) {
      if (options.late && Lateness(order, now) == absl::ZeroDuration()) continue;
      ++taken;
      more = shown == options.limit;
      if (more) break;
      ++shown;
      if (options.json) {
        std::cout << JsonLine(order) << "\n";
        continue;
      }
      orders.push_back(order);
    }
    return taken;
  };
  RETURN_IF_ERROR(EachPage(stub, &v1::OrderingService::Stub::ListOrders, request, options.limit + 1,
                           show, options.late ? PageSize::kMax : PageSize::kWanted));
  Names names(channel);
  Table table({"order", "supplier", "to", "state", ">lines", ">version", "due", ">late", "issued"});
  for (const v1::OrderRecord& order : orders) {
    table.Add({order.order_number(), names.Party(order.supplier_gln()),
               names.Location(order.ship_to_gln()), StateText(order.state()),
               WithCommas(order.line_count()), absl::StrCat(order.version()),
               EndText(order.delivery_window()), LatenessText(Lateness(order, now)),
               google::protobuf::util::TimeUtil::ToString(order.issue_time())});
  }
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
                                   "of their delivery window"))
      ->excludes(command->add_option("--as-of", options->as_of,
                                     "What is late is told as it stood at the end of this day "
                                     "(UTC) or at this instant, by the orders as they are now; "
                                     "now where not given. The demo's days are of 2010 and 2011"));
  name->excludes(AddLimit(*command, options->limit));
  RefuseEmpty(*command);
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      auto stub = v1::OrderingService::NewStub(connection->channel());
      return options->name.empty() ? ListOrders(connection->channel(), *stub, *options)
                                   : ShowOrder(connection->channel(), *stub, *options);
    };
  });
}

}  // namespace headwater::cli
