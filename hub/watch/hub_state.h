// How the hub stands at one moment: what is asked for when somebody looks, and costs
// nothing before that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hub/exchange/feed_lag.h"

namespace headwater::watch {

enum class Serving { kServing, kDraining, kSealed };

struct CallCount {
  std::string method;
  int64_t open = 0;
  int64_t total = 0;
};

struct BusyCount {
  std::string place;  // "reads"
  int64_t count = 0;
};

// A store that is a file, and the log beside it.
struct StoreFiles {
  int64_t database_bytes = 0;
  int64_t log_bytes = 0;
  int64_t readers = 0;
  int64_t connections = 0;  // for reads, those that are idle included
};

struct HubState {
  Serving serving = Serving::kServing;
  double uptime_seconds = 0;
  int64_t resident_bytes = 0;
  int64_t waiting_works = 0;
  int64_t waiting_works_max = 0;
  int64_t waiting_bytes = 0;
  std::optional<StoreFiles> store;  // nullopt on a database server
  std::vector<CallCount> calls;
  std::vector<BusyCount> busy;
  exchange::FeedLags lags;
};

}  // namespace headwater::watch
