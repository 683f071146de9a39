// A client that keeps a number of durable publishes under way at a peer, on one thread, as
// SubmitLoad does at the hub.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/latencies.h"
#include "bench/order_source.h"
#include "bench/peers/protocol.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

struct PublishLoad {
  int port = 0;
  base::TlsIdentity tls;
  std::function<std::unique_ptr<PeerProtocol>(int connection)> protocol;
  int in_flight = 1;  // over all connections, a multiple of them
  int connections = 4;
  // Not counted.
  absl::Duration warm_up = absl::Milliseconds(500);
  absl::Duration duration = absl::Seconds(4);
};

// Publishes the documents of `orders`, serialized. Afterwards the peer is asked how many
// messages it stored: DATA_LOSS when these are not as many as it confirmed. The error of the
// first publish that failed; DEADLINE_EXCEEDED when the peer falls silent.
absl::StatusOr<Measurement> Run(const PublishLoad& load, OrderSource& orders);

}  // namespace headwater::bench
