// Runs a read off the gRPC threads: knows the caller, checks the request's shape,
// opens one snapshot and finishes the call. The services of the rooms are made of
// nothing else.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "google/protobuf/message.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "hub/exchange/caller.h"
#include "hub/store/database.h"

namespace headwater::rpc {

// Thread-safe. Outlives the services that use it.
class ReadCalls {
 public:
  virtual ~ReadCalls() = default;

  // `Read` is a function of a room's *_queries:
  //   absl::Status ListOrders(store::Reader&, const exchange::Caller&,
  //                           const v1::ListOrdersRequest&, v1::ListOrdersResponse&);
  template <typename Request, typename Response>
  grpc::ServerUnaryReactor* Run(grpc::CallbackServerContext* context, const Request* request,
                                Response* response,
                                absl::Status (*read)(store::Reader&, const exchange::Caller&,
                                                     const Request&, Response&)) {
    return Start(context, *request,
                 [read, request, response](store::Reader& reader, const exchange::Caller& caller) {
                   return read(reader, caller, *request, *response);
                 });
  }

 protected:
  using ReadFunction = std::function<absl::Status(store::Reader&, const exchange::Caller&)>;
  virtual grpc::ServerUnaryReactor* Start(grpc::CallbackServerContext* context,
                                          const google::protobuf::Message& request,
                                          ReadFunction read) = 0;
};

}  // namespace headwater::rpc
