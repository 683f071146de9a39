#include "hub/cli/tickets.h"

#include <algorithm>
#include <iostream>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "headwater/v1/partners.grpc.pb.h"
#include "headwater/v1/sales.grpc.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/date.h"
#include "hub/base/error.h"
#include "hub/cli/day_range.h"
#include "hub/cli/money_text.h"
#include "hub/cli/names.h"
#include "hub/cli/pages.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"

namespace headwater::cli {
namespace {

constexpr std::string_view kExample = "locations/4000001020003/tickets/T-17";

// A location, and the zone in which its days and hours are told.
struct Place {
  std::string gln;
  absl::TimeZone zone;
};

Place PlaceOf(const v1::Location& location) {
  Place place{.gln = location.gln(), .zone = absl::UTCTimeZone()};
  // Of a zone that this machine does not know the hours are told in UTC, and say so.
  absl::LoadTimeZone(location.time_zone(), &place.zone);
  return place;
}

absl::StatusOr<Place> FindPlace(v1::PartnersService::Stub& partners, const std::string& gln) {
  v1::GetLocationRequest request;
  request.set_name(absl::StrCat("locations/", gln));
  v1::LocationRecord record;
  RETURN_IF_ERROR(CallUnary(partners, &v1::PartnersService::Stub::GetLocation, request, record));
  return PlaceOf(record.location());
}

// The one that was asked for, or all in the order of their keys.
absl::StatusOr<std::vector<Place>> FindPlaces(v1::PartnersService::Stub& partners,
                                              const TicketOptions& options) {
  std::vector<Place> places;
  if (!options.location.empty()) {
    ASSIGN_OR_RETURN(places.emplace_back(), FindPlace(partners, options.location));
    return places;
  }
  const auto add = [&places](const v1::ListLocationsResponse& page) -> int64_t {
    for (const v1::LocationRecord& record : page.locations()) {
      places.push_back(PlaceOf(record.location()));
    }
    return 0;
  };
  RETURN_IF_ERROR(EachPage(partners, &v1::PartnersService::Stub::ListLocations,
                           v1::ListLocationsRequest(), 1, add, PageSize::kMax));
  return places;
}

// The second at which a day begins at a place.
int64_t BeginOf(base::Day day, absl::TimeZone zone) {
  return absl::ToUnixSeconds(absl::FromCivil(absl::CivilDay() + day, zone));
}

// The contract's instants are of 1970 to 9999; a day beyond them leaves that end open.
void SetTimes(const DayRange& days, absl::TimeZone zone, v1::ListTicketsRequest& request) {
  if (days.all) return;
  if (const int64_t start = BeginOf(days.first, zone); start >= 0) {
    request.mutable_start_time()->set_seconds(start);
  }
  if (days.last < base::kDayMax) {
    request.mutable_end_time()->set_seconds(BeginOf(days.last + 1, zone));
  }
}

std::string TimeText(const google::protobuf::Timestamp& time, absl::TimeZone zone) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", absl::FromUnixSeconds(time.seconds()), zone);
}

std::string ReasonText(v1::ReturnReason reason) {
  if (reason == v1::RETURN_REASON_UNSPECIFIED) return "unknown";
  return EnumText(v1::ReturnReason_Name(reason), "RETURN_REASON_");
}

// Each reason of the lines that came back once, in the order of the lines.
std::string ReasonsOf(const v1::TicketRecord& ticket) {
  std::vector<std::string> reasons;
  for (const v1::TicketLineRecord& line : ticket.lines()) {
    if (line.type() != v1::TICKET_LINE_TYPE_RETURN) continue;
    std::string reason = ReasonText(line.return_reason());
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) {
      reasons.push_back(std::move(reason));
    }
  }
  return absl::StrJoin(reasons, ", ");
}

