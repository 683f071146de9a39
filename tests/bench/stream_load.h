// Clients that send documents on streams.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/latencies.h"
#include "bench/request_source.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

struct StreamLoad {
  std::string target;
  base::TlsIdentity tls;
  // Of a stream, by its number from 0 on. With a source that ends, all of it is sent and
  // counted, in the time until the last answer.
  std::function<std::unique_ptr<RequestSource>(int)> source;
  int streams = 4;
  int unanswered = 256;  // of each stream; the hub's own bound
  absl::Duration warm_up = absl::Milliseconds(500);
  absl::Duration duration = absl::InfiniteDuration();
};

// Orders without an end.
std::unique_ptr<RequestSource> OrdersOfStream(int stream);

// A stream each on a thread of its own. The error of the first document that was refused.
absl::StatusOr<Measurement> Run(const StreamLoad& load);

}  // namespace headwater::bench
