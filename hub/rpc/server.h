// The gRPC server: one port, mutual TLS, health, reflection and an orderly end.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "grpcpp/impl/service_type.h"
#include "grpcpp/server.h"
#include "hub/base/tls_identity.h"
#include "hub/rpc/health.h"
#include "hub/rpc/open_calls.h"

namespace headwater::rpc {

// A message: the largest Document is 1 MiB, the largest answer of a feed 2 MiB.
inline constexpr int kReceiveBytesMax = 4 << 20;
inline constexpr int kSendBytesMax = 16 << 20;
// Headers of one call.
inline constexpr int kMetadataBytesMax = 16 << 10;
// Calls in progress on one connection; more wait at the client.
inline constexpr int kCallsPerConnectionMax = 1024;
// Time for the TLS handshake of a new connection.
inline constexpr absl::Duration kHandshakeTimeout = absl::Seconds(10);
// A connection that is silent for so long is asked whether it still lives, and
// closed when there is no answer.
inline constexpr absl::Duration kKeepaliveTime = absl::Seconds(60);
inline constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
// A client that asks more often than this is told to go away (ENHANCE_YOUR_CALM).
inline constexpr absl::Duration kClientPingIntervalMin = absl::Seconds(10);
// Threads that reflection may hold; it alone uses gRPC's synchronous API.
inline constexpr int kReflectionThreadsMax = 8;

struct ServerOptions {
  // "host:port" or "[::1]:port"; port 0 takes a free one.
  std::string listen_address = "127.0.0.1:0";
  base::TlsIdentity tls;
  absl::Duration keepalive_time = kKeepaliveTime;
  absl::Duration keepalive_timeout = kKeepaliveTimeout;
};

// Thread-safe.
class Server {
 public:
  // Listens once this returns. The services, `calls` and `health` outlive the server.
  // INVALID_ARGUMENT when the address is none.
  // FAILED_PRECONDITION, with the cause, when the address cannot be listened on or
  // TLS does not take the certificates.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       absl::Span<grpc::Service* const> services,
                                                       OpenCalls& calls, Health& health);
  // Drains with no patience.
  ~Server();

  int port() const { return port_; }

  // Says NOT_SERVING, refuses new calls with DRAINING, ends every stream with
  // UNAVAILABLE after all that it took has been answered, waits up to `patience` for
  // the calls in progress and so for the writer, then cuts off what is left and
  // stops. After it no call is in progress. Blocks; idempotent.
  void Drain(absl::Duration patience);

 private:
  Server(OpenCalls& calls, Health& health) : calls_(calls), health_(health) {}

  OpenCalls& calls_;
  Health& health_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace headwater::rpc
