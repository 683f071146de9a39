#include "cli/served_store.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "adapters/client/grpc_door.h"
#include "hub/base/check.h"

namespace headwater::cli {
namespace {

constexpr absl::Duration kCallTimeout = absl::Seconds(20);
constexpr int kPageSize = 1000;

}  // namespace

std::unique_ptr<client::Connection> ConnectRetailer(const LiveHub& world,
                                                    const std::string& address) {
  auto opened = client::Connection::Open({.target = address,
                                          .tls = {.authority = world.Path("certs/ca.pem"),
                                                  .certificate = world.Path("certs/retailer.pem"),
                                                  .key = world.Path("certs/retailer.key")}},
                                         absl::Now());
  HW_CHECK(opened.ok()) << opened.status().ToString();
  return *std::move(opened);
}

std::vector<v1::Event> EventsOf(const client::Connection& connection) {
  std::vector<v1::Event> events;
  v1::ListEventsRequest request;
  request.set_page_size(kPageSize);
  v1::ListEventsResponse response;
  do {
    request.set_after_sequence(response.through_sequence());
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallTimeout));
    connection.Attend();
    const grpc::Status listed = connection.exchange().ListEvents(&context, request, &response);
    HW_CHECK(listed.ok()) << listed.error_message();
    events.insert(events.end(), response.events().begin(), response.events().end());
  } while (response.through_sequence() < response.head_sequence());
  return events;
}

ServedStore::ServedStore(LiveHub& world, std::string store) {
  const std::string port_file = world.Path("port-of-another");
  std::filesystem::remove(port_file);
  server_ = world.Program({"/usr/bin/env", "-C", world.Path(""), HEADWATER_BINARY, "serve",
                           "--store", std::move(store), "--listen", "127.0.0.1:0", "--certs",
                           world.Path("certs"), "--port-file", port_file});
  server_->Start();
  HW_CHECK(world.Until([&] { return static_cast<bool>(std::ifstream(port_file) >> port_); }))
      << "the hub does not begin to serve: " << server_->Log();
  connection_ = ConnectRetailer(world, address());
}

std::string ServedStore::address() const { return absl::StrCat("127.0.0.1:", port_); }

client::Answer ServedStore::Submit(const v1::SubmitRequest& request) {
  connection_->Attend();
  return client::GrpcDoor(*connection_).Submit(request, kCallTimeout);
}

void ServedStore::Stop() {
  server_->Interrupt();
  HW_CHECK(server_->Wait(kSecondsMax) == 0) << server_->Log();
}

Ended RunCommand(LiveHub& world, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"/usr/bin/env", "-C", world.Path(""), HEADWATER_BINARY});
  const auto command = world.Program(std::move(arguments));
  command->Start();
  const int exit = command->Wait(kSecondsMax);
  return {.exit = exit, .output = command->Log()};
}

}  // namespace headwater::cli
