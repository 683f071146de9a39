// Two years of one item in one store out of five million rows, beside the same rows in a
// table of SQLite that is keyed by item first. Both are read in this process.
#include <filesystem>
#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/benchmarks.h"
#include "bench/order_source.h"
#include "bench/sales_history.h"
#include "hub/base/error.h"
#include "hub/base/random.h"
#include "hub/sales/series_queries.h"
#include "hub/store/sqlite_database.h"

namespace headwater::bench {
namespace {

constexpr SalesShape kShape{.suppliers = 7, .items = 20, .stores = 50};
constexpr int kDays = 730;
constexpr int kWarmUp = 100;
constexpr int kReads = 1000;

using Read = std::function<absl::StatusOr<int64_t>(int supplier, int item, int store)>;

// Each read is of another series.
absl::StatusOr<Latencies> TimeReads(const Read& read) {
  base::SeededRandom random(1);
  Latencies latencies;
  for (int i = 0; i < kWarmUp + kReads; ++i) {
    const int supplier = static_cast<int>(random.Next() % kShape.suppliers);
    const int item = static_cast<int>(random.Next() % kShape.items);
    const int store = static_cast<int>(random.Next() % kShape.stores);
    const absl::Time begun = absl::Now();
    ASSIGN_OR_RETURN(const int64_t rows, read(supplier, item, store));
    if (i >= kWarmUp) latencies.Add(absl::Now() - begun);
    if (rows != kDays) {
      return absl::InternalError(absl::StrCat("a series of ", kDays, " days has ", rows, " rows"));
    }
  }
  return latencies;
}

absl::StatusOr<Latencies> ReadHub(Place& place) {
  const std::string path = place.Path("series-hub.db");
  if (!std::filesystem::exists(path)) RETURN_IF_ERROR(MakeHubHistory(place, path, kShape, kDays));
  ASSIGN_OR_RETURN(const auto database, store::OpenSqlite({.path = path}));
  return TimeReads([&](int supplier, int item, int store) -> absl::StatusOr<int64_t> {
    const FloorRow row(supplier, item, store, FirstSalesDay());
    ASSIGN_OR_RETURN(const auto reader, database->BeginRead());
    ASSIGN_OR_RETURN(const sales::Series series,
                     sales::ReadSeries(*reader,
                                       {.supplier = base::Gln(row.supplier),
                                        .location = base::Gln(row.location),
                                        .gtin = base::Gtin(row.gtin)},
                                       FirstSalesDay(), FirstSalesDay() + kDays - 1, kDays));
    return static_cast<int64_t>(series.rows.size());
  });
}

// In the order of the key, which is the fastest.
absl::Status FillFloor(FloorSales& floor) {
  for (int supplier = 0; supplier < kShape.suppliers; ++supplier) {
    RETURN_IF_ERROR(floor.Begin());
    for (int store = 0; store < kShape.stores; ++store) {
      for (int item = 0; item < kShape.items; ++item) {
        for (base::Day day = FirstSalesDay(); day < FirstSalesDay() + kDays; ++day) {
          RETURN_IF_ERROR(floor.Put(FloorRow(supplier, item, store, day)));
        }
      }
    }
    RETURN_IF_ERROR(floor.Commit());
  }
  return absl::OkStatus();
}

absl::StatusOr<Latencies> ReadFloor(Place& place) {
  const std::string path = place.Path("series-floor.db");
  const bool made = std::filesystem::exists(path);
  ASSIGN_OR_RETURN(const auto floor, FloorSales::Open(path, FloorSales::Key::kItemFirst));
  if (!made) RETURN_IF_ERROR(FillFloor(*floor));
  return TimeReads([&](int supplier, int item, int store) {
    return floor->ReadSeries(FloorRow(supplier, item, store, FirstSalesDay() + kDays - 1),
                             FirstSalesDay());
  });
}

}  // namespace

absl::Status MeasureSalesSeries(Place& place, bool, Report& report) {
  ASSIGN_OR_RETURN(Latencies floor, ReadFloor(place));
  ASSIGN_OR_RETURN(Latencies hub, ReadHub(place));
  const absl::Duration p50 = hub.Percentile(500);
  report.Add("sales, one series of two years", "us", AtMost(3.0),
             {absl::ToDoubleMicroseconds(p50), absl::ToDoubleMicroseconds(floor.Percentile(500)),
              p50, hub.Percentile(990)});
  return absl::OkStatus();
}

}  // namespace headwater::bench
