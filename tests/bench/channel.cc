#include "bench/channel.h"

#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace headwater::bench {

std::shared_ptr<grpc::Channel> OpenChannel(const std::string& target,
                                           const base::TlsIdentity& tls) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = tls.authority;
  options.pem_cert_chain = tls.certificate;
  options.pem_private_key = tls.key;
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(16 << 20);
  return grpc::CreateCustomChannel(target, grpc::SslCredentials(options), arguments);
}

}  // namespace headwater::bench
