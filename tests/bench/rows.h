// Whether the floor writes what the hub writes: rows by table.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"

namespace headwater::bench {

using RowCounts = std::map<std::string, int64_t>;  // by table

// What a database holds that may be in use: a file of SQLite, or a URL of PostgreSQL. UNAVAILABLE
// when it cannot be read.
absl::StatusOr<RowCounts> CountRows(const std::string& database);

// `after` without `before`.
RowCounts Growth(RowCounts after, const RowCounts& before);

// INTERNAL unless each table has grown by the same number of rows an order in both; a table
// that one of them does not have has not grown there. The rows of the feeds are passed over.
absl::Status CheckSameRows(const RowCounts& hub, int64_t hub_orders, const RowCounts& floor,
                           int64_t floor_orders);

}  // namespace headwater::bench
