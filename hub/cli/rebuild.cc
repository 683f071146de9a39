// headwater rebuild: computes every derived table anew from the documents.
#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/cli/archives.h"
#include "hub/cli/commands.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/offline.h"
#include "hub/cli/progress_line.h"
#include "hub/cli/table.h"
#include "hub/exchange/rebuild.h"

namespace headwater::cli {
namespace {

absl::Status RunRebuild(const std::string& store, const std::string& archives) {
  std::atomic<bool> interrupt = false;
  InterruptWatch watch([&] { interrupt = true; });
  ASSIGN_OR_RETURN(auto offline, Offline::Open(store, /*read_only=*/false));
  exchange::RebuildReport report;
  {
    ProgressLine line;
    exchange::TaskOptions options{.progress = [&](std::string_view step, int64_t done,
                                                  int64_t total) { line.Show(step, done, total); },
                                  .interrupt = &interrupt};
    ASSIGN_OR_RETURN(const auto folder, OpenArchives(offline->database(), offline->parts().retailer,
                                                     archives, options));
    options.archives = folder.get();
    ASSIGN_OR_RETURN(report, exchange::Rebuild(offline->database(), offline->schemas(),
                                               offline->parts(), options));
  }
  Table table({"table", ">rows", "hash", "compared with before"});
  for (const exchange::RebuiltTable& rebuilt : report.tables) {
    table.Add(
        {rebuilt.name, WithCommas(rebuilt.rows),
         absl::BytesToHexString(rebuilt.hash_after.substr(0, 8)),
         rebuilt.changed() ? absl::StrCat(rebuilt.differences, " rows differ") : "identical"});
  }
  std::cout << table.ToString("tables");
  for (const exchange::RebuiltTable& rebuilt : report.tables) {
    for (const std::string& sentence : rebuilt.named) std::cout << "  " << sentence << "\n";
  }
  for (const std::string& note : report.notes) std::cout << "  " << note << "\n";
  std::cout << WithCommas(report.documents) << " documents folded: "
            << (report.identical() ? "every table is identical to what it was"
                                   : "the tables were wrong and are mended")
            << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddRebuild(CLI::App& program, Action& action) {
  auto store = std::make_shared<std::string>("sqlite:.headwater/hub.db");
  CLI::App* command = program.add_subcommand(
      "rebuild", "Compute all tables anew from the documents; the hub must not be running");
  command
      ->add_option("--store", *store,
                   "The hub's store: sqlite:PATH, its folder, or postgresql://USER@HOST/DATABASE")
      ->capture_default_str();
  auto archives = std::make_shared<std::string>();
  command->add_option("--archive", *archives, "The folder of the store's archives, if it has any");
  command->callback([store, archives, &action] {
    action = [store, archives] { return RunRebuild(*store, *archives); };
  });
}

}  // namespace headwater::cli
