// Sales rows kept by PostgreSQL alone: COPY of rows that are new into one table, in the order of
// its key, by day first.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/latencies.h"
#include "bench/sales_source.h"

namespace headwater::bench {

// The empty table, in an empty database.
absl::Status MakePostgresSales(const std::string& url);
// The rows of some days, in transactions of ten thousand; the making of the rows, and of the bytes
// that COPY takes, is not in the time.
absl::StatusOr<Measurement> CopyPostgresSales(const std::string& url, const SalesShape& shape,
                                              base::Day first, int days);

}  // namespace headwater::bench
