// Histories of sales: what a day is added to, and a series read from.
#pragma once

#include "absl/status/statusor.h"
#include "bench/floor_sales.h"
#include "bench/latencies.h"
#include "bench/place.h"
#include "bench/sales_source.h"
#include "bench/server_process.h"

namespace headwater::bench {

inline constexpr int kSalesStreams = 4;

// A new database at `path` with the reports of `days` from FirstSalesDay on, sent to a hub
// that has ended when this returns.
absl::Status MakeHubHistory(Place& place, const std::string& path, const SalesShape& shape,
                            int days);

// Sends the reports of some days and waits for every answer; counts rows. At most so many
// reports of each stream are unanswered.
absl::StatusOr<Measurement> SendSales(Place& place, const ServerProcess& hub,
                                      const SalesShape& shape, base::Day first, int days,
                                      int unanswered);

// The same rows to a floor, in transactions of ten thousand: more make it no faster. The
// making of the rows is not in the time.
absl::StatusOr<Measurement> PutSales(FloorSales& floor, const SalesShape& shape, base::Day first,
                                     int days);

}  // namespace headwater::bench
