// A hub behind a real socket with mutual TLS, and real clients.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/channel_arguments.h"
#include "headwater/v1/catalogue.grpc.pb.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/rpc/exchange_service.h"
#include "hub/rpc/health.h"
#include "hub/rpc/open_calls.h"
#include "hub/rpc/read_calls.h"
#include "hub/rpc/server.h"
#include "rpc/gate.h"
#include "rpc/wire_error.h"
#include "support/test_hub.h"

namespace headwater::rpc {

// No call of these tests takes longer.
inline constexpr std::chrono::seconds kPatience(20);

struct Pem {
  std::string certificate;
  std::string key;
};

// Made once for all tests, by MakeDevCertificates.
struct TestCertificates {
  std::string authority;
  Pem server;
  Pem retailer;
  Pem supplier1;
  Pem supplier2;
  Pem stranger;  // names a party that the hub does not know
  Pem foreign;   // names the retailer, signed by another authority
};
const TestCertificates& Certificates();

// Parties that may change while the hub works.
class LiveDirectory final : public exchange::PartyDirectory {
 public:
  absl::StatusOr<std::optional<exchange::PartyInfo>> Find(store::Reader& reader,
                                                          base::Gln gln) const override;
  void Put(const exchange::PartyInfo& party);
  int finds() const { return finds_; }

 private:
  mutable absl::Mutex mutex_;
  test::FixedDirectory parties_ ABSL_GUARDED_BY(mutex_);
  mutable std::atomic<int> finds_{0};
};

// A room's service whose read waits at the gate.
class GatedCatalogue final : public v1::CatalogueService::CallbackService {
 public:
  explicit GatedCatalogue(ReadCalls& reads) : reads_(reads) {}
  grpc::ServerUnaryReactor* ListTradeItems(grpc::CallbackServerContext* context,
                                           const v1::ListTradeItemsRequest* request,
                                           v1::ListTradeItemsResponse* response) override;
  // Of all hubs of the process: reads are plain functions.
  static Gate& gate();

 private:
  ReadCalls& reads_;
};

struct RpcHubOptions {
  store::CommitQueueOptions queue;
  std::function<void(ServerOptions&)> server = [](ServerOptions&) {};
};

class RpcHub {
 public:
  // Application errors wait at the gate of writes.
  explicit RpcHub(RpcHubOptions options = {});
  // Opens the gates and drains.
  ~RpcHub();

  std::shared_ptr<grpc::Channel> Connect(const Pem& client, grpc::ChannelArguments arguments = {},
                                         bool with_certificate = true);
  std::unique_ptr<v1::ExchangeService::Stub> Exchange(const Pem& client) {
    return v1::ExchangeService::NewStub(Connect(client));
  }

  std::string address() const;
  test::TestHub& hub() { return hub_; }
  LiveDirectory& directory() { return directory_; }
  OpenCalls& calls() { return calls_; }
  ReadPool& reads() { return reads_; }
  rpc::Health& health() { return health_; }
  Server& server() { return *server_; }
  Gate& writes() { return writes_; }

  // Asks again and again, with a call to the hub in between, for ten seconds at most.
  bool Until(const std::function<bool()>& happened);

 private:
  LiveDirectory directory_;
  Gate writes_;
  OpenCalls calls_;
  rpc::Health health_;
  test::TestHub hub_;
  ReadPool reads_;
  ExchangeService exchange_;
  GatedCatalogue catalogue_;
  std::unique_ptr<Server> server_;
};

// A connection of its own, not one shared with other clients.
std::shared_ptr<grpc::Channel> ConnectTo(const std::string& address, const Pem& client,
                                         grpc::ChannelArguments arguments = {},
                                         bool with_certificate = true);

// With a deadline.
std::unique_ptr<grpc::ClientContext> Context();

// The reason in the ErrorDetail of the trailer.
v1::Reason ReasonOf(const grpc::Status& status);

MATCHER_P2(FailsWith, code, reason, "fails with " + v1::Reason_Name(reason)) {
  *result_listener << "code " << arg.error_code() << " " << v1::Reason_Name(ReasonOf(arg)) << ": "
                   << arg.error_message();
  return arg.error_code() == code && ReasonOf(arg) == reason;
}

MATCHER(Succeeds, "is OK") {
  *result_listener << "code " << arg.error_code() << ": " << arg.error_message();
  return arg.ok();
}

// From supplier 1 to the retailer.
v1::SubmitRequest MakeComplaint(const std::string& number, std::string_view text = "not known");

}  // namespace headwater::rpc
