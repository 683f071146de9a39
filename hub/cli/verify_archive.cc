// headwater verify-archive: checks archive files by themselves, without a store or a hub.
#include <iostream>

#include "absl/time/time.h"
#include "hub/archive/archive_check.h"
#include "hub/base/error.h"
#include "hub/cli/commands.h"
#include "hub/cli/interrupt.h"
#include "hub/cli/progress_line.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

std::string DayOf(int64_t micros) {
  return absl::FormatTime("%Y-%m-%d", absl::FromUnixMicros(micros), absl::UTCTimeZone());
}

absl::Status RunVerifyArchive(const std::string& folder) {
  std::atomic<bool> interrupt = false;
  InterruptWatch watch([&] { interrupt = true; });
  std::vector<archive::CheckedFile> files;
  {
    ProgressLine line;
    ASSIGN_OR_RETURN(files,
                     archive::CheckFolder(
                         folder, {.progress = [&](std::string_view step, int64_t done,
                                                  int64_t total) { line.Show(step, done, total); },
                                  .interrupt = &interrupt}));
  }
  Table table({"archive", ">documents", "from", "to"});
  int64_t documents = 0;
  for (const archive::CheckedFile& file : files) {
    table.Add(
        {file.name, WithCommas(file.documents), DayOf(file.first_time), DayOf(file.last_time)});
    documents += file.documents;
  }
  std::cout << table.ToString("archives") << "verified: " << WithCommas(documents)
            << " documents from the first on, " << files.back().ends.size()
            << " feeds gap-free and chained\n";
  return absl::OkStatus();
}

}  // namespace

void AddVerifyArchive(CLI::App& program, Action& action) {
  auto folder = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand(
      "verify-archive", "Check every hash and chain of archive files, without a store");
  command->add_option("DIR", *folder, "The folder of the archives")->required();
  command->callback([folder, &action] { action = [folder] { return RunVerifyArchive(*folder); }; });
}

}  // namespace headwater::cli
