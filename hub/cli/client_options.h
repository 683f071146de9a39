// What every command that talks to a hub asks for, and how its refusals look.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/client/connection.h"
#include "adapters/client/refusal.h"
#include "google/protobuf/message.h"
#include "grpcpp/client_context.h"

namespace headwater::cli {

// What a sub-command leaves behind for main to run once all arguments are read.
using Action = std::function<absl::Status()>;

struct ClientOptions {
  // Not "localhost": a machine without /etc/hosts, as many a container is, has no such name.
  std::string hub = "127.0.0.1:7440";
  std::string certs = ".headwater/certs";
  std::string as = "retailer";
  bool json = false;
};

// --hub, --certs, --as and --json. `options` must live as long as `command`.
void AddClientOptions(CLI::App& command, ClientOptions& options);

// With the certificate CERTS/AS.pem.
absl::StatusOr<std::unique_ptr<client::Connection>> Connect(const ClientOptions& options);

// A refusal with everything that it says, a violation a line.
absl::Status StatusOf(const client::Refusal& refusal);

// One unary call: CallUnary(stub, &Stub::ListOrders, request, response).
template <typename Stub, typename Request, typename Response>
absl::Status CallUnary(Stub& stub,
                       grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                    Response*),
                       const Request& request, Response& response) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
  const grpc::Status status = (stub.*method)(&context, request, &response);
  return status.ok() ? absl::OkStatus() : StatusOf(client::RefusalFrom(status));
}

// A message as one line of JSON, with the field names of the contract. Zeros and empty
// texts are printed; an optional field or a message that is not set is left out.
std::string JsonLine(const google::protobuf::Message& message);

// "4000001000005" is "parties/4000001000005", nothing is "parties/-".
std::string ParentOf(const std::string& supplier_gln);

}  // namespace headwater::cli