absl::Status List(v1::PartnersService::Stub& partners, v1::SalesService::Stub& sales, Names& names,
                  const ClientOptions& client, const TicketOptions& options) {
  ASSIGN_OR_RETURN(const DayRange days, ParseDayRange(options.from, options.to));
  ASSIGN_OR_RETURN(const std::vector<Place> places, FindPlaces(partners, options));
  std::vector<std::string> titles = {"time", "location", "ticket", ">lines", ">total"};
  if (options.returns) titles.emplace_back("reason");
  titles.emplace_back("customer");
  Table table(std::move(titles));
  // One more than is shown tells whether there are more.
  int64_t left = options.limit + 1;
  for (const Place& place : places) {
    v1::ListTicketsRequest request;
    request.set_parent(absl::StrCat("locations/", place.gln));
    request.set_gtin(options.gtin);
    request.set_customer_pseudonym(options.customer);
    if (options.returns) request.set_line_type(v1::TICKET_LINE_TYPE_RETURN);
    SetTimes(days, place.zone, request);
    const auto show = [&](const v1::ListTicketsResponse& page) -> int64_t {
      for (const v1::TicketRecord& ticket : page.tickets()) {
        if (--left == 0) break;
        if (client.json) {
          std::cout << JsonLine(ticket) << "\n";
          continue;
        }
        std::vector<std::string> cells = {
            TimeText(ticket.sale_time(), place.zone), names.Location(ticket.location_gln()),
            ticket.ticket_number(), WithCommas(ticket.lines_size()), SumText(ticket.total())};
        if (options.returns) cells.push_back(ReasonsOf(ticket));
        cells.push_back(ticket.customer_pseudonym());
        table.Add(std::move(cells));
      }
      return page.tickets_size();
    };
    RETURN_IF_ERROR(EachPage(sales, &v1::SalesService::Stub::ListTickets, request, left, show));
    if (left == 0) break;
  }
  ShowEnd(client, table, "tickets", left == 0);
  return absl::OkStatus();
}

absl::StatusOr<std::string> NameOf(const TicketOptions& options) {
  const std::string own =
      options.location.empty() ? "" : absl::StrCat("locations/", options.location, "/tickets/");
  if (absl::StartsWith(options.ticket, "locations/")) {
    if (absl::StartsWith(options.ticket, own)) return options.ticket;
    return absl::InvalidArgumentError(absl::StrCat("--ticket ", options.ticket,
                                                   " is not of --location ", options.location,
                                                   "; leave one of them out"));
  }
  if (!own.empty()) return own + options.ticket;
  return absl::InvalidArgumentError(
      absl::StrCat("--ticket ", options.ticket, ": say --location too, or the name of the ticket, ",
                   "as in ", base::AbslView(kExample)));
}

absl::Status Show(v1::PartnersService::Stub& partners, v1::SalesService::Stub& sales, Names& names,
                  const ClientOptions& client, const TicketOptions& options) {
  v1::GetTicketRequest request;
  ASSIGN_OR_RETURN(*request.mutable_name(), NameOf(options));
  v1::TicketRecord ticket;
  const absl::Status found = CallUnary(sales, &v1::SalesService::Stub::GetTicket, request, ticket);
  if (absl::IsInvalidArgument(found)) {
    return absl::InvalidArgumentError(absl::StrCat(
        found.message(), "\nThe name of a ticket is as in ", base::AbslView(kExample)));
  }
  RETURN_IF_ERROR(found);
  if (client.json) {
    std::cout << JsonLine(ticket) << "\n";
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const Place place, FindPlace(partners, ticket.location_gln()));
  std::cout << ticket.name() << ": " << TimeText(ticket.sale_time(), place.zone) << ", total "
            << SumText(ticket.total());
  if (!ticket.till().empty()) std::cout << ", till " << ticket.till();
  if (ticket.channel() != v1::SALES_CHANNEL_UNSPECIFIED) {
    std::cout << ", channel "
              << EnumText(v1::SalesChannel_Name(ticket.channel()), "SALES_CHANNEL_");
  }
  if (!ticket.customer_pseudonym().empty()) {
    std::cout << ", customer " << ticket.customer_pseudonym();
  }
  std::cout << "\n";
  Table table({">line", "type", "item", "supplier", ">quantity", ">amount", "promotion",
               "bought on", "reason"});
  names.LearnItemsOf(std::vector(ticket.lines().begin(), ticket.lines().end()));
  for (const v1::TicketLineRecord& line : ticket.lines()) {
    const bool returned = line.type() == v1::TICKET_LINE_TYPE_RETURN;
    table.Add({absl::StrCat(line.line_number()),
               EnumText(v1::TicketLineType_Name(line.type()), "TICKET_LINE_TYPE_"),
               names.Item(line.gtin()), names.Party(line.supplier_gln()),
               QuantityText(line.quantity(), line.measure_unit_code()), SumText(line.amount()),
               line.promotion_code(), line.original_ticket_number(),
               returned ? ReasonText(line.return_reason()) : ""});
  }
  std::cout << table.ToString("lines");
  return absl::OkStatus();
}

}  // namespace

absl::Status ShowTickets(const ClientOptions& client, const TicketOptions& options) {
  ASSIGN_OR_RETURN(auto connection, Connect(client));
  const auto partners = v1::PartnersService::NewStub(connection->channel());
  const auto sales = v1::SalesService::NewStub(connection->channel());
  Names names(connection->channel());
  return options.ticket.empty() ? List(*partners, *sales, names, client, options)
                                : Show(*partners, *sales, names, client, options);
}

}  // namespace headwater::cli
