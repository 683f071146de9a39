// The benchmarks. Each call is one round: floor and product, one after the other.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "bench/place.h"
#include "bench/report.h"

namespace headwater::bench {

struct Benchmark {
  std::string_view name;
  // `odd` rounds measure the product first, so that neither side always finds the
  // disk as the other left it.
  absl::Status (*round)(Place& place, bool odd, Report& report);
  bool peers = false;  // needs the packages of the peers
};

// Submit, one order a call.
absl::Status MeasureSubmitAtOnce(Place& place, bool odd, Report& report);  // 64 in flight
absl::Status MeasureSubmitOneByOne(Place& place, bool odd, Report& report);
// The same at 64 in flight, beside durable publishing at other servers.
absl::Status MeasurePeers(Place& place, bool odd, Report& report);
// SubmitStream.
absl::Status MeasureSubmitStream(Place& place, bool odd, Report& report);

// Subscribe: from a Submit to its event, one at a time; the whole feed from its beginning;
// and many subscribers of one feed.
absl::Status MeasureFeedLatency(Place& place, bool odd, Report& report);
absl::Status MeasureFeedReplay(Place& place, bool odd, Report& report);
absl::Status MeasureFeedFanOut(Place& place, bool odd, Report& report);

// Sales reports on SubmitStream: the next days of every series, into a history.
absl::Status MeasureSalesIngest(Place& place, bool odd, Report& report);
// Two years of one series out of such a history.
absl::Status MeasureSalesSeries(Place& place, bool odd, Report& report);

// The same of the hub on PostgreSQL, beside what its server takes alone, and pgbench.
absl::Status MeasurePostgresSubmit(Place& place, bool odd, Report& report);
absl::Status MeasurePostgresSales(Place& place, bool odd, Report& report);

// What a flood of one supplier, and subscribers that never read, cost the others.
absl::Status MeasureFairWrites(Place& place, bool odd, Report& report);
absl::Status MeasureFairFeeds(Place& place, bool odd, Report& report);

inline std::vector<Benchmark> AllBenchmarks() {
  return {{"submit, 64 in flight", MeasureSubmitAtOnce},
          {"submit, one in flight", MeasureSubmitOneByOne},
          {"peers, 64 in flight", MeasurePeers, true},
          {"submit stream", MeasureSubmitStream},
          {"sales, next day", MeasureSalesIngest},
          {"sales, one series", MeasureSalesSeries},
          {"feed, idle", MeasureFeedLatency},
          {"feed, replay", MeasureFeedReplay},
          {"feed, many subscribers", MeasureFeedFanOut},
          {"postgresql, submit, 64 in flight", MeasurePostgresSubmit},
          {"postgresql, sales, next day", MeasurePostgresSales},
          {"fairness of writes", MeasureFairWrites},
          {"fairness of feeds", MeasureFairFeeds}};
}

}  // namespace headwater::bench
