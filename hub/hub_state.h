// How the parts of a hub stand, gathered for those who watch it.
#pragma once

#include <chrono>
#include <string>

#include "absl/status/statusor.h"
#include "hub/exchange/exchange.h"
#include "hub/rpc/open_calls.h"
#include "hub/store/database.h"
#include "hub/store/sqlite_database.h"
#include "hub/watch/hub_state.h"

namespace headwater {

// All of it outlives whoever asks.
struct HubParts {
  store::Database& database;
  exchange::Exchange& exchange;
  rpc::OpenCalls& calls;
  // Of a store that is a file; null and empty on a server, which has its own watch.
  const store::SqliteGauges* gauges;
  std::string path;
  std::chrono::steady_clock::time_point begun;
};

watch::Serving ReadServing(const exchange::Exchange& exchange, const rpc::OpenCalls& calls);

// Reads the database for the lag of the parties. Thread-safe.
absl::StatusOr<watch::HubState> ReadHubState(const HubParts& parts);

}  // namespace headwater
