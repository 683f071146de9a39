// What the runs of a cluster share, however its parts fail.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "cluster/cluster.h"
#include "cluster/postgres_node.h"
#include "cluster/runs.h"
#include "hub/base/random.h"

namespace headwater::test {

inline constexpr char kCreateDatabase[] =
    "CREATE DATABASE headwater TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'";

// A folder of this process, not made yet: in memory where the system has room for that, because a
// server syncs each commit, and short, because it is to hold a socket.
std::string BriefFolder(std::string_view name);

// Made anew; ends with the run.
class RunFolder {
 public:
  explicit RunFolder(std::string path);
  ~RunFolder();
  RunFolder(const RunFolder&) = delete;
  RunFolder& operator=(const RunFolder&) = delete;
  std::string File(std::string_view name) const { return path_ + "/" + std::string(name); }

 private:
  const std::string path_;
};

// Paces the faults by receipts, and notes what each cost. All that it is given outlives it.
class FaultPacer {
 public:
  FaultPacer(const RunOptions& options, Cluster& cluster, base::Random& random, RunReport& report)
      : options_(options), cluster_(cluster), random_(random), report_(report) {}

  // Until some receipts have come. False when none come any more, or something is wrong; the
  // book says so.
  bool AwaitService();
  void Note(std::string what) { report_.faults.push_back({.what = std::move(what), .pause = {}}); }

 private:
  const RunOptions& options_;
  Cluster& cluster_;
  base::Random& random_;
  RunReport& report_;
};

ClusterOptions OptionsFor(const RunOptions& options, const RunFolder& folder, std::string store);

// Ends the load and the hubs, holds the store to all that was told, and fills the report.
void FinishRun(Cluster& cluster, const PostgresNode& server, absl::Time begun, RunReport& report);

}  // namespace headwater::test
