// The floor's orders on PostgreSQL: the transaction of a group in one pipeline of libpq, which
// goes to the server while it is made. Three statements an order; its lines are arrays.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "bench/floor_orders.h"

namespace headwater::bench {

// The tables of the hub that hold an order, for the floor and for pgbench: those that
// FloorOrders writes, without what it leaves out.
std::string PostgresOrderTables();

// `url` names an empty database.
absl::StatusOr<std::unique_ptr<FloorOrders>> CreatePostgresOrders(const std::string& url);

}  // namespace headwater::bench
