#include "adapters/client/connection.h"

#include <chrono>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"
#include "hub/base/error.h"

namespace headwater::client {
namespace {

absl::StatusOr<std::string> ReadPem(const std::string& path, std::string_view what) {
  const std::string name = absl::StrCat(std::string(what), " (", path, ")");
  if (path.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("no file given for ", std::string(what)));
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("cannot read ", name));
  std::ostringstream text;
  text << file.rdbuf();
  std::string pem = text.str();
  if (!absl::StrContains(pem, "-----BEGIN ")) {
    return absl::InvalidArgumentError(absl::StrCat(name, " holds no PEM block"));
  }
  return pem;
}

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

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const ConnectionOptions& options) {
  if (options.target.empty()) return absl::InvalidArgumentError("no target given: host:port");
  grpc::SslCredentialsOptions tls;
  ASSIGN_OR_RETURN(tls.pem_root_certs, ReadPem(options.ca_path, "the authority's certificate"));
  ASSIGN_OR_RETURN(tls.pem_cert_chain,
                   ReadPem(options.certificate_path, "the client's certificate"));
  ASSIGN_OR_RETURN(tls.pem_private_key, ReadPem(options.key_path, "the client's key"));
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
