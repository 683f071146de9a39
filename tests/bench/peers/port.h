// Ports of this machine's loopback.
#pragma once

#include "absl/status/statusor.h"

namespace headwater::bench {

// One that nobody listens on, for a server that cannot choose by itself. Another program may
// take it before that server does, which then does not start and says so.
absl::StatusOr<int> FreePort();

// Whether a connection is taken.
bool Listens(int port);

}  // namespace headwater::bench
