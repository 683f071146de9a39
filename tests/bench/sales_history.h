// Histories of sales: what a day is added to, and a series read from.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "bench/floor_sales.h"
#include "bench/latencies.h"
#include "bench/place.h"
#include "bench/sales_source.h"
#include "bench/server_process.h"
#include "hub/sales/sales_slot.h"

namespace headwater::bench {

inline constexpr int kSalesStreams = 4;

// What the next days are measured on: five million rows, and so many days after them that all of
// the hub's layout, which goes by stretches of days, is met. A day is answered before the next one
// comes: nobody has two days to send at once.
inline constexpr SalesShape kIngestShape{.suppliers = 10, .items = 100, .stores = 50};
inline constexpr int kHistoryDays = 100;
inline constexpr int kNextDays = sales::kStretchDays;
inline constexpr int kIngestUnanswered = 12;
static_assert(kIngestUnanswered * kSalesStreams <=
              kIngestShape.suppliers * kIngestShape.stores / SalesSource::kStoresPerReport);

// A new database at `path` with the reports of `days` from FirstSalesDay on, sent to a hub
// that has ended when this returns.
// `path` may be the URL of an empty database of PostgreSQL.
absl::Status MakeHubHistory(Place& place, const std::string& path, const SalesShape& shape,
                            int days);

// Sends the reports of some days and waits for every answer; counts rows. At most so many
// reports of each stream are unanswered.
absl::StatusOr<Measurement> SendSales(Place& place, const ServerProcess& hub,
                                      const SalesShape& shape, base::Day first, int days,
                                      int unanswered);

// Makes the rows of some days and gives them to `put`, some thousands at a time; it tells how long
// it took.
absl::StatusOr<Measurement> PutGroups(
    const SalesShape& shape, base::Day first, int days,
    absl::FunctionRef<absl::StatusOr<absl::Duration>(const std::vector<FloorRow>&)> put);

// The same rows to a floor, in transactions of ten thousand: more make it no faster. The
// making of the rows is not in the time.
absl::StatusOr<Measurement> PutSales(FloorSales& floor, const SalesShape& shape, base::Day first,
                                     int days);

}  // namespace headwater::bench
