// headwater stock: what is where, and what suppliers say that they have.
#include <memory>
#include <vector>

#include "google/protobuf/util/time_util.h"
#include "headwater/v1/inventory.grpc.pb.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/list_options.h"
#include "hub/cli/names.h"
#include "hub/cli/pages.h"
#include "hub/cli/table.h"
#include "hub/cli/value_text.h"

namespace headwater::cli {
namespace {

struct Options : ClientOptions {
  std::string supplier;
  std::string location;
  std::string gtin;
  bool negative = false;
  bool at_suppliers = false;
  int64_t limit = kLimitDefault;
};

absl::Status ListStock(const std::shared_ptr<grpc::Channel>& channel, const Options& options) {
  v1::ListStockRequest request;
  request.set_parent(ParentOf(options.supplier));
  request.set_location_gln(options.location);
  request.set_gtin(options.gtin);
  request.set_negative_only(options.negative);
  const auto stub = v1::InventoryService::NewStub(channel);
  std::vector<v1::StockRecord> records;
  ASSIGN_OR_RETURN(const bool more,
                   TakeRows(*stub, &v1::InventoryService::Stub::ListStock, request,
                            &v1::ListStockResponse::stock, options, options.limit, records));
  Names names(channel);
  names.LearnItemsOf(records);
  Table table({"item", "location", "supplier", "status", "owner", ">book", ">reported", "as of",
               "counted"});
  for (const v1::StockRecord& stock : records) {
    table.Add(
        {names.Item(stock.gtin()), names.Location(stock.location_gln()),
         names.Party(stock.supplier_gln()),
         EnumText(v1::StockStatus_Name(stock.status()), "STOCK_STATUS_"), stock.owner_gln(),
         stock.has_book_quantity() ? QuantityText(stock.book_quantity(), stock.measure_unit_code())
                                   : "unknown",
         stock.has_reported_quantity()
             ? QuantityText(stock.reported_quantity(), stock.measure_unit_code())
             : "unknown",
         stock.has_reported_time()
             ? google::protobuf::util::TimeUtil::ToString(stock.reported_time())
             : "never",
         stock.has_counted_time() ? google::protobuf::util::TimeUtil::ToString(stock.counted_time())
                                  : "never"});
  }
  ShowEnd(options, table, "stocks", more);
  return absl::OkStatus();
}

absl::Status ListSupplierStock(const std::shared_ptr<grpc::Channel>& channel,
                               const Options& options) {
  v1::ListSupplierStockRequest request;
  request.set_parent(ParentOf(options.supplier));
  request.set_location_gln(options.location);
  request.set_gtin(options.gtin);
  const auto stub = v1::InventoryService::NewStub(channel);
  std::vector<v1::SupplierStockRecord> records;
  ASSIGN_OR_RETURN(const bool more, TakeRows(*stub, &v1::InventoryService::Stub::ListSupplierStock,
                                             request, &v1::ListSupplierStockResponse::stock,
                                             options, options.limit, records));
  Names names(channel);
  names.LearnItemsOf(records);
  Table table({"item", "location", "supplier", "status", "owner", ">quantity", "as of"});
  for (const v1::SupplierStockRecord& stock : records) {
    table.Add({names.Item(stock.gtin()), names.Location(stock.location_gln()),
               names.Party(stock.supplier_gln()),
               EnumText(v1::StockStatus_Name(stock.status()), "STOCK_STATUS_"), stock.owner_gln(),
               QuantityText(stock.quantity(), stock.measure_unit_code()),
               google::protobuf::util::TimeUtil::ToString(stock.reported_time())});
  }
  ShowEnd(options, table, "stocks", more);
  return absl::OkStatus();
}

}  // namespace

void AddStock(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand("stock", "Show the stock of items at locations");
  AddClientOptions(*command, *options);
  command->add_option("--supplier", options->supplier, "Of this supplier's items (GLN)");
  command->add_option("--location", options->location, "At this location (GLN)");
  command->add_option("--item", options->gtin, "Of this item (GTIN)");
  auto* const negative =
      command->add_flag("--negative", options->negative, "Only where the book is below zero");
  command
      ->add_flag(
          "--at-suppliers", options->at_suppliers,
          "What suppliers say that they have at their own locations, not the stock of the retailer")
      ->excludes(negative);
  AddLimit(*command, options->limit);
  RefuseEmpty(*command);
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      return options->at_suppliers ? ListSupplierStock(connection->channel(), *options)
                                   : ListStock(connection->channel(), *options);
    };
  });
}

}  // namespace headwater::cli
