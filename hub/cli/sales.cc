// headwater sales: what sold, in total by some dimension or day by day, and what was
// reported at all.
#include <algorithm>
#include <iostream>
#include <memory>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "headwater/v1/sales.grpc.pb.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/day_range.h"
#include "hub/cli/list_options.h"
#include "hub/cli/money_text.h"
#include "hub/cli/names.h"
#include "hub/cli/pages.h"
#include "hub/cli/table.h"
#include "hub/cli/tickets.h"
#include "hub/cli/value_text.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  std::string by = "item";
  bool days = false;
  bool sections = false;
  bool tickets = false;
  bool returns = false;
  std::string ticket;
  std::string supplier;
  std::string location;
  std::string gtin;
  std::string customer;
  std::string from;
  std::string to;
  int64_t limit = kLimitDefault;
};

template <typename Request>
absl::Status SetInterval(const Options& options, Request& request) {
  ASSIGN_OR_RETURN(const DayRange range, ParseDayRange(options.from, options.to));
  if (!range.all) *request.mutable_interval() = IntervalOf(range);
  return absl::OkStatus();
}

absl::Status ListDays(const std::shared_ptr<grpc::Channel>& channel, v1::SalesService::Stub& stub,
                      const Options& options) {
  v1::ListSalesRequest request;
  request.set_parent(ParentOf(options.supplier));
  request.set_location_gln(options.location);
  request.set_gtin(options.gtin);
  RETURN_IF_ERROR(SetInterval(options, request));
  std::vector<v1::SalesRecord> records;
  ASSIGN_OR_RETURN(const bool more,
                   TakeRows(stub, &v1::SalesService::Stub::ListSales, request,
                            &v1::ListSalesResponse::sales, options, options.limit, records));
  Names names(channel);
  names.LearnItemsOf(records);
  Table table({"day", "location", "item", ">sold", ">returned", ">net", ">on shelf"});
  for (const v1::SalesRecord& day : records) {
    const bool shelf = day.has_minutes_on_shelf() && day.minutes_open() > 0;
    table.Add({DateText(day.sales_date()), names.Location(day.location_gln()),
               names.Item(day.gtin()), QuantityText(day.sold_quantity(), day.measure_unit_code()),
               day.has_returned_quantity()
                   ? QuantityText(day.returned_quantity(), day.measure_unit_code())
                   : "unknown",
               day.has_net_amount() ? SumText(day.net_amount()) : "unknown",
               shelf ? absl::StrCat(100 * day.minutes_on_shelf() / day.minutes_open(), " %")
                     : "unknown"});
  }
  ShowEnd(options, table, "item-days", more);
  return absl::OkStatus();
}

absl::Status ListSections(v1::SalesService::Stub& stub, const Options& options) {
  v1::ListSalesSectionsRequest request;
  request.set_parent(ParentOf(options.supplier));
  request.set_location_gln(options.location);
  RETURN_IF_ERROR(SetInterval(options, request));
  std::vector<v1::SalesSectionRecord> sections;
  ASSIGN_OR_RETURN(const bool more, TakeRows(stub, &v1::SalesService::Stub::ListSalesSections,
                                             request, &v1::ListSalesSectionsResponse::sections,
                                             options, options.limit, sections));
  Table table({"day", "location", "supplier", "coverage", ">restatement", "currency", "report"});
  for (const v1::SalesSectionRecord& section : sections) {
    table.Add({DateText(section.sales_date()), section.location_gln(), section.supplier_gln(),
               EnumText(v1::SalesCoverage_Name(section.coverage()), "SALES_COVERAGE_"),
               WithCommas(section.restatement_number()), section.currency_code(),
               section.document_id()});
  }
  ShowEnd(options, table, "sections", more);
  return absl::OkStatus();
}

// A sum of which none or not all of the parts are known says so.
std::string SumOfKnown(const std::string& sum, bool any, int64_t known, int64_t all) {
  if (!any) return "unknown";
  return known < all ? absl::StrCat(sum, " and unknown") : sum;
}

// What the total is of: one item, location, day or supplier.
std::string KeyText(const v1::SalesTotal& total, Names& names) {
  if (total.has_sales_date()) return DateText(total.sales_date());
  if (!total.gtin().empty()) return names.Item(total.gtin());
  if (!total.location_gln().empty()) return names.Location(total.location_gln());
  return names.Party(total.supplier_gln());
}

