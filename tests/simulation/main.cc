// simulation --seeds FROM..TO: runs each seed and tells what befell the hub in them. Ends at
// the first that shows a fault of the hub, with its last steps and how to see it again.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "simulation/simulation.h"

namespace headwater::simulation {
namespace {

std::atomic<bool> interrupted = false;

struct Range {
  uint64_t from = 0;
  uint64_t to = 0;
};

bool ParseRange(const std::string& text, Range& range) {
  const std::pair<std::string, std::string> ends = absl::StrSplit(text, absl::MaxSplits("..", 1));
  return absl::SimpleAtoi(ends.first, &range.from) && absl::SimpleAtoi(ends.second, &range.to) &&
         range.from <= range.to;
}

void PrintSummary(int64_t seeds, const RunCounts& counts, double seconds) {
  const auto line = [](const char* what, int64_t count) {
    std::cout << absl::StrFormat("  %-34s %12d\n", what, count);
  };
  std::cout << "Simulated\n";
  line("seeds", seeds);
  line("steps", counts.steps);
  line("documents in the end", counts.documents);
  line("calls of Submit", counts.witness.calls);
  line("receipts, repeated ones included", counts.witness.receipts);
  line("refusals", counts.witness.refusals);
  line("dry runs", counts.witness.dry_runs);
  line("events sent to subscribers", counts.witness.events);
  std::cout << "Faults\n";
  line("losses of power", counts.power_losses);
  line("sectors that they lost or tore", counts.disk.torn_sectors);
  line("kills of the hub", counts.kills);
  line("orderly stops", counts.stops);
  line("times that the hub sealed itself", counts.sealed);
  line("starts on a disk that failed", counts.failed_starts);
  line("syncs that failed", counts.disk.failed_syncs);
  line("writes that failed", counts.disk.failed_writes);
  line("writes to a full disk", counts.disk.refused_for_room);
  line("reads that failed", counts.disk.failed_reads);
  line("messages lost", counts.network.lost);
  line("messages doubled", counts.network.doubled);
  line("messages seconds late", counts.network.late);
  line("jumps of the hub's clock", counts.clock_jumps);
  line("crashes of a party", counts.party_crashes);
  std::cout << absl::StrFormat("%.1f s, %.1f ms a seed\n", seconds,
                               seeds == 0 ? 0 : 1000 * seconds / static_cast<double>(seeds));
}

int RunSeeds(const Range& range, bool hashes, bool verbose) {
  std::string folder =
      (std::filesystem::temp_directory_path() / "headwater-simulation-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    std::cerr << "cannot make a folder for locks in " << folder << "; set TMPDIR\n";
    return 2;
  }
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [begin] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  const OpenedWorld opened = OpenWorld(folder);
  RunCounts counts;
  int64_t done = 0;
  double told = 0;
  int status = 0;
  for (uint64_t seed = range.from; seed <= range.to && !interrupted; ++seed) {
    const RunResult result = Run(seed, opened, folder);
    counts.Add(result.counts);
    ++done;
    if (hashes) std::cout << absl::StrFormat("seed %d trace %08x\n", seed, result.trace_hash);
    if (!result.violation.empty() || verbose) {
      std::cout << "The last steps of seed " << seed << ":\n";
      for (const std::string& step : result.last_steps) std::cout << "  " << step << "\n";
    }
    if (!result.violation.empty()) {
      std::cout << "seed " << seed << ": " << result.violation << "\n"
                << "replay: simulation --seed " << seed << "\n";
      status = 1;
      break;
    }
    if (elapsed() - told > 5) {
      told = elapsed();
      std::cout << absl::StrFormat("%d seeds in %.0f s, no violation", done, told) << std::endl;
    }
  }
  PrintSummary(done, counts, elapsed());
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return status;
}

int Main(int argc, char** argv) {
  CLI::App app("Simulates the hub with its suppliers, on disks and networks that fail.");
  std::string seeds = "1..200";
  std::optional<uint64_t> seed;
  bool hashes = false;
  auto* const range_option = app.add_option("--seeds", seeds, "FROM..TO, both included");
  app.add_option("--seed", seed, "this one alone, with its last steps")->excludes(range_option);
  app.add_flag("--hashes", hashes, "print the hash of each run's trace");
  CLI11_PARSE(app, argc, argv);
  Range range;
  if (seed) {
    range = {*seed, *seed};
  } else if (!ParseRange(seeds, range)) {
    std::cerr << "--seeds " << seeds << ": say FROM..TO, for example 1..200\n";
    return 2;
  }
  std::signal(SIGINT, [](int) { interrupted = true; });
  std::signal(SIGTERM, [](int) { interrupted = true; });
  return RunSeeds(range, hashes, seed.has_value());
}

}  // namespace
}  // namespace headwater::simulation

int main(int argc, char** argv) { return headwater::simulation::Main(argc, argv); }
