// A connection to a hub: the channel and its mutual TLS.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/channel.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/tls_identity.h"

namespace headwater::client {

// The largest message in either direction: a batch of a feed, never one document.
inline constexpr int kMessageBytesMax = 16 << 20;

struct ConnectionOptions {
  // "host:port", or any other gRPC target.
  std::string target;
  // Who may sign the hub's certificate, and the caller's own identity.
  base::TlsFiles tls;
  // The name that the hub's certificate bears, where it is not the host of `target`
  // (an address, a tunnel). Empty: the host.
  std::string target_name_override;
  // How often a silent connection is probed, and how long an answer may take before
  // it counts as dead.
  absl::Duration keepalive_interval = absl::Seconds(30);
  absl::Duration keepalive_timeout = absl::Seconds(10);
};

// Thread-safe. Stubs and doors made from it keep the channel alive themselves.
class Connection {
 public:
  // Reads the files and makes the channel; connects lazily, at the first call, and
  // again by itself. INVALID_ARGUMENT: no target. Otherwise the errors of
  // base::ReadTlsIdentity at `now`.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const ConnectionOptions& options,
                                                          absl::Time now);

  // Over a channel that was made elsewhere: in-process, insecure, for tests.
  explicit Connection(std::shared_ptr<grpc::Channel> channel);

  v1::ExchangeService::Stub& exchange() const { return *exchange_; }

  // For the reads: v1::OrderingService::NewStub(connection.channel()).
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Before each call. gRPC gets on with connecting only while somebody waits on the
  // channel, and a call to a hub that is away fails at once: whoever then sleeps and
  // tries again may never connect. Returns at once when connected, and soon in any case.
  void Attend() const;

  // True when the hub is reached within `timeout`.
  bool WaitUntilReady(absl::Duration timeout) const;

 private:
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::ExchangeService::Stub> exchange_;
};

}  // namespace headwater::client
