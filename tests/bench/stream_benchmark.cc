// SubmitStream of orders of twenty lines, beside SQLite alone.
#include <optional>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "bench/benchmarks.h"
#include "bench/floor_orders.h"
#include "bench/order_source.h"
#include "bench/server_process.h"
#include "bench/stream_load.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr int kGroup = 512;
constexpr absl::Duration kDuration = absl::Seconds(3);

absl::StatusOr<Measurement> LoadHub(Place& place) {
  ASSIGN_OR_RETURN(const auto hub, StartHub(place));
  const absl::Duration before = hub->cpu();
  ASSIGN_OR_RETURN(Measurement measurement, Run({.target = hub->target(),
                                                 .tls = place.retailer(),
                                                 .source = OrdersOfStream,
                                                 .duration = kDuration}));
  measurement.server_cpu = hub->cpu() - before;
  return measurement;
}

// In this process and on this thread; the orders are made and serialized outside the
// time that counts.
absl::StatusOr<Measurement> LoadSqlite(Place& place) {
  ASSIGN_OR_RETURN(const auto floor, FloorOrders::Create(place.NewPath("floor") + ".db"));
  OrderSource orders(1);
  Measurement measurement;
  std::vector<v1::SubmitRequest*> group(kGroup);
  std::vector<std::string> payloads(kGroup);
  while (measurement.elapsed < kDuration) {
    for (int i = 0; i < kGroup; ++i) {
      group[i] = orders.Take();
      payloads[i] = group[i]->document().SerializeAsString();
    }
    const absl::Time begun = absl::Now();
    RETURN_IF_ERROR(floor->Begin());
    for (int i = 0; i < kGroup; ++i) RETURN_IF_ERROR(floor->Insert(*group[i], payloads[i]));
    RETURN_IF_ERROR(floor->Commit());
    measurement.elapsed += absl::Now() - begun;
    measurement.count += kGroup;
    for (v1::SubmitRequest* request : group) orders.GiveBack(request);
  }
  return measurement;
}

}  // namespace

absl::Status MeasureSubmitStream(Place& place, bool odd, Report& report) {
  std::optional<Measurement> hub;
  if (odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place));
  }
  ASSIGN_OR_RETURN(const Measurement floor, LoadSqlite(place));
  if (!odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place));
  }
  report.Add("submit stream", "orders/s", AtLeast(0.70),
             {hub->per_second(), floor.per_second(), hub->latencies.Percentile(500),
              hub->latencies.Percentile(990)});
  report.Add("submit stream, server CPU", "us", Goal(), {hub->server_cpu_micros()});
  return absl::OkStatus();
}

}  // namespace headwater::bench
