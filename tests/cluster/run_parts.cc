#include "cluster/run_parts.h"

#include <unistd.h>
#include <algorithm>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"

namespace headwater::test {
namespace {

// For the receipts after which the next fault comes.
constexpr absl::Duration kServicePatience = absl::Seconds(120);

// The answer to an Acknowledge is kept too.
void CheckAcknowledged(const Cluster& cluster, const PostgresNode& server, Book& book) {
  int64_t most = 0;
  for (const auto& [party, told] : cluster.acknowledged()) {
    most = std::max(most, told);
    const std::string kept =
        server.Ask(absl::StrCat("SELECT coalesce(max(sequence), 0)::TEXT FROM acknowledgement "
                                "WHERE party = ",
                                party.value()),
                   "headwater");
    if (std::stoll(kept) < told) {
      book.Fault(absl::StrCat(party.ToString(), " acknowledged ", told, ", the store has ", kept));
    }
  }
  if (most == 0) book.Fault("no acknowledgement was ever taken");
}

}  // namespace

std::string RunReport::ToString() const {
  std::vector<std::string> lines;
  for (const Fault& fault : faults) {
    lines.push_back(absl::StrFormat("  %6.2f s without a receipt: %s",
                                    absl::ToDoubleSeconds(fault.pause), fault.what));
  }
  lines.push_back(
      absl::StrFormat("%d receipts, %d events in all feeds, %d streams of followers, %.1f s",
                      receipts, events, moves, absl::ToDoubleSeconds(elapsed)));
  lines.push_back(verified);
  for (const std::string& violation : violations) lines.push_back("VIOLATION: " + violation);
  return absl::StrJoin(lines, "\n");
}

std::string BriefFolder(std::string_view name) {
  const char* const memory = "/dev/shm";
  return absl::StrCat(std::filesystem::is_directory(memory) ? memory : "/tmp", "/hw-", getpid(),
                      "-", base::AbslView(name));
}

RunFolder::RunFolder(std::string path) : path_(std::move(path)) {
  std::filesystem::remove_all(path_);
  HW_CHECK(std::filesystem::create_directories(path_)) << path_;
}

RunFolder::~RunFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

bool FaultPacer::AwaitService() {
  const int64_t wanted =
      cluster_.book().receipts() +
      random_.Between(options_.receipts_between_min, options_.receipts_between_max);
  const bool served = cluster_.book().AwaitReceipts(wanted, kServicePatience);
  const absl::Duration pause = cluster_.book().TakeLongestPause(absl::Now());
  if (!report_.faults.empty() && report_.faults.back().pause == absl::ZeroDuration()) {
    report_.faults.back().pause = pause;
  }
  if (!served && cluster_.book().faults().empty()) {
    cluster_.book().Fault(absl::StrCat("no service for ", absl::FormatDuration(pause)));
  }
  return served;
}

ClusterOptions OptionsFor(const RunOptions& options, const RunFolder& folder, std::string store) {
  return {.folder = folder.File(""),
          .store = std::move(store),
          .suppliers = options.suppliers,
          .seed = options.seed};
}

void FinishRun(Cluster& cluster, const PostgresNode& server, absl::Time begun, RunReport& report) {
  cluster.EndLoadAndCheck();
  CheckAcknowledged(cluster, server, cluster.book());
  report.receipts = cluster.book().receipts();
  report.events = cluster.events();
  report.moves = cluster.moves();
  report.elapsed = absl::Now() - begun;
  report.verified = cluster.EndHubsAndVerify();
  report.violations = cluster.book().faults();
}

}  // namespace headwater::test
