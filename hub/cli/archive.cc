// headwater archive: moves old documents out of the store into files that verify by themselves.
#include <iostream>
#include <limits>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "hub/archive/archive_move.h"
#include "hub/base/clock.h"
#include "hub/base/date.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/offline.h"
#include "hub/cli/progress_line.h"
#include "hub/cli/table.h"
#include "hub/exchange/archive_table.h"
#include "hub/exchange/document_queries.h"
#include "hub/exchange/feed.h"
#include "hub/ordering/ordering_queries.h"

namespace headwater::cli {
namespace {

// Parties that are named which have not acknowledged what left.
constexpr int kLateNamed = 20;

struct Options {
  std::string store = "sqlite:.headwater/hub.db";
  std::string before;
  std::string folder;
};

absl::StatusOr<absl::Time> ParseBefore(const std::string& text) {
  absl::Time before;
  if (!absl::ParseTime(absl::RFC3339_full, text, &before, nullptr)) {
    const absl::StatusOr<base::Day> day = base::ParseDay(text);
    if (!day.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--before: ", day.status().message(),
                       "; say a day, 2025-01-01, or an instant, 2025-01-01T06:00:00Z"));
    }
    before = absl::UnixEpoch() + absl::Hours(24) * *day;
  }
  if (before <= base::SystemClock().Now()) return before;
  return absl::InvalidArgumentError(
      absl::StrCat("--before ", text, " is in the future; say a day that is past"));
}

// The first document that an order needs which is not closed.
struct Kept {
  int64_t commit_number = 0;  // 0: none
  std::string order;
};

absl::StatusOr<Kept> FindKept(store::Database& database) {
  // The orders are walked on one snapshot, and looked up on another.
  ASSIGN_OR_RETURN(const auto orders, database.BeginRead());
  ASSIGN_OR_RETURN(const auto documents, database.BeginRead());
  Kept kept;
  RETURN_IF_ERROR(
      ordering::ForEachOpenOrder(*orders, [&](const ordering::OpenOrder& order) -> absl::Status {
        ASSIGN_OR_RETURN(const auto document,
                         exchange::FindDocument(*documents, order.document_id,
                                                std::numeric_limits<int64_t>::max()));
        if (!document) {
          return absl::DataLossError(absl::StrCat("order ", std::string(order.number), " to ",
                                                  order.supplier.ToString(),
                                                  " has no document; run verify"));
        }
        if (kept.commit_number > 0 && kept.commit_number <= document->commit_number) {
          return absl::OkStatus();
        }
        kept = {document->commit_number, absl::StrCat("order ", std::string(order.number), " to ",
                                                      order.supplier.ToString())};
        return absl::OkStatus();
      }));
  return kept;
}

// Whoever has not taken what is gone now has to ask for it.
absl::Status TellLate(store::Database& database) {
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  ASSIGN_OR_RETURN(const auto anchors, exchange::ReadAnchors(*reader));
  int late = 0;
  for (const exchange::FeedAnchor& anchor : anchors) {
    ASSIGN_OR_RETURN(const int64_t acknowledged, exchange::ReadAcknowledged(*reader, anchor.party));
    if (acknowledged >= anchor.event.sequence || ++late > kLateNamed) continue;
    std::cout << anchor.party.ToString() << " has acknowledged its feed through " << acknowledged
              << "; the archives have it through " << anchor.event.sequence << "\n";
  }
  if (late > kLateNamed) std::cout << "and " << late - kLateNamed << " more parties\n";
  return absl::OkStatus();
}

std::string MiB(int64_t bytes) {
  return absl::StrFormat("%.1f MiB", static_cast<double>(bytes) / (1 << 20));
}

absl::Status RunArchive(const Options& options) {
  std::atomic<bool> interrupt = false;
  InterruptWatch watch([&] { interrupt = true; });
  ASSIGN_OR_RETURN(const absl::Time before, ParseBefore(options.before));
  ASSIGN_OR_RETURN(auto offline, Offline::Open(options.store, /*read_only=*/false));
  ASSIGN_OR_RETURN(const Kept kept, FindKept(offline->database()));
  archive::MoveReport report;
  {
    ProgressLine line;
    ASSIGN_OR_RETURN(report, archive::MoveToArchives(
                                 offline->database(),
                                 {.folder = options.folder,
                                  .retailer = offline->parts().retailer,
                                  .before = before,
                                  .keep_from = kept.commit_number},
                                 {.progress = [&](std::string_view step, int64_t done,
                                                  int64_t total) { line.Show(step, done, total); },
                                  .interrupt = &interrupt}));
  }
  if (report.resumed) std::cout << "an interrupted run was finished first\n";
  for (const std::string& name : report.set_aside) {
    std::cout << "set aside as " << name << ": the store does not know it as its archive\n";
  }
  std::cout << "archived: " << WithCommas(report.documents) << " documents, "
            << MiB(report.payload_bytes) << ", in " << WithCommas(report.files) << " new files of "
            << MiB(report.file_bytes) << " in " << options.folder << "\n";
  if (report.kept) {
    std::cout << "kept: what was committed with or after " << kept.order
              << ", which is not closed; when it is, run this again\n";
  }
  return TellLate(offline->database());
}

}  // namespace

void AddArchive(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "archive",
      "Move documents of before a day out of the store into files; a hub on SQLite must be "
      "stopped, hubs on PostgreSQL go on");
  command
      ->add_option("--store", options->store,
                   "The hub's store: sqlite:PATH or postgresql://USER@HOST/DATABASE")
      ->capture_default_str();
  command
      ->add_option("--before", options->before,
                   "Move what was committed before this day (2025-01-01, in UTC) or instant "
                   "(2025-01-01T06:00:00Z)")
      ->required();
  command
      ->add_option("--to", options->folder,
                   "The folder for the archives; keep all of a store in one, and copies of it")
      ->required();
  command->callback([options, &action] { action = [options] { return RunArchive(*options); }; });
}

}  // namespace headwater::cli
