// What PostgreSQL's own pgbench reaches with one order a transaction: the rows of the floor, made
// by the server in one prepared statement, and the best of several numbers of connections.
#pragma once

#include "absl/status/statusor.h"
#include "bench/place.h"
#include "bench/postgres_server.h"

namespace headwater::bench {

struct PgbenchBest {
  double orders_per_second = 0;
  int clients = 0;  // with which it was reached
};

absl::StatusOr<PgbenchBest> MeasurePgbench(Place& place, PostgresServer& server);

}  // namespace headwater::bench