absl::Status Summarize(const std::shared_ptr<grpc::Channel>& channel, v1::SalesService::Stub& stub,
                       const Options& options) {
  v1::SummarizeSalesRequest request;
  request.set_parent(ParentOf(options.supplier));
  request.set_location_gln(options.location);
  if (options.limit > kPageSizeMax) {
    return absl::InvalidArgumentError(absl::StrCat("--limit ", options.limit,
                                                   ": totals are at most 1,000; choose fewer with "
                                                   "--supplier, --location or --from and --to"));
  }
  // One more than is shown tells whether there are more.
  request.set_page_size(static_cast<int32_t>(std::min(options.limit + 1, kPageSizeMax)));
  RETURN_IF_ERROR(SetInterval(options, request));
  v1::SalesDimension dimension;
  if (!v1::SalesDimension_Parse(absl::StrCat("SALES_DIMENSION_", absl::AsciiStrToUpper(options.by)),
                                &dimension)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--by ", options.by, ": say item, location, day or supplier"));
  }
  request.set_dimension(dimension);
  v1::SummarizeSalesResponse response;
  RETURN_IF_ERROR(CallUnary(stub, &v1::SalesService::Stub::SummarizeSales, request, response));
  // Pieces and measures have no sum.
  const bool by_item = dimension == v1::SALES_DIMENSION_ITEM;
  Table table({options.by, by_item ? ">sold" : ">pieces sold",
               by_item ? ">returned" : ">pieces returned", ">net", ">item-days",
               ">with empty shelf"});
  const bool more = response.totals_size() > options.limit;
  if (more) response.mutable_totals()->RemoveLast();
  Names names(channel);
  if (!options.json) {
    names.LearnItemsOf(std::vector(response.totals().begin(), response.totals().end()));
  }
  int64_t measured = 0;
  for (const v1::SalesTotal& total : response.totals()) {
    if (options.json) {
      std::cout << JsonLine(total) << "\n";
      continue;
    }
    // Where all was sold by measure there are no pieces to tell of.
    const bool none = total.measured_count() == total.reported_count();
    table.Add({KeyText(total, names),
               none ? "" : QuantityText(total.sold_quantity(), total.measure_unit_code()),
               none ? ""
                    : SumOfKnown(QuantityText(total.returned_quantity(), total.measure_unit_code()),
                                 total.has_returned_quantity(), total.returned_known_count(),
                                 total.reported_count() - total.measured_count()),
               SumOfKnown(SumText(total.net_amount()), total.has_net_amount(),
                          total.net_known_count(), total.reported_count()),
               WithCommas(total.reported_count()),
               SumOfKnown(WithCommas(total.stock_out_count()),
                          total.stock_out_count() + total.shelf_known_count() > 0,
                          total.shelf_known_count(), total.reported_count())});
    measured += total.measured_count();
  }
  ShowEnd(options, table, "totals", more);
  if (measured > 0) {
    std::cerr << "headwater: " << WithCommas(measured) << " of these item-days are of goods sold "
              << "by measure: in the money, not in the pieces; --by item shows them\n";
  }
  if (response.totals_size() == 0) {
    std::cerr << "headwater: only sales reports count; tickets do not\n";
  } else if (response.totals_size() == kPageSizeMax) {
    std::cerr << "headwater: these are the "
              << (request.dimension() == v1::SALES_DIMENSION_DAY ? "first" : "biggest")
              << " 1,000; there may be more\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddSales(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("sales",
                             "Show what sold, by the sales reports; tickets do not count "
                             "in them and are shown by --tickets");
  AddClientOptions(*command, *options);
  auto* const by =
      command
          ->add_option("--by", options->by,
                       "Totals by item, location, day or supplier; pieces and measures have no "
                       "sum, so that by anything but item what is sold by measure is in the "
                       "money alone")
          ->capture_default_str();
  auto* const days = command->add_flag("--days", options->days,
                                       "Every reported day of every item instead of totals");
  auto* const sections =
      command->add_flag("--sections", options->sections,
                        "What was reported of each location's day: all of its sales, a part, or "
                        "(not listed) nothing");
  by->excludes(days);
  sections->excludes(by)->excludes(days);
  auto* const supplier =
      command->add_option("--supplier", options->supplier, "Of this supplier's items (GLN)");
  command->add_option("--location", options->location, "At this location (GLN)");
  auto* const item =
      command->add_option("--item", options->gtin, "Of this item (GTIN), with --days or --tickets");
  sections->excludes(item);
  auto* const from =
      command->add_option("--from", options->from,
                          "First day, YYYY-MM-DD, in the time zone of each location; "
                          "of all before --to where not given");
  auto* const to = command->add_option("--to", options->to,
                                       "Last day, YYYY-MM-DD, in the time zone of each location");
  auto* const limit = AddLimit(*command, options->limit,
                               "At most so many; of totals the biggest, of days the first, and "
                               "never more than 1,000");
  auto* const tickets =
      command->add_flag("--tickets", options->tickets,
                        "The till receipts instead, by location and time; for the retailer alone");
  auto* const returns = command->add_flag(
      "--returns", options->returns,
      "Of --tickets those on which something came back (with --item: that item), and why");
  auto* const ticket =
      command->add_option("--ticket", options->ticket,
                          "One of them with its lines: its number, with --location, or its name, "
                          "locations/GLN/tickets/NUMBER");
  tickets->excludes(by)->excludes(days)->excludes(sections)->excludes(supplier);
  returns->needs(tickets);
  auto* const customer =
      command
          ->add_option("--customer", options->customer,
                       "Of --tickets those of this customer: the pseudonym, as the list shows it")
          ->needs(tickets);
  for (auto* const other :
       {by, days, sections, tickets, returns, customer, supplier, item, from, to, limit}) {
    ticket->excludes(other);
  }
  RefuseEmpty(*command);
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      if (options->tickets || !options->ticket.empty()) {
        return ShowTickets(*options, {.ticket = options->ticket,
                                      .returns = options->returns,
                                      .location = options->location,
                                      .gtin = options->gtin,
                                      .customer = options->customer,
                                      .from = options->from,
                                      .to = options->to,
                                      .limit = options->limit});
      }
      if (!options->gtin.empty() && !options->days) {
        return absl::InvalidArgumentError("--item requires --days or --tickets");
      }
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      auto stub = v1::SalesService::NewStub(connection->channel());
      if (options->sections) return ListSections(*stub, *options);
      return options->days ? ListDays(connection->channel(), *stub, *options)
                           : Summarize(connection->channel(), *stub, *options);
    };
  });
}

}  // namespace headwater::cli
