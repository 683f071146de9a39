#include "hub/rpc/server.h"

#include <chrono>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "grpc/grpc.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server_builder.h"
#include "hub/rpc/listen_cause.h"

namespace headwater::rpc {
namespace {

// What is cut off after the calls have left: watchers of health, reflection.
constexpr std::chrono::milliseconds kGoodbye(200);

std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const base::TlsIdentity& tls) {
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = tls.authority;
  options.pem_key_cert_pairs.push_back({tls.key, tls.certificate});
  return grpc::SslServerCredentials(options);
}

int Millis(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

void SetLimits(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(kReceiveBytesMax);
  builder.SetMaxSendMessageSize(kSendBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, kMetadataBytesMax);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kCallsPerConnectionMax);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, Millis(kHandshakeTimeout));
  // Two hubs on one port would each get some of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);

  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, Millis(options.keepalive_time));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, Millis(options.keepalive_timeout));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             Millis(kClientPingIntervalMin));

  builder.SetResourceQuota(grpc::ResourceQuota("hub").SetMaxThreads(kReflectionThreadsMax));
  builder.SetSyncServerOption(grpc::ServerBuilder::MIN_POLLERS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      absl::Span<grpc::Service* const> services,
                                                      OpenCalls& calls, Health& health) {
  if (!IsListenAddress(options.listen_address)) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot listen on ", options.listen_address,
                     ": give an address and a port, such as 127.0.0.1:7440 or [::1]:7440"));
  }
  // Both hold for every server of the process, and may be said again.
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();

  std::unique_ptr<Server> server(new Server(calls, health));
  grpc::ServerBuilder builder;
  builder.AddListeningPort(options.listen_address, CredentialsOf(options.tls), &server->port_);
  for (grpc::Service* service : services) builder.RegisterService(service);
  SetLimits(options, builder);
  server->server_ = builder.BuildAndStart();
  if (server->server_ == nullptr || server->port_ <= 0) {
    {
      absl::MutexLock lock(&server->mutex_);
      server->stopped_ = true;
    }
    return absl::FailedPreconditionError(absl::StrCat("cannot listen on ", options.listen_address,
                                                      ": ", WhyNotListen(options.listen_address)));
  }
  health.Attach(server->server_->GetHealthCheckService());
  return server;
}

Server::~Server() { Drain(absl::ZeroDuration()); }

void Server::Drain(absl::Duration patience) {
  absl::MutexLock lock(&mutex_);
  if (stopped_) return;
  stopped_ = true;
  health_.SetNotServing();
  calls_.Drain();
  calls_.AwaitAllLeft(patience);
  health_.Attach(nullptr);
  server_->Shutdown(std::chrono::system_clock::now() + kGoodbye);
  // Calls that were cut off have been finished by now, but for those whose work the
  // writer still holds.
  calls_.AwaitAllLeft(absl::InfiniteDuration());
}

}  // namespace headwater::rpc
