// A subscriber: reads a feed on a thread of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "grpcpp/client_context.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

class FeedReader {
 public:
  // Called on the reader's thread with each message; false ends the reading.
  using Callback = std::function<bool(const v1::SubscribeResponse&)>;

  FeedReader(const std::string& target, const base::TlsIdentity& tls, int64_t after,
             Callback callback);
  // Cancels the call.
  ~FeedReader();
  FeedReader(const FeedReader&) = delete;
  FeedReader& operator=(const FeedReader&) = delete;

  // Until the callback has ended it, or the stream broke.
  absl::Status Wait();

 private:
  void Run(int64_t after);

  const Callback callback_;
  const std::unique_ptr<v1::ExchangeService::Stub> stub_;
  grpc::ClientContext context_;
  absl::Status status_;
  std::thread thread_;
};

}  // namespace headwater::bench
