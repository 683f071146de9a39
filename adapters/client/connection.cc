#include "adapters/client/connection.h"

#include <chrono>
#include <cstdint>
#include <utility>

#include "adapters/client/file_system.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "hub/base/error.h"

namespace headwater::client {
namespace {

grpc::ChannelArguments ArgumentsOf(const ConnectionOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMessageBytesMax);
  arguments.SetMaxSendMessageSize(kMessageBytesMax);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS,
                   static_cast<int>(absl::ToInt64Milliseconds(options.keepalive_interval)));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                   static_cast<int>(absl::ToInt64Milliseconds(options.keepalive_timeout)));
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // Our own backoff decides when to call again; gRPC's must not be slower.
  // Despite its name, how long one attempt may take: TLS on a busy machine needs time,
  // and an attempt that is given up too soon is never finished.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5000);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5000);
  // A connection of its own: two parties in one process must not share one.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (!options.target_name_override.empty()) {
    arguments.SetSslTargetNameOverride(options.target_name_override);
  }
  return arguments;
}

// The longest that a caller is held up before it hears that nobody is there.
constexpr absl::Duration kAttention = absl::Milliseconds(300);

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options,
                                                             absl::Time now) {
  if (options.target.empty()) return absl::InvalidArgumentError("no target given: host:port");
  ASSIGN_OR_RETURN(const base::TlsIdentity identity,
                   base::ReadTlsIdentity(options.tls, now, [](const std::string& path) {
                     return SystemFiles().Read(path);
                   }));
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = identity.authority;
  tls.pem_cert_chain = identity.certificate;
  tls.pem_private_key = identity.key;
  return std::make_unique<Connection>(
      grpc::CreateCustomChannel(options.target, grpc::SslCredentials(tls), ArgumentsOf(options)));
}

Connection::Connection(std::shared_ptr<grpc::Channel> channel)
    : channel_(std::move(channel)), exchange_(v1::ExchangeService::NewStub(channel_)) {}

void Connection::Attend() const {
  if (channel_->GetState(/*try_to_connect=*/true) == GRPC_CHANNEL_READY) return;
  WaitUntilReady(kAttention);
}

bool Connection::WaitUntilReady(absl::Duration timeout) const {
  return channel_->WaitForConnected(std::chrono::system_clock::now() +
                                    absl::ToChronoMilliseconds(timeout));
}

}  // namespace headwater::client
