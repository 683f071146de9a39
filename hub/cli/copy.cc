// headwater copy: moves a hub from one store to another, of either kind.
#include <algorithm>
#include <array>
#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "hub/cli/checked_store.h"
#include "hub/cli/commands.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/offline.h"
#include "hub/cli/progress_line.h"
#include "hub/cli/table.h"
#include "hub/opened_store.h"
#include "hub/store/database_copy.h"
#include "hub/store/table_hash.h"

namespace headwater::cli {
namespace {

struct Options {
  std::string from;
  std::string to;
  bool anew = false;
  std::string archives;
};

// Small tables that say what a hub holds: the chains cover each document of each feed, and
// what follows from the documents; payloads leave a store with its archives.
constexpr std::array<std::string_view, 4> kTellingTables = {"setting", "acknowledgement",
                                                            "feed_head", "archive"};

absl::StatusOr<std::string> MarkOf(store::Reader& reader,
                                   const std::vector<store::Schema>& schemas) {
  base::Sha256 sha;
  for (const store::Schema& schema : schemas) {
    for (const store::Table& table : schema.tables) {
      if (std::find(kTellingTables.begin(), kTellingTables.end(), table.name) ==
          kTellingTables.end()) {
        continue;
      }
      ASSIGN_OR_RETURN(const std::string hash, store::HashTable(reader, table));
      sha.Update(hash);
    }
  }
  return sha.Finish();
}

absl::StatusOr<std::vector<store::CopiedTable>> CopyTables(store::Reader& source,
                                                           store::Database& target,
                                                           const Offline& hub, std::string mark,
                                                           bool anew,
                                                           const std::atomic<bool>& interrupt) {
  ProgressLine line;
  store::CopyOptions options;
  options.mark = std::move(mark);
  options.anew = anew;
  options.progress = [&](std::string_view step, int64_t done, int64_t total) {
    line.Show(step, done, total);
    if (!interrupt) return absl::OkStatus();
    return absl::CancelledError("interrupted; the same command goes on where it was");
  };
  return store::CopyDatabase(source, target, hub.schemas(), options);
}

std::string TableOf(const std::vector<store::CopiedTable>& tables) {
  Table text({"table", ">rows", "?>copied before", "hash of both"});
  for (const store::CopiedTable& table : tables) {
    text.Add({table.name, WithCommas(table.rows),
              table.rows_before == 0 ? "" : WithCommas(table.rows_before),
              absl::BytesToHexString(table.hash.substr(0, 8))});
  }
  return text.ToString("tables");
}

absl::Status RunCopy(const Options& options) {
  std::atomic<bool> interrupt = false;
  InterruptWatch watch([&] { interrupt = true; });
  ASSIGN_OR_RETURN(auto source, OpenSourceStore(options.from));
  ASSIGN_OR_RETURN(const auto hub, Offline::Of(std::move(source)));
  ASSIGN_OR_RETURN(const auto target, OpenStore(options.to, /*read_only=*/false));
  std::string mark;
  {
    ASSIGN_OR_RETURN(const auto reader, hub->database().BeginRead());
    ASSIGN_OR_RETURN(mark, MarkOf(*reader, hub->schemas()));
    ASSIGN_OR_RETURN(const std::vector<store::CopiedTable> tables,
                     CopyTables(*reader, *target, *hub, mark, options.anew, interrupt));
    std::cout << TableOf(tables);
  }
  ASSIGN_OR_RETURN(const exchange::VerifyReport report,
                   CheckStore(*target, *hub, options.archives, interrupt));
  if (!report.findings.empty()) {
    return absl::DataLossError(absl::StrCat(
        "the copy is that of its source, and damaged as it is: ", report.findings.size(),
        " findings above; see what `headwater verify --store ", ShownStore(options.from),
        "` says, and mend or restore it first"));
  }
  RETURN_IF_ERROR(store::FinishCopy(*target));
  ASSIGN_OR_RETURN(const std::string ends, FeedEnds(*target));
  std::cout << ends << VerifiedText(report);
  ASSIGN_OR_RETURN(const auto reader, hub->database().BeginRead());
  ASSIGN_OR_RETURN(const std::string mark_now, MarkOf(*reader, hub->schemas()));
  if (mark_now != mark) {
    std::cout << "The source has gone on since the copy began, and the copy does not hold what "
                 "came later. To move a hub, stop it, and copy it once more to an empty store\n";
  }
  std::cout << "copied: " << ShownStore(options.to) << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddCopy(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "copy",
      "Copy a hub to an empty store of either kind, as it is at this moment, and verify the copy; "
      "goes on where it was cut off");
  command
      ->add_option("--from", options->from,
                   "The store to read: sqlite:PATH, its folder, or "
                   "postgresql://USER@HOST/DATABASE. Stop its hub to move it")
      ->required();
  command->add_option("--to", options->to, "The store to fill: empty, or cut off in this copy")
      ->required();
  command->add_flag("--anew", options->anew,
                    "Empty a store that an earlier copy was cut off in, and begin anew");
  command->add_option("--archive", options->archives,
                      "The folder of the store's archives: the copy is verified with them");
  command->callback([options, &action] { action = [options] { return RunCopy(*options); }; });
}

}  // namespace headwater::cli
