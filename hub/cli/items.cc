// headwater items: looks trade items up.
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "headwater/v1/catalogue.grpc.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/item_view.h"
#include "hub/cli/list_options.h"
#include "hub/cli/names.h"
#include "hub/cli/pages.h"
#include "hub/cli/range_text.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  std::string gtin;
  std::string text;
  std::string supplier;
  std::string department;
  std::string category;
  // Absent: with and without the mark.
  std::optional<bool> advertised;
  std::optional<bool> exclusive;
  std::optional<bool> restricted;
  std::optional<bool> discontinued;
  std::optional<bool> orderable;
  std::string currency;
  std::string price_min;
  std::string price_max;
  // Ranges, as typed.
  std::string tax;
  std::string order_multiple;
  std::string minimum_order;
  std::string lead_time;
  std::string shelf_life;
  int64_t limit = kLimitDefault;
};

constexpr int kPercentDecimals = 2;  // basis points

absl::Status ShowItem(const std::shared_ptr<grpc::Channel>& channel,
                      v1::CatalogueService::Stub& stub, const Options& options) {
  v1::GetTradeItemRequest request;
  request.set_name(absl::StrCat("tradeItems/", options.gtin));
  v1::TradeItemRecord record;
  RETURN_IF_ERROR(CallUnary(stub, &v1::CatalogueService::Stub::GetTradeItem, request, record));
  if (options.json) {
    std::cout << JsonLine(record) << "\n";
    return absl::OkStatus();
  }
  Names names(channel);
  std::cout << ItemText(record, names);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> PriceOf(std::string_view option, const std::string& text) {
  const auto micros = base::ParseMicros(text);
  if (micros.ok()) return *micros;
  return absl::InvalidArgumentError(
      absl::StrCat(base::AbslView(option), " ", text, ": ", micros.status().message()));
}

absl::Status SetPrice(const Options& options, v1::ListTradeItemsRequest& request) {
  if (options.currency.empty()) return absl::OkStatus();
  v1::PriceRange& price = *request.mutable_price();
  price.set_currency_code(options.currency);
  if (!options.price_min.empty()) {
    ASSIGN_OR_RETURN(const int64_t min, PriceOf("--price-min", options.price_min));
    price.set_min_micros(min);
  }
  if (!options.price_max.empty()) {
    ASSIGN_OR_RETURN(const int64_t max, PriceOf("--price-max", options.price_max));
    price.set_max_micros(max);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::ListTradeItemsRequest> RequestOf(const Options& options) {
  v1::ListTradeItemsRequest request;
  request.set_supplier_gln(options.supplier);
  request.set_department_code(options.department);
  request.set_category_code(options.category);
  request.set_text(options.text);
  if (options.advertised.has_value()) request.set_advertised(*options.advertised);
  if (options.exclusive.has_value()) request.set_exclusive(*options.exclusive);
  if (options.restricted.has_value()) request.set_restricted(*options.restricted);
  if (options.discontinued.has_value()) request.set_discontinued(*options.discontinued);
  if (options.orderable.has_value()) request.set_orderable(*options.orderable);
  RETURN_IF_ERROR(SetPrice(options, request));
  const auto set = [](std::string_view option, const std::string& text, auto field,
                      int decimals = 0) -> absl::Status {
    if (text.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(*field(), ParseRange(option, text, decimals));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(set(
      "--tax", options.tax, [&] { return request.mutable_tax_rate_basis_points(); },
      kPercentDecimals));
  RETURN_IF_ERROR(set("--order-multiple", options.order_multiple,
                      [&] { return request.mutable_order_multiple(); }));
  RETURN_IF_ERROR(set("--minimum-order", options.minimum_order,
                      [&] { return request.mutable_minimum_order_quantity(); }));
  RETURN_IF_ERROR(
      set("--lead-time", options.lead_time, [&] { return request.mutable_lead_time_days(); }));
  RETURN_IF_ERROR(
      set("--shelf-life", options.shelf_life, [&] { return request.mutable_shelf_life_days(); }));
  return request;
}

absl::Status ListItems(v1::CatalogueService::Stub& stub, const Options& options) {
  ASSIGN_OR_RETURN(const v1::ListTradeItemsRequest request, RequestOf(options));
  std::vector<v1::TradeItemRecord> records;
  ASSIGN_OR_RETURN(const bool more, TakeRows(stub, &v1::CatalogueService::Stub::ListTradeItems,
                                             request, &v1::ListTradeItemsResponse::trade_items,
                                             options, options.limit, records));
  Table table(
      {"item", "description", "supplier", ">price", "packs", "department", "category", "marks"});
  for (const v1::TradeItemRecord& record : records) {
    const v1::TradeItem& item = record.trade_item();
    table.Add({GtinText(item.gtin()), item.description(), item.supplier_gln(), PriceText(item),
               PacksText(item), item.department_code(), item.category_code(), MarksText(item)});
  }
  ShowEnd(options, table, "items", more);
  return absl::OkStatus();
}

// --MARK asks for the items with a mark, --not-MARK for those without. `wanted` must live
// as long as `command`.
CLI::Option* AddMark(CLI::App& command, const std::string& mark, std::optional<bool>& wanted) {
  return command.add_flag_function(
      absl::StrCat("--", mark, ",!--not-", mark), [&wanted](int64_t count) { wanted = count > 0; },
      absl::StrCat("Only ", mark, " ones, or only those that are not"));
}

}  // namespace

void AddItems(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("items", "Look trade items up");
  AddClientOptions(*command, *options);
  auto* const gtin =
      command->add_option("gtin", options->gtin, "The GTIN of any of its packs, to show one");
  const auto filter = [&](CLI::Option* option) {
    gtin->excludes(option);
    return option;
  };
  const auto add = [&](const char* name, std::string& value, const char* description) {
    return filter(command->add_option(name, value, description));
  };
  add("--text", options->text, "Words of the description, brand or an item number");
  add("--supplier", options->supplier, "Of this supplier (GLN)");
  add("--department", options->department, "Of this department");
  add("--category", options->category, "Of this category");
  filter(AddMark(*command, "advertised", options->advertised));
  filter(AddMark(*command, "exclusive", options->exclusive));
  filter(AddMark(*command, "restricted", options->restricted));
  filter(AddMark(*command, "discontinued", options->discontinued));
  filter(AddMark(*command, "orderable", options->orderable));
  auto* const currency = add("--currency", options->currency, "Priced in this currency: EUR, ...");
  add("--price-min", options->price_min, "A piece, or a whole unit, costs at least so much")
      ->needs(currency);
  add("--price-max", options->price_max, "A piece, or a whole unit, costs at most so much")
      ->needs(currency);
  add("--tax", options->tax,
      "Value added tax in percent: N, MIN..MAX, MIN.. or ..MAX; what is not known is in none");
  add("--order-multiple", options->order_multiple, "Ordered in multiples of N, MIN..MAX, ...");
  add("--minimum-order", options->minimum_order,
      "The least to order, 0 for none: N, MIN..MAX, ...");
  add("--lead-time", options->lead_time, "Working days to arrival, where stated: N, MIN..MAX, ...");
  add("--shelf-life", options->shelf_life, "Days, of what does not keep: N, MIN..MAX, ...");
  gtin->excludes(AddLimit(*command, options->limit));
  RefuseEmpty(*command);
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      auto stub = v1::CatalogueService::NewStub(connection->channel());
      return options->gtin.empty() ? ListItems(*stub, *options)
                                   : ShowItem(connection->channel(), *stub, *options);
    };
  });
}

}  // namespace headwater::cli
