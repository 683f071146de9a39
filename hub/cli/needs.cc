// headwater needs: what should be ordered, and why.
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "headwater/v1/replenishment.grpc.pb.h"
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
  int64_t limit = kLimitDefault;
};

absl::Status ListNeeds(const std::shared_ptr<grpc::Channel>& channel, const Options& options) {
  v1::ListReplenishmentNeedsRequest request;
  request.set_parent(ParentOf(options.supplier));
  request.set_location_gln(options.location);
  const auto stub = v1::ReplenishmentService::NewStub(channel);
  std::vector<v1::ReplenishmentNeed> needs;
  ASSIGN_OR_RETURN(
      const bool more,
      TakeRows(*stub, &v1::ReplenishmentService::Stub::ListReplenishmentNeeds, request,
               &v1::ListReplenishmentNeedsResponse::needs, options, options.limit, needs));
  Names names(channel);
  names.LearnItemsOf(needs);
  Table table({"item", "location", "supplier", ">on hand", ">on order", ">order", "why"});
  for (const v1::ReplenishmentNeed& need : needs) {
    const auto text = [&need](int64_t quantity) {
      return QuantityText(quantity, need.measure_unit_code());
    };
    table.Add({names.Item(need.gtin()), names.Location(need.location_gln()),
               names.Party(need.supplier_gln()), text(need.on_hand()), text(need.on_order()),
               text(need.order_quantity()), need.explanation()});
  }
  ShowEnd(options, table, "needs", more);
  return absl::OkStatus();
}

}  // namespace

void AddNeeds(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      program.add_subcommand("needs", "Show what should be ordered, by the agreements, and why");
  AddClientOptions(*command, *options);
  command->add_option("--supplier", options->supplier, "Of this supplier (GLN)");
  command->add_option("--location", options->location, "For this location (GLN)");
  AddLimit(*command, options->limit);
  RefuseEmpty(*command);
  command->callback([options, &action] {
    action = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(auto connection, Connect(*options));
      return ListNeeds(connection->channel(), *options);
    };
  });
}

}  // namespace headwater::cli
