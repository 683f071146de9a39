// Clients that send orders on streams, as many as the hub lets be unanswered.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/latencies.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

struct StreamLoad {
  std::string target;
  base::TlsIdentity tls;
  int streams = 4;
  int unanswered = 256;
  absl::Duration warm_up = absl::Milliseconds(500);
  absl::Duration duration = absl::Seconds(3);
};

// A stream each on a thread of its own. The error of the first order that was refused.
absl::StatusOr<Measurement> Run(const StreamLoad& load);

}  // namespace headwater::bench
