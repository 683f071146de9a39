// The hub's side of mutual TLS, read and checked before the server starts: gRPC
// itself would only log that something is wrong.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace headwater::rpc {

// All as PEM text.
struct ServerTls {
  std::string authority;    // certificates of the authorities that sign clients
  std::string certificate;  // the server's own, with those between it and its root
  std::string key;
};

struct ServerTlsFiles {
  std::string authority;
  std::string certificate;
  std::string key;
};

// FAILED_PRECONDITION, with what to do, when a file cannot be read or is no PEM, the
// key is not that of the certificate, or the certificate is not valid at `now`.
absl::StatusOr<ServerTls> ReadServerTls(const ServerTlsFiles& files, absl::Time now);

}  // namespace headwater::rpc
