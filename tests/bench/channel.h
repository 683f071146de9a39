// Connections as the benchmarks open them, to the hub and to the floors alike.
#pragma once

#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

// A connection of its own, under mutual TLS; connects lazily.
std::shared_ptr<grpc::Channel> OpenChannel(const std::string& target, const base::TlsIdentity& tls);

}  // namespace headwater::bench
