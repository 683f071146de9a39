// Daily sales into a long history, beside SQLite's best upsert: rows that are new, keyed by
// day first, so that they are appended.
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "bench/benchmarks.h"
#include "bench/floor_sales.h"
#include "bench/sales_history.h"
#include "bench/sales_source.h"
#include "bench/server_process.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

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
  RETURN_IF_ERROR(MakeHubHistory(place, path, kIngestShape, kHistoryDays));
  return path;
}

absl::StatusOr<std::string> FloorHistory(Place& place) {
  const std::string path = place.Path("sales-history-floor.db");
  if (std::filesystem::exists(path)) return path;
  ASSIGN_OR_RETURN(const auto floor, FloorSales::Open(path, FloorSales::Key::kDayFirst));
  RETURN_IF_ERROR(PutSales(*floor, kIngestShape, FirstSalesDay(), kHistoryDays).status());
  return path;
}

absl::StatusOr<Measurement> LoadHub(Place& place) {
  ASSIGN_OR_RETURN(const std::string history, HubHistory(place));
  ASSIGN_OR_RETURN(const std::string path, Copy(place, history));
  ASSIGN_OR_RETURN(const auto hub, ServeHub(place, path));
  const absl::Duration before = hub->cpu();
  ASSIGN_OR_RETURN(Measurement measurement,
                   SendSales(place, *hub, kIngestShape, FirstSalesDay() + kHistoryDays, kNextDays,
                             kIngestUnanswered));
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
    measurement = PutSales(*floor, kIngestShape, FirstSalesDay() + kHistoryDays, kNextDays);
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
