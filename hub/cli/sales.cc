// headwater sales: what sold, in total by some dimension or day by day, and what was
// reported at all.
#include <algorithm>
#include <iostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "headwater/v1/sales.grpc.pb.h"
#include "hub/base/date.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/pages.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  std::string by = "item";
  bool days = false;
  bool sections = false;
  std::string supplier;
  std::string location;
  std::string gtin;
  std::string from;
  std::string to;
  int64_t limit = kLimitDefault;
};

absl::Status SetDate(const std::string& text, v1::Date* date) {
  ASSIGN_OR_RETURN(const base::Day day, base::ParseDay(text));
  const base::CivilDate civil = base::ToCivil(day);
  date->set_year(civil.year);
  date->set_month(civil.month);
  date->set_day(civil.day);
  return absl::OkStatus();
}

template <typename Request>
absl::Status SetInterval(const Options& options, Request& request) {
  if (options.from.empty() != options.to.empty()) {
    return absl::InvalidArgumentError("give both --from and --to, or neither");
  }
  if (options.from.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(SetDate(options.from, request.mutable_interval()->mutable_first_date()));
  return SetDate(options.to, request.mutable_interval()->mutable_last_date());
}

absl::Status ListDays(v1::SalesService::Stub& stub, const Options& options) {
  v1::ListSalesRequest request;
  request.set_parent(ParentOf(options.supplier));
  request.set_location_gln(options.location);
  request.set_gtin(options.gtin);
  RETURN_IF_ERROR(SetInterval(options, request));
  Table table({"day", "location", "item", ">sold", ">returned", ">net", ">on shelf"});
  ASSIGN_OR_RETURN(
      const bool more,
      EachPage(
          stub, &v1::SalesService::Stub::ListSales, request, options.limit,
          [&](const v1::ListSalesResponse& page) -> int64_t {
            for (const v1::SalesRecord& day : page.sales()) {
              if (options.json) {
                std::cout << JsonLine(day) << "\n";
                continue;
              }
              const bool shelf = day.has_minutes_on_shelf() && day.minutes_open() > 0;
              table.Add(
                  {DateText(day.sales_date()), day.location_gln(), day.gtin(),
                   WithCommas(day.sold_quantity()),
                   day.has_returned_quantity() ? WithCommas(day.returned_quantity()) : "unknown",
                   day.has_net_amount() ? MoneyText(day.net_amount().amount_micros(),
                                                    day.net_amount().currency_code())
                                        : "unknown",
                   shelf ? absl::StrCat(100 * day.minutes_on_shelf() / day.minutes_open(), " %")
                         : "unknown"});
            }
            return page.sales_size();
          }));
  ShowEnd(options, table, "item-days", more);
  return absl::OkStatus();
}

absl::Status ListSections(v1::SalesService::Stub& stub, const Options& options) {
  v1::ListSalesSectionsRequest request;
  request.set_parent(ParentOf(options.supplier));
  request.set_location_gln(options.location);
  RETURN_IF_ERROR(SetInterval(options, request));
  Table table({"day", "location", "supplier", "coverage", ">restatement", "currency", "report"});
  ASSIGN_OR_RETURN(
      const bool more,
      EachPage(stub, &v1::SalesService::Stub::ListSalesSections, request, options.limit,
               [&](const v1::ListSalesSectionsResponse& page) -> int64_t {
                 for (const v1::SalesSectionRecord& section : page.sections()) {
                   if (options.json) {
                     std::cout << JsonLine(section) << "\n";
                     continue;
                   }
                   table.Add(
                       {DateText(section.sales_date()), section.location_gln(),
                        section.supplier_gln(),
                        EnumText(v1::SalesCoverage_Name(section.coverage()), "SALES_COVERAGE_"),
                        WithCommas(section.restatement_number()), section.currency_code(),
                        section.document_id()});
                 }
                 return page.sections_size();
               }));
  ShowEnd(options, table, "sections", more);
  return absl::OkStatus();
}

absl::Status Summarize(v1::SalesService::Stub& stub, const Options& options) {
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
  Table table({options.by, ">sold", ">returned", ">net", ">item-days", ">with empty shelf"});
  const bool more = response.totals_size() > options.limit;
  if (more) response.mutable_totals()->RemoveLast();
  for (const v1::SalesTotal& total : response.totals()) {
    if (options.json) {
      std::cout << JsonLine(total) << "\n";
      continue;
    }
    std::string key = absl::StrCat(total.gtin(), total.location_gln(), total.supplier_gln());
    if (total.has_sales_date()) key = DateText(total.sales_date());
    table.Add({key, WithCommas(total.sold_quantity()), WithCommas(total.returned_quantity()),
               total.has_net_amount() ? MoneyText(total.net_amount().amount_micros(),
                                                  total.net_amount().currency_code())
                                      : "unknown",
               WithCommas(total.reported_count()), WithCommas(total.stock_out_count())});
  }
  ShowEnd(options, table, "totals", more);
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
      program.add_subcommand("sales", "Show what sold, by the sales reports; tickets do not count");
  AddClientOptions(*command, *options);
  auto* const by =
      command->add_option("--by", options->by, "Totals by item, location, day or supplier")
          ->capture_default_str();
  auto* const days = command->add_flag("--days", options->days,
                                       "Every reported day of every item instead of totals");
  auto* const sections =
      command->add_flag("--sections", options->sections,
                        "What was reported of each location's day: all of its sales, a part, or "
                        "(not listed) nothing");
  by->excludes(days);
  sections->excludes(by)->excludes(days);
  command->add_option("--supplier", options->supplier, "Of this supplier's items (GLN)");
  command->add_option("--location", options->location, "At this location (GLN)");
  auto* const item =
      command->add_option("--item", options->gtin, "Of this item (GTIN), with --days");
  item->needs(days);
  sections->excludes(item);
  command->add_option("--from", options->from, "First day, YYYY-MM-DD");
  command->add_option("--to", options->to, "Last day, YYYY-MM-DD");
  command
      ->add_option("--limit", options->limit,
                   "At most so many; of totals the biggest, and never more than 1,000")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      auto stub = v1::SalesService::NewStub(connection->channel());
      if (options->sections) return ListSections(*stub, *options);
      return options->days ? ListDays(*stub, *options) : Summarize(*stub, *options);
    };
  });
}

}  // namespace headwater::cli
