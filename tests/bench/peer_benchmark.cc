// Submit beside the durable publishing of other servers: the same orders as mere bytes, as
// many in flight, over as many connections under mutual TLS, on the same disk.
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/benchmarks.h"
#include "bench/peers/peer_server.h"
#include "bench/peers/publish_load.h"
#include "bench/server_process.h"
#include "bench/submit_load.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr int kInFlight = 64;

absl::StatusOr<Measurement> LoadHub(Place& place) {
  ASSIGN_OR_RETURN(const auto hub, StartHub(place));
  return LoadServer(*hub, place.retailer(), kInFlight);
}

absl::StatusOr<Measurement> LoadPeer(Place& place, const Peer& peer) {
  ASSIGN_OR_RETURN(const auto server, peer.start(place));
  OrderSource orders(1);
  const absl::Duration before = server->cpu();
  const int64_t written_before = server->written();
  auto measured = Run({.port = server->port(),
                       .tls = place.retailer(),
                       .protocol = peer.protocol,
                       .in_flight = kInFlight},
                      orders);
  if (!measured.ok()) {
    return absl::Status(measured.status().code(),
                        absl::StrCat(base::AbslView(peer.name), ": ", measured.status().message()));
  }
  measured->server_cpu = server->cpu() - before;
  measured->server_written = server->written() - written_before;
  std::cerr << peer.name << ": " << measured->all << " messages confirmed, and as many stored\n";
  return measured;
}

void Compare(const Peer& peer, Measurement& hub, Measurement& other, Report& report) {
  const absl::Duration p50 = hub.latencies.Percentile(500);
  const absl::Duration p99 = hub.latencies.Percentile(990);
  const std::string name = absl::StrCat("beside ", base::AbslView(peer.name));
  report.Add(name, "orders/s", Wanted(1.0), {hub.per_second(), other.per_second(), p50, p99});
  report.Add(absl::StrCat(name, ", p50"), "us", Goal(),
             {absl::ToDoubleMicroseconds(p50),
              absl::ToDoubleMicroseconds(other.latencies.Percentile(500))});
  report.Add(absl::StrCat(name, ", p99"), "us", Goal(),
             {absl::ToDoubleMicroseconds(p99),
              absl::ToDoubleMicroseconds(other.latencies.Percentile(990))});
  report.Add(absl::StrCat(name, ", CPU"), "us", Goal(),
             {hub.server_cpu_micros(), other.server_cpu_micros()});
  report.Add(absl::StrCat(name, ", to disk"), "KiB", Goal(),
             {hub.server_written_kib(), other.server_written_kib()});
}

}  // namespace

absl::Status MeasurePeers(Place& place, bool odd, Report& report) {
  std::optional<Measurement> hub;
  if (odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place));
  }
  std::vector<Measurement> others;
  for (const Peer& peer : AllPeers()) {
    ASSIGN_OR_RETURN(others.emplace_back(), LoadPeer(place, peer));
  }
  if (!odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place));
  }
  for (size_t i = 0; i < others.size(); ++i) Compare(AllPeers()[i], *hub, others[i], report);
  return absl::OkStatus();
}

}  // namespace headwater::bench
