// Suppliers that send documents at a rate of their own, whether the hub keeps up or not: what
// a hub meets whose suppliers know nothing of each other.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/latencies.h"
#include "hub/base/gs1.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

struct PacedSender {
  base::Gln party;
  base::TlsIdentity tls;
  double per_second = 1;
};

struct PacedLoad {
  std::string target;
  uint32_t run = 1;  // keeps the ids of two loads of one hub apart
  std::vector<PacedSender> senders;
  absl::Duration warm_up = absl::Seconds(1);
  absl::Duration duration = absl::Seconds(6);
};

// One for each sender. A latency counts from the moment at which the document was due, so
// that a hub that makes the sender wait does not look fast. The error of the first document
// that was refused.
absl::StatusOr<std::vector<Measurement>> Run(const PacedLoad& load);

}  // namespace headwater::bench
