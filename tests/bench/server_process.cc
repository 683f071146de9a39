#include "bench/server_process.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/channel.h"
#include "bench/order_source.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/error.h"
#include "support/documents.h"
#include "support/keys.h"
#include "support/test_store.h"

namespace headwater::bench {
namespace {

constexpr absl::Duration kStartPatience = absl::Seconds(20);

// Its other files are beside `path`.
absl::StatusOr<std::unique_ptr<ServerProcess>> ServeFloorAt(Place& place, const std::string& path,
                                                            const std::vector<std::string>& more,
                                                            const std::string& database) {
  std::vector<std::string> arguments = {std::filesystem::read_symlink("/proc/self/exe"),
                                        "serve-floor",
                                        "--certs",
                                        place.certificates(),
                                        "--port-file",
                                        path + ".port"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return ServerProcess::Start(std::move(arguments), path + ".port", path + ".log", database);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServerProcess>> ServerProcess::Start(
    std::vector<std::string> arguments, const std::string& port_file, const std::string& log,
    const std::string& database) {
  std::unique_ptr<ServerProcess> server(new ServerProcess(std::move(arguments), log));
  server->database_ = database;
  server->child_.Start();
  const absl::Time end = absl::Now() + kStartPatience;
  while (absl::Now() < end && !std::filesystem::exists(port_file)) {
    if (const int status = server->child_.Wait(0); status >= 0) break;
    absl::SleepFor(absl::Milliseconds(10));
  }
  std::ifstream(port_file) >> server->port_;
  if (!server->port_.empty()) return server;
  return absl::UnavailableError(absl::StrCat("a server did not start: ", server->child_.Log()));
}

absl::Status ServerProcess::Stop() {
  constexpr int kPatienceSeconds = 30;
  child_.Interrupt();
  const int status = child_.Wait(kPatienceSeconds);
  if (status == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("a server ended with ", status, ": ", child_.Log()));
}

absl::StatusOr<std::unique_ptr<ServerProcess>> ServeHub(Place& place, const std::string& path) {
  const std::string files = place.NewPath("serve");
  return ServerProcess::Start(
      {HEADWATER_BINARY, "serve", "--store",
       absl::StartsWith(path, "postgresql:") ? path : absl::StrCat("sqlite:", path), "--listen",
       "127.0.0.1:0", "--certs", place.certificates(), "--retailer", test::Retailer().ToString(),
       "--port-file", files + ".port", "--end-with-stdin"},
      files + ".port", files + ".log", path);
}

absl::StatusOr<std::unique_ptr<ServerProcess>> StartHub(Place& place, const std::string& url) {
  ASSIGN_OR_RETURN(auto hub, ServeHub(place, url.empty() ? place.NewPath("hub") + ".db" : url));
  RETURN_IF_ERROR(SubmitAll(OpeningDocuments(), hub->target(), place.retailer()));
  return hub;
}

absl::Status SubmitAll(const std::vector<v1::Document>& documents, const std::string& target,
                       const base::TlsIdentity& tls) {
  const auto stub = v1::ExchangeService::NewStub(OpenChannel(target, tls));
  grpc::ClientContext context;
  const auto stream = stub->SubmitStream(&context);
  v1::SubmitStreamRequest request;
  v1::SubmitStreamResponse response;
  // Fewer than the hub lets be unanswered.
  constexpr size_t kUnanswered = 128;
  size_t answered = 0;
  for (size_t sent = 0; answered < documents.size();) {
    if (sent < documents.size() && sent - answered < kUnanswered) {
      request.mutable_submit()->set_request_id(test::NextUuid());
      *request.mutable_submit()->mutable_document() = documents[sent++];
      if (stream->Write(request)) continue;
    } else if (stream->Read(&response)) {
      if (response.has_error()) {
        return absl::InternalError(
            absl::StrCat("the hub refused a document: ", response.error().message()));
      }
      ++answered;
      continue;
    }
    return absl::UnavailableError(
        absl::StrCat("the stream to the hub broke: ", stream->Finish().error_message()));
  }
  stream->WritesDone();
  const grpc::Status ended = stream->Finish();
  if (ended.ok()) return absl::OkStatus();
  return absl::UnavailableError(ended.error_message());
}

absl::StatusOr<std::unique_ptr<ServerProcess>> StartFloor(Place& place, FloorKind kind,
                                                          const std::string& replay) {
  const std::string path = place.NewPath("floor");
  if (kind == FloorKind::kOrders) {
    return ServeFloorAt(place, path, {"--database", path + ".db"}, path + ".db");
  }
  std::vector<std::string> more;
  if (kind == FloorKind::kSync) more.insert(more.end(), {"--sync", path + ".sync"});
  if (!replay.empty()) more.insert(more.end(), {"--replay", replay});
  return ServeFloorAt(place, path, more, "");
}

absl::StatusOr<std::unique_ptr<ServerProcess>> StartFloorOn(Place& place, const std::string& url) {
  return ServeFloorAt(place, place.NewPath("floor"), {"--database", url}, url);
}

}  // namespace headwater::bench
