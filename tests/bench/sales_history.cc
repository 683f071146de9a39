#include "bench/sales_history.h"

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/order_source.h"
#include "bench/stream_load.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

// Rows of one transaction of the floor.
constexpr int kFloorGroup = 10'000;

}  // namespace

absl::StatusOr<Measurement> SendSales(Place& place, const ServerProcess& hub,
                                      const SalesShape& shape, base::Day first, int days,
                                      int unanswered) {
  const auto source = [&](int stream) {
    return std::make_unique<SalesSource>(shape, first, days, stream, kSalesStreams);
  };
  ASSIGN_OR_RETURN(Measurement measurement, Run({.target = hub.target(),
                                                 .tls = place.retailer(),
                                                 .source = source,
                                                 .streams = kSalesStreams,
                                                 .unanswered = unanswered,
                                                 .warm_up = absl::ZeroDuration()}));
  const int64_t reports = int64_t{days} * SalesSource::ReportsPerDay(shape);
  if (measurement.count != reports) {
    return absl::InternalError(
        absl::StrCat(measurement.count, " of ", reports, " sales reports were answered"));
  }
  measurement.count = shape.series() * days;
  measurement.all = measurement.count;
  return measurement;
}

absl::StatusOr<Measurement> PutGroups(
    const SalesShape& shape, base::Day first, int days,
    absl::FunctionRef<absl::StatusOr<absl::Duration>(const std::vector<FloorRow>&)> put) {
  Measurement measurement;
  std::vector<FloorRow> group;
  const auto write = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(const absl::Duration took, put(group));
    measurement.elapsed += took;
    measurement.count += static_cast<int64_t>(group.size());
    group.clear();
    return absl::OkStatus();
  };
  for (base::Day day = first; day < first + days; ++day) {
    for (int supplier = 0; supplier < shape.suppliers; ++supplier) {
      for (int store = 0; store < shape.stores; ++store) {
        for (int item = 0; item < shape.items; ++item) {
          group.emplace_back(supplier, item, store, day);
          if (group.size() < kFloorGroup) continue;
          RETURN_IF_ERROR(write());
        }
      }
    }
  }
  if (!group.empty()) RETURN_IF_ERROR(write());
  return measurement;
}

absl::StatusOr<Measurement> PutSales(FloorSales& floor, const SalesShape& shape, base::Day first,
                                     int days) {
  return PutGroups(shape, first, days,
                   [&](const std::vector<FloorRow>& group) -> absl::StatusOr<absl::Duration> {
                     const absl::Time begun = absl::Now();
                     RETURN_IF_ERROR(floor.Begin());
                     for (const FloorRow& row : group) RETURN_IF_ERROR(floor.Put(row));
                     RETURN_IF_ERROR(floor.Commit());
                     return absl::Now() - begun;
                   });
}

absl::Status MakeHubHistory(Place& place, const std::string& path, const SalesShape& shape,
                            int days) {
  ASSIGN_OR_RETURN(const auto hub, ServeHub(place, path));
  RETURN_IF_ERROR(SubmitAll(OpeningDocuments(), hub->target(), place.retailer()));
  RETURN_IF_ERROR(SubmitAll(SalesStores(shape), hub->target(), place.retailer()));
  constexpr int kUnanswered = 64;
  RETURN_IF_ERROR(SendSales(place, *hub, shape, FirstSalesDay(), days, kUnanswered).status());
  return hub->Stop();
}

}  // namespace headwater::bench
