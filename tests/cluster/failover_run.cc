// The primary is lost, with its data, and a standby takes its place.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "cluster/cluster.h"
#include "cluster/postgres_node.h"
#include "cluster/run_parts.h"
#include "cluster/runs.h"
#include "hub/base/random.h"

namespace headwater::test {
namespace {

constexpr char kStandbyName[] = "standby";
constexpr absl::Duration kStandbyPatience = absl::Seconds(60);
constexpr char kStandbyState[] =
    "SELECT coalesce(max(sync_state), 'none') FROM pg_stat_replication "
    "WHERE application_name = 'standby' AND state = 'streaming'";

// Each commit of `primary` waits for it when this returns.
std::unique_ptr<PostgresNode> AddStandby(const PostgresNode& primary, const std::string& folder,
                                         Book& book) {
  auto standby = std::make_unique<PostgresNode>(folder);
  standby->MakeStandbyOf(primary, kStandbyName);
  standby->Start();
  primary.Run("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
  primary.Run("SELECT pg_reload_conf()");
  if (!primary.Until(kStandbyState, "sync", kStandbyPatience)) book.Fault("no standby in sync");
  return standby;
}

}  // namespace

RunReport RunWithFailovers(const RunOptions& options, int failovers) {
  const RunFolder folder(options.folder);
  base::SeededRandom random(options.seed);
  // The two places where a server may be; the hubs know both.
  std::string here = folder.File("a");
  std::string there = folder.File("b");
  auto primary = std::make_unique<PostgresNode>(here);
  primary->Make();
  primary->Start();
  primary->Run(kCreateDatabase);
  Cluster cluster(OptionsFor(options, folder,
                             absl::StrCat("postgresql:///headwater?host=", here, ",", there,
                                          "&user=headwater&target_session_attrs=read-write")));
  RunReport report;
  FaultPacer pacer(options, cluster, random, report);
  const absl::Time begun = absl::Now();
  cluster.BeginLoad();
  for (int i = 0; i < failovers; ++i) {
    std::unique_ptr<PostgresNode> standby = AddStandby(*primary, there, cluster.book());
    if (!pacer.AwaitService()) break;
    primary->Lose();
    const absl::Time lost = absl::Now();
    standby->Promote();
    pacer.Note(absl::StrFormat("the primary lost with its data, its standby promoted in %.2f s",
                               absl::ToDoubleSeconds(absl::Now() - lost)));
    primary = std::move(standby);
    std::swap(here, there);
    if (!pacer.AwaitService()) break;
  }
  FinishRun(cluster, *primary, begun, report);
  return report;
}

}  // namespace headwater::test
