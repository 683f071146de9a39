// The floor under the hub: a gRPC server that does as little as one can do, with the same
// contract and the same mutual TLS. Calls come in on one completion queue with one polling
// thread, each with its own arena: the fastest way that gRPC has on few cores.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

struct FloorServerOptions {
  base::TlsIdentity tls;
  // Where Submit keeps the orders; empty: every order is answered at once, or
  std::string database;
  // once this file has been written to and synced.
  std::string sync;
  // What Subscribe sends to whoever begins at 0 (WriteFeed); empty: nothing but what comes.
  std::string replay;
  // The port is written there once the server listens.
  std::string port_file;
};

// Serves on a free port of 127.0.0.1 and ends the process when standard input closes.
// Returns only when it cannot serve.
absl::Status ServeFloor(const FloorServerOptions& options);

}  // namespace headwater::bench
