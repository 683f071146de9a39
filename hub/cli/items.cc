// headwater items: looks trade items up.
#include <iostream>
#include <optional>

#include "absl/strings/str_cat.h"
#include "headwater/v1/catalogue.grpc.pb.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/pages.h"
#include "hub/cli/table.h"

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
  int64_t limit = kLimitDefault;
};

std::string PacksText(const v1::TradeItem& item) {
  std::string text;
  for (const v1::Pack& pack : item.packs()) {
    absl::StrAppend(&text, text.empty() ? "" : ", ",
                    EnumText(v1::PackLevel_Name(pack.level()), "PACK_LEVEL_"), " of ",
                    pack.contained_count());
  }
  return text;
}

std::string MarksText(const v1::TradeItem& item) {
  std::string text;
  const auto mark = [&text](bool set, const char* name) {
    if (set) absl::StrAppend(&text, text.empty() ? "" : ", ", name);
  };
  mark(item.advertised(), "advertised");
  mark(item.exclusive(), "exclusive");
  mark(item.restricted(), "restricted");
  mark(item.discontinued(), "discontinued");
  return text;
}

absl::Status ShowItem(v1::CatalogueService::Stub& stub, const Options& options) {
  v1::GetTradeItemRequest request;
  request.set_name(absl::StrCat("tradeItems/", options.gtin));
  v1::TradeItemRecord record;
  RETURN_IF_ERROR(CallUnary(stub, &v1::CatalogueService::Stub::GetTradeItem, request, record));
  if (options.json) {
    std::cout << JsonLine(record) << "\n";
    return absl::OkStatus();
  }
  const v1::TradeItem& item = record.trade_item();
  const auto line = [](std::string_view name, std::string_view value) {
    std::cout << "  " << name << std::string(24 - name.size(), ' ') << value << "\n";
  };
  std::cout << item.description() << "\n";
  line("item", item.gtin());
  line("supplier", item.supplier_gln());
  line("supplier's number", item.supplier_item_id());
  line("our number", item.buyer_item_id());
  line("price",
       MoneyText(item.price().money().amount_micros(), item.price().money().currency_code()));
  line("tax", absl::StrCat(base::FormatMicros(item.tax_rate_basis_points() * 10'000), " %"));
  line("packs", PacksText(item));
  line("order multiple", absl::StrCat(std::max<int64_t>(item.order_multiple(), 1)));
  line("minimum order", absl::StrCat(item.minimum_order_quantity()));
  line("lead time", item.has_lead_time_days() ? absl::StrCat(item.lead_time_days(), " working days")
                                              : "as agreed");
  line("shelf life",
       item.has_shelf_life_days() ? absl::StrCat(item.shelf_life_days(), " days") : "keeps");
  line("department", item.department_code());
  line("category", item.category_code());
  line("marks", MarksText(item));
  line("version", absl::StrCat(record.version()));
  return absl::OkStatus();
}

absl::Status ListItems(v1::CatalogueService::Stub& stub, const Options& options) {
  v1::ListTradeItemsRequest request;
  request.set_supplier_gln(options.supplier);
  request.set_department_code(options.department);
  request.set_category_code(options.category);
  request.set_text(options.text);
  if (options.advertised.has_value()) request.set_advertised(*options.advertised);
  if (options.exclusive.has_value()) request.set_exclusive(*options.exclusive);
  if (options.restricted.has_value()) request.set_restricted(*options.restricted);
  if (options.discontinued.has_value()) request.set_discontinued(*options.discontinued);
  Table table(
      {"item", "description", "supplier", ">price", "packs", "department", "category", "marks"});
  ASSIGN_OR_RETURN(const bool more,
                   EachPage(stub, &v1::CatalogueService::Stub::ListTradeItems, request,
                            options.limit, [&](const v1::ListTradeItemsResponse& page) -> int64_t {
                              for (const v1::TradeItemRecord& record : page.trade_items()) {
                                if (options.json) {
                                  std::cout << JsonLine(record) << "\n";
                                  continue;
                                }
                                const v1::TradeItem& item = record.trade_item();
                                const v1::Money& money = item.price().money();
                                table.Add({item.gtin(), item.description(), item.supplier_gln(),
                                           MoneyText(money.amount_micros(), money.currency_code()),
                                           PacksText(item), item.department_code(),
                                           item.category_code(), MarksText(item)});
                              }
                              return page.trade_items_size();
                            }));
  ShowEnd(options, table, "items", more);
  return absl::OkStatus();
}

// --MARK asks for the items with a mark, --not-MARK for those without. `wanted` must live
// as long as `command`.
void AddMark(CLI::App& command, const std::string& mark, std::optional<bool>& wanted) {
  command.add_flag_function(
      absl::StrCat("--", mark, ",!--not-", mark), [&wanted](int64_t count) { wanted = count > 0; },
      absl::StrCat("Only ", mark, " ones, or only those that are not"));
}

}  // namespace

void AddItems(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("items", "Look trade items up");
  AddClientOptions(*command, *options);
  command->add_option("gtin", options->gtin, "The GTIN of any of its packs, to show one");
  command->add_option("--text", options->text, "Words of the description, brand or an item number");
  command->add_option("--supplier", options->supplier, "Of this supplier (GLN)");
  command->add_option("--department", options->department, "Of this department");
  command->add_option("--category", options->category, "Of this category");
  AddMark(*command, "advertised", options->advertised);
  AddMark(*command, "exclusive", options->exclusive);
  AddMark(*command, "restricted", options->restricted);
  AddMark(*command, "discontinued", options->discontinued);
  command->add_option("--limit", options->limit, "At most so many")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      auto stub = v1::CatalogueService::NewStub(connection->channel());
      return options->gtin.empty() ? ListItems(*stub, *options) : ShowItem(*stub, *options);
    };
  });
}

}  // namespace headwater::cli
