#include "bench/floor_server.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/floor_feed.h"
#include "bench/floor_submit.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr int kCallsPosted = 256;

struct Listening {
  v1::ExchangeService::AsyncService service;
  std::unique_ptr<grpc::ServerCompletionQueue> queue;
  std::unique_ptr<grpc::Server> server;
  int port = 0;
};

absl::Status Listen(const base::TlsIdentity& tls, Listening& listening) {
  grpc::SslServerCredentialsOptions credentials(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  credentials.pem_root_certs = tls.authority;
  credentials.pem_key_cert_pairs.push_back({tls.key, tls.certificate});
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::SslServerCredentials(credentials), &listening.port);
  builder.RegisterService(&listening.service);
  listening.queue = builder.AddCompletionQueue();
  listening.server = builder.BuildAndStart();
  if (listening.server != nullptr) return absl::OkStatus();
  return absl::UnavailableError("the floor's server cannot listen");
}

// What listens to a feed gets each group as one message, as the hub sends it.
void PushGroup(const std::vector<FloorSubmit*>& group, FloorFeed& feed) {
  if (!feed.has_streams()) return;
  auto message = std::make_shared<v1::SubscribeResponse>();
  for (const FloorSubmit* call : group) {
    *message->add_events()->mutable_document() = call->request().document();
  }
  feed.Push(message);
}

void EndWithInput() {
  std::thread([] {
    char byte = 0;
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
    std::_Exit(0);  // whoever measures is gone: nothing here is worth an orderly end
  }).detach();
}

void WritePort(const std::string& path, int port) {
  const std::string next = absl::StrCat(path, ".new");
  std::ofstream(next) << port << "\n";
  std::filesystem::rename(next, path);
}

}  // namespace

absl::Status ServeFloor(const FloorServerOptions& options) {
  std::vector<FeedMessage> replay;
  if (!options.replay.empty()) {
    ASSIGN_OR_RETURN(replay, ReadFeed(options.replay));
  }
  FloorFeed feed(std::move(replay));
  std::unique_ptr<FloorWriter> writer;
  if (!options.database.empty()) {
    ASSIGN_OR_RETURN(auto orders, FloorOrders::Create(options.database));
    writer = std::make_unique<FloorWriter>(
        std::move(orders),
        [&feed](const std::vector<FloorSubmit*>& group) { PushGroup(group, feed); });
  }
  std::unique_ptr<SyncFile> sync;
  if (!options.sync.empty()) {
    ASSIGN_OR_RETURN(sync, SyncFile::Create(options.sync));
  }
  Listening listening;
  RETURN_IF_ERROR(Listen(options.tls, listening));
  std::vector<std::unique_ptr<FloorSubmit>> calls;
  for (int i = 0; i < kCallsPosted; ++i) {
    calls.push_back(std::make_unique<FloorSubmit>(listening.service, *listening.queue, writer.get(),
                                                  sync.get()));
  }
  new FloorStream(listening.service, *listening.queue, feed);  // deletes itself
  EndWithInput();
  WritePort(options.port_file, listening.port);
  void* tag = nullptr;
  bool ok = false;
  while (listening.queue->Next(&tag, &ok)) static_cast<FloorCall*>(tag)->Ready(ok);
  return absl::InternalError("the floor's queue has ended");
}

}  // namespace headwater::bench
