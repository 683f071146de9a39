// headwater backup: a verified copy of a SQLite store, while its hub goes on serving.
#include <filesystem>
#include <iostream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/cli/checked_store.h"
#include "hub/cli/commands.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/offline.h"
#include "hub/cli/progress_line.h"
#include "hub/cli/table.h"
#include "hub/opened_store.h"
#include "hub/store/backup_folder.h"
#include "hub/store/sqlite_backup.h"

namespace headwater::cli {
namespace {

struct Options {
  std::string store = "sqlite:.headwater/hub.db";
  std::string to;
  std::string archives;
};

absl::StatusOr<std::string> FileOf(const std::string& store) {
  if (std::optional<std::string> file = SqliteFileOf(store)) return *std::move(file);
  if (store.starts_with("postgresql://") || store.starts_with("postgres://")) {
    return absl::InvalidArgumentError(
        "a PostgreSQL database is backed up by PostgreSQL itself: pg_basebackup with an archive of "
        "its log, or pg_dump. `headwater copy --from URL --to sqlite:PATH` makes a file of it that "
        "any hub can serve");
  }
  return absl::InvalidArgumentError(
      "--store: say sqlite:PATH, or the folder that hub.db is in, for example .headwater");
}

absl::StatusOr<int64_t> BytesOf(const std::string& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (!error) return static_cast<int64_t>(bytes);
  return absl::NotFoundError(absl::StrCat(path, ": there is no such database: ", error.message()));
}

absl::Status CopyPages(const std::string& from, const store::BackupFolder& folder,
                       const std::atomic<bool>& interrupt) {
  ProgressLine line;
  return store::BackUpSqlite(from, folder.part(), [&](int64_t done, int64_t pages) {
    line.Show("pages copied", done, pages);
    return exchange::CheckInterrupt({.progress = {}, .interrupt = &interrupt});
  });
}

// What to print of the copy. It is closed when this returns.
absl::StatusOr<std::string> VerifyCopy(const std::string& part, const Options& options,
                                       const std::string& from,
                                       const std::atomic<bool>& interrupt) {
  ASSIGN_OR_RETURN(const auto copy,
                   Offline::Open(absl::StrCat("sqlite:", part), /*read_only=*/true));
  ASSIGN_OR_RETURN(const exchange::VerifyReport report,
                   CheckStore(copy->database(), *copy, options.archives, interrupt));
  if (!report.findings.empty()) {
    return absl::DataLossError(absl::StrCat(
        "the copy is damaged, ", report.findings.size(),
        " findings above, and was taken away again: see what `headwater verify --store sqlite:",
        from, "` says of the store itself"));
  }
  ASSIGN_OR_RETURN(const std::string ends, FeedEnds(copy->database()));
  return absl::StrCat(ends, VerifiedText(report));
}

absl::Status RunBackup(const Options& options) {
  std::atomic<bool> interrupt = false;
  InterruptWatch watch([&] { interrupt = true; });
  ASSIGN_OR_RETURN(const std::string from, FileOf(options.store));
  ASSIGN_OR_RETURN(const int64_t bytes_now, BytesOf(from));
  ASSIGN_OR_RETURN(const auto folder, store::BackupFolder::Open(options.to));
  RETURN_IF_ERROR(folder->CheckSpace(bytes_now));
  RETURN_IF_ERROR(CopyPages(from, *folder, interrupt));
  ASSIGN_OR_RETURN(const std::string text, VerifyCopy(folder->part(), options, from, interrupt));
  RETURN_IF_ERROR(folder->Finish());
  ASSIGN_OR_RETURN(const int64_t bytes, BytesOf(folder->database()));
  std::cout << text << "backup: " << folder->database() << ", " << WithCommas(bytes)
            << " bytes, on the disk\n"
            << "To restore it: headwater serve --store " << options.to << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddBackup(CLI::App& program, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = program.add_subcommand(
      "backup", "Copy a SQLite store to a folder and verify the copy; the hub may go on serving");
  command
      ->add_option("--store", options->store,
                   "The hub's store: sqlite:PATH, or the folder that hub.db is in")
      ->capture_default_str();
  command
      ->add_option("--to", options->to,
                   "The folder for the copy, new or without a hub.db; `headwater serve --store "
                   "FOLDER` serves it")
      ->required()
      ->type_name("FOLDER");
  command
      ->add_option("--archive", options->archives,
                   "The folder of the store's archives: the copy is verified with them. They are "
                   "not copied: they never change, and are to be kept twice themselves")
      ->type_name("FOLDER");
  command->callback([options, &action] { action = [options] { return RunBackup(*options); }; });
}

}  // namespace headwater::cli
