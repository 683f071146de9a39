// A call of any RPC of the contract, answered in the bytes of the wire.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"

namespace headwater::test {

struct RawAnswer {
  int code = 0;
  std::string message;
  // The serialized google.rpc.Status of the trailer.
  std::string details;
  // Every message of the answer; of a stream that never ends (Subscribe) the first.
  std::vector<std::string> responses;
  // Every header and trailer that the server sent, in order.
  std::string metadata;

  bool ok() const { return code == 0; }
  friend bool operator==(const RawAnswer&, const RawAnswer&) = default;
};

// Blocks, with a deadline.
RawAnswer CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                  const google::protobuf::MethodDescriptor& method,
                  const google::protobuf::Message& request);

// With each first text replaced by the second wherever it stands in the answer. Both are
// of one length, so that what is serialized stays well formed.
using Substitutions = std::vector<std::pair<std::string, std::string>>;
RawAnswer Substitute(RawAnswer answer, const Substitutions& substitutions);

// For a person who reads a failure.
std::string Describe(const RawAnswer& answer);

}  // namespace headwater::test
