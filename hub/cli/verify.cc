// headwater verify: checks every hash, chain and table; a hub may go on serving.
#include <iostream>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/cli/checked_store.h"
#include "hub/cli/commands.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/offline.h"
#include "hub/opened_store.h"

namespace headwater::cli {
namespace {

absl::Status RunVerify(const std::string& store, const std::string& archives) {
  std::atomic<bool> interrupt = false;
  InterruptWatch watch([&] { interrupt = true; });
  ASSIGN_OR_RETURN(auto offline, Offline::Open(store, /*read_only=*/true));
  ASSIGN_OR_RETURN(const exchange::VerifyReport report,
                   CheckStore(offline->database(), *offline, archives, interrupt));
  if (!report.findings.empty()) {
    return absl::DataLossError(absl::StrCat(
        ShownStore(store), " is damaged: ", report.findings.size(),
        " findings above. Stop the hub. If only derived tables are named, `headwater rebuild` "
        "mends them; else restore a backup"));
  }
  std::cout << VerifiedText(report);
  return absl::OkStatus();
}

}  // namespace

void AddVerify(CLI::App& program, Action& action) {
  auto store = std::make_shared<std::string>("sqlite:.headwater/hub.db");
  CLI::App* command =
      program.add_subcommand("verify", "Check every hash, every chain and every table of a store");
  command
      ->add_option("--store", *store,
                   "The hub's store: sqlite:PATH, its folder, or postgresql://USER@HOST/DATABASE")
      ->capture_default_str();
  auto archives = std::make_shared<std::string>();
  command->add_option(
      "--archive", *archives,
      "The folder of the store's archives: they are verified with it, as one chain");
  command->callback([store, archives, &action] {
    action = [store, archives] { return RunVerify(*store, *archives); };
  });
}

}  // namespace headwater::cli
