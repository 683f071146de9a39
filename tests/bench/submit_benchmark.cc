// Submit of orders of twenty lines, one a call.
#include <optional>

#include "bench/benchmarks.h"
#include "bench/rows.h"
#include "bench/server_process.h"
#include "bench/submit_load.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

absl::StatusOr<Measurement> LoadHub(Place& place, int in_flight) {
  ASSIGN_OR_RETURN(const auto hub, StartHub(place));
  return LoadServer(*hub, place.retailer(), in_flight);
}

absl::StatusOr<Measurement> LoadFloor(Place& place, FloorKind kind, int in_flight) {
  ASSIGN_OR_RETURN(const auto floor, StartFloor(place, kind));
  return LoadServer(*floor, place.retailer(), in_flight);
}

}  // namespace

absl::Status MeasureSubmitAtOnce(Place& place, bool odd, Report& report) {
  constexpr int kInFlight = 64;
  std::optional<Measurement> hub;
  if (odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place, kInFlight));
  }
  ASSIGN_OR_RETURN(Measurement floor, LoadFloor(place, FloorKind::kOrders, kInFlight));
  if (!odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place, kInFlight));
  }
  RETURN_IF_ERROR(CheckSameRows(hub->rows, hub->all, floor.rows, floor.all));
  const absl::Duration p50 = hub->latencies.Percentile(500);
  const absl::Duration p99 = hub->latencies.Percentile(990);
  report.Add("submit, 64 in flight", "orders/s", AtLeast(0.70),
             {hub->per_second(), floor.per_second(), p50, p99});
  report.Add("submit, 64 in flight, p99", "us", AtMost(1.5),
             {absl::ToDoubleMicroseconds(p99),
              absl::ToDoubleMicroseconds(floor.latencies.Percentile(990))});
  report.Add("submit, 64 in flight, server CPU", "us", Goal(),
             {hub->server_cpu_micros(), floor.server_cpu_micros()});
  report.Add("submit, 64 in flight, to disk", "KiB", Goal(),
             {hub->server_written_kib(), floor.server_written_kib()});
  return absl::OkStatus();
}

absl::Status MeasureSubmitOneByOne(Place& place, bool odd, Report& report) {
  std::optional<Measurement> hub;
  if (odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place, 1));
  }
  // One call that waits for one sync, at the pace of calls: a disk that is asked without a
  // pause answers sooner.
  ASSIGN_OR_RETURN(Measurement sync, LoadFloor(place, FloorKind::kSync, 1));
  ASSIGN_OR_RETURN(Measurement bare, LoadFloor(place, FloorKind::kOrders, 1));
  if (!odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place, 1));
  }
  RETURN_IF_ERROR(CheckSameRows(hub->rows, hub->all, bare.rows, bare.all));
  const absl::Duration p50 = hub->latencies.Percentile(500);
  report.Add(
      "submit, one in flight, p50", "us", AtMost(1.5),
      {absl::ToDoubleMicroseconds(p50), absl::ToDoubleMicroseconds(sync.latencies.Percentile(500)),
       p50, hub->latencies.Percentile(990)});
  report.Add("submit, one in flight, beside commits", "us", Goal(),
             {absl::ToDoubleMicroseconds(p50),
              absl::ToDoubleMicroseconds(bare.latencies.Percentile(500))});
  report.Add("submit, one in flight, server CPU", "us", Goal(),
             {hub->server_cpu_micros(), bare.server_cpu_micros()});
  return absl::OkStatus();
}

}  // namespace headwater::bench
