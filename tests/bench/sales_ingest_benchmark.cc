// Daily sales into a long history, beside SQLite's best upsert: rows that are new, keyed by
// day first, so that they are appended.
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/benchmarks.h"
#include "bench/floor_sales.h"
#include "bench/order_source.h"
#include "bench/sales_source.h"
#include "bench/server_process.h"
#include "bench/stream_load.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr SalesShape kShape{.suppliers = 10, .items = 100, .stores = 50};
constexpr int kHistoryDays = 100;
// So many days that all of the hub's layout, which goes by stretches of days, is met.
constexpr int kNextDays = 16;
constexpr int kStreams = 4;
// A day is answered before the next one comes: nobody has two days to send at once.
constexpr int kUnanswered = 12;
// Rows of one transaction of the floor: more of them make it no faster.
constexpr int kFloorGroup = 10'000;

constexpr int kRowsPerReport = kShape.items * SalesSource::kStoresPerReport;
static_assert(kUnanswered * kStreams <=
              kShape.suppliers * kShape.stores / SalesSource::kStoresPerReport);

absl::StatusOr<Measurement> SendDays(const ServerProcess& hub, Place& place, base::Day first,
                                     int days, int unanswered) {
  const auto source = [&](int stream) {
    return std::make_unique<SalesSource>(kShape, first, days, stream, kStreams);
  };
  ASSIGN_OR_RETURN(Measurement measurement, Run({.target = hub.target(),
                                                 .tls = place.retailer(),
                                                 .source = source,
                                                 .streams = kStreams,
                                                 .unanswered = unanswered,
                                                 .warm_up = absl::ZeroDuration()}));
  const int64_t reports = int64_t{days} * SalesSource::ReportsPerDay(kShape);
  if (measurement.count != reports) {
    return absl::InternalError(
        absl::StrCat(measurement.count, " of ", reports, " sales reports were answered"));
  }
  measurement.count *= kRowsPerReport;
  measurement.all = measurement.count;
  return measurement;
}

absl::StatusOr<Measurement> PutDays(FloorSales& floor, base::Day first, int days) {
  Measurement measurement;
  std::vector<FloorRow> group;
  const auto write = [&]() -> absl::Status {
    const absl::Time begun = absl::Now();
    RETURN_IF_ERROR(floor.Begin());
    for (const FloorRow& row : group) RETURN_IF_ERROR(floor.Put(row));
    RETURN_IF_ERROR(floor.Commit());
    measurement.elapsed += absl::Now() - begun;
    measurement.count += static_cast<int64_t>(group.size());
    group.clear();
    return absl::OkStatus();
  };
  for (base::Day day = first; day < first + days; ++day) {
    for (int supplier = 0; supplier < kShape.suppliers; ++supplier) {
      for (int store = 0; store < kShape.stores; ++store) {
        for (int item = 0; item < kShape.items; ++item) {
          group.emplace_back(supplier, item, store, day);
          if (group.size() < kFloorGroup) continue;
          RETURN_IF_ERROR(write());
        }
      }
    }
  }
  RETURN_IF_ERROR(write());
  return measurement;
}

// The database of a round: a copy of the history, which is made in the first one.
absl::StatusOr<std::string> Copy(Place& place, const std::string& history) {
  std::string path = place.NewPath("sales") + ".db";
  std::error_code error;
  std::filesystem::copy_file(history, path, error);
  if (error) return absl::UnavailableError(absl::StrCat(path, ": ", error.message()));
  return path;
}

absl::StatusOr<std::string> HubHistory(Place& place) {
  const std::string path = place.Path("sales-history-hub.db");
  if (std::filesystem::exists(path)) return path;
  ASSIGN_OR_RETURN(const auto hub, ServeHub(place, path));
  RETURN_IF_ERROR(SubmitAll(OpeningDocuments(), hub->target(), place.retailer()));
  RETURN_IF_ERROR(SubmitAll(SalesStores(kShape), hub->target(), place.retailer()));
  constexpr int kUnansweredHistory = 64;
  RETURN_IF_ERROR(
      SendDays(*hub, place, FirstSalesDay(), kHistoryDays, kUnansweredHistory).status());
  RETURN_IF_ERROR(hub->Stop());
  return path;
}

absl::StatusOr<std::string> FloorHistory(Place& place) {
  const std::string path = place.Path("sales-history-floor.db");
  if (std::filesystem::exists(path)) return path;
  ASSIGN_OR_RETURN(const auto floor, FloorSales::Open(path, FloorSales::Key::kDayFirst));
  RETURN_IF_ERROR(PutDays(*floor, FirstSalesDay(), kHistoryDays).status());
  return path;
}

absl::StatusOr<Measurement> LoadHub(Place& place) {
  ASSIGN_OR_RETURN(const std::string history, HubHistory(place));
  ASSIGN_OR_RETURN(const std::string path, Copy(place, history));
  ASSIGN_OR_RETURN(const auto hub, ServeHub(place, path));
  const absl::Duration before = hub->cpu();
  ASSIGN_OR_RETURN(Measurement measurement,
                   SendDays(*hub, place, FirstSalesDay() + kHistoryDays, kNextDays, kUnanswered));
  measurement.server_cpu = hub->cpu() - before;
  RETURN_IF_ERROR(hub->Stop());
  std::filesystem::remove(path);
  return measurement;
}

absl::StatusOr<Measurement> LoadSqlite(Place& place) {
  ASSIGN_OR_RETURN(const std::string history, FloorHistory(place));
  ASSIGN_OR_RETURN(const std::string path, Copy(place, history));
  absl::StatusOr<Measurement> measurement;
  {
    ASSIGN_OR_RETURN(const auto floor, FloorSales::Open(path, FloorSales::Key::kDayFirst));
    measurement = PutDays(*floor, FirstSalesDay() + kHistoryDays, kNextDays);
  }
  std::filesystem::remove(path);
  return measurement;
}

}  // namespace

absl::Status MeasureSalesIngest(Place& place, bool odd, Report& report) {
  std::optional<Measurement> hub;
  if (odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place));
  }
  ASSIGN_OR_RETURN(const Measurement floor, LoadSqlite(place));
  if (!odd) {
    ASSIGN_OR_RETURN(hub, LoadHub(place));
  }
  report.Add("sales, next day", "rows/s", AtLeast(0.50),
             {hub->per_second(), floor.per_second(), hub->latencies.Percentile(500),
              hub->latencies.Percentile(990)});
  report.Add("sales, next day, server CPU", "us", Goal(), {hub->server_cpu_micros()});
  return absl::OkStatus();
}

}  // namespace headwater::bench
