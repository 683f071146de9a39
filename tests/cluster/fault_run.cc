// Hubs that die and come, connections that are cut, a server that is restarted.
#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cluster/cluster.h"
#include "cluster/postgres_node.h"
#include "cluster/run_parts.h"
#include "cluster/runs.h"
#include "hub/base/random.h"

namespace headwater::test {
namespace {

// What a machine that is suspended for a moment misses; less than others wait for its lock.
constexpr absl::Duration kHubPause = absl::Seconds(2);
constexpr size_t kHubsMin = 2;
constexpr size_t kHubsMax = 4;

// The hubs and nobody else.
constexpr char kCutAll[] =
    "SELECT count(pg_terminate_backend(pid, 5000))::TEXT FROM pg_stat_activity "
    "WHERE application_name = 'headwater'";

enum class Kind { kKillHub, kAddHub, kCut, kRestartFast, kRestartImmediate, kPauseHub };
constexpr std::array<Kind, 6> kKinds = {
    Kind::kKillHub,     Kind::kAddHub,           Kind::kCut,
    Kind::kRestartFast, Kind::kRestartImmediate, Kind::kPauseHub};

void Restart(PostgresNode& server, PostgresNode::How how) {
  server.Stop(how);
  server.Start();
}

// What it did.
std::string Do(Kind kind, Cluster& cluster, PostgresNode& server, base::Random& random) {
  switch (kind) {
    case Kind::kKillHub:
      if (cluster.hubs() <= kHubsMin) return Do(Kind::kAddHub, cluster, server, random);
      cluster.KillHub(random.Below(cluster.hubs()));
      return "a hub killed";
    case Kind::kAddHub:
      if (cluster.hubs() >= kHubsMax) return Do(Kind::kKillHub, cluster, server, random);
      cluster.AddHub();
      return "a hub added";
    case Kind::kCut:
      return absl::StrCat(server.Ask(kCutAll), " connections cut");
    case Kind::kRestartFast:
      Restart(server, PostgresNode::How::kFast);
      return "the server restarted, fast";
    case Kind::kRestartImmediate:
      Restart(server, PostgresNode::How::kImmediate);
      return "the server restarted, immediate";
    case Kind::kPauseHub:
      cluster.PauseHub(random.Below(cluster.hubs()), kHubPause);
      return "a hub paused";
  }
  return "";
}

}  // namespace

RunReport RunWithFaults(const RunOptions& options) {
  const RunFolder folder(options.folder);
  base::SeededRandom random(options.seed);
  PostgresNode server(folder.File("server"));
  server.Make();
  server.Start();
  server.Run(kCreateDatabase);
  Cluster cluster(
      OptionsFor(options, folder,
                 absl::StrCat("postgresql:///headwater?host=", server.host(), "&user=headwater")));
  RunReport report;
  FaultPacer pacer(options, cluster, random, report);
  const absl::Time begun = absl::Now();
  cluster.BeginLoad();
  if (options.duration == absl::ZeroDuration()) {
    for (const Kind kind : kKinds) {
      if (!pacer.AwaitService()) break;
      pacer.Note(Do(kind, cluster, server, random));
    }
    pacer.AwaitService();
  } else {
    while (pacer.AwaitService() && absl::Now() < begun + options.duration) {
      pacer.Note(Do(kKinds[random.Below(kKinds.size())], cluster, server, random));
    }
  }
  FinishRun(cluster, server, begun, report);
  return report;
}

}  // namespace headwater::test
