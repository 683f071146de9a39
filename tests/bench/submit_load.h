// A client that keeps a number of Submit calls under way: what a retailer's system does
// that has many orders to send, on one thread.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/latencies.h"
#include "bench/order_source.h"
#include "bench/server_process.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

struct SubmitLoad {
  std::string target;  // "host:port"
  base::TlsIdentity tls;
  int in_flight = 1;
  int connections = 4;
  // Not counted: connections, caches and the first growth of files.
  absl::Duration warm_up = absl::Milliseconds(500);
  absl::Duration duration = absl::Seconds(4);
};

// The error of the first call that failed: a load of good orders has none.
absl::StatusOr<Measurement> Run(const SubmitLoad& load, OrderSource& orders);

// The same on a new hub or floor, with what the server spent and wrote.
absl::StatusOr<Measurement> LoadServer(const ServerProcess& server, const base::TlsIdentity& tls,
                                       int in_flight);

}  // namespace headwater::bench
