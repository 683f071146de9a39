// A server under measurement, in a process of its own: the hub, or a floor.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/peers/process_tree.h"
#include "bench/place.h"
#include "headwater/v1/document.pb.h"
#include "support/child.h"

namespace headwater::bench {

// Ends with this object.
class ServerProcess {
 public:
  // `arguments` makes a server that writes its port into `port_file` and keeps its rows in
  // `database`, or keeps none; waits for it.
  // UNAVAILABLE with the server's own words when it does not come.
  static absl::StatusOr<std::unique_ptr<ServerProcess>> Start(std::vector<std::string> arguments,
                                                              const std::string& port_file,
                                                              const std::string& log,
                                                              const std::string& database);
  std::string target() const { return "127.0.0.1:" + port_; }
  // Its file; empty where it has none.
  const std::string& database() const { return database_; }
  pid_t pid() const { return child_.pid(); }  // 0 once it has ended
  // What it has spent so far.
  absl::Duration cpu() const { return child_.Cpu(); }
  // Ends it in order, as at its destructor. The error of one that does not end well.
  absl::Status Stop();
  int64_t written() const { return WrittenBy(child_.pid()); }  // bytes

 private:
  ServerProcess(std::vector<std::string> arguments, const std::string& log)
      : child_(std::move(arguments), log) {}

  test::Child child_;
  std::string database_;
  std::string port_;
};

// `headwater serve` on a new database that knows what the orders need (OpeningDocuments), or on
// the empty one of a URL.
absl::StatusOr<std::unique_ptr<ServerProcess>> StartHub(Place& place, const std::string& url = "");
// The same on the database at `path`, as it is, or a new one; or on the one of a URL of
// PostgreSQL. It knows nothing else.
absl::StatusOr<std::unique_ptr<ServerProcess>> ServeHub(Place& place, const std::string& path);

// On one stream, as the retailer, so that thousands take a second and not a minute. The
// error of the first that is refused.
absl::Status SubmitAll(const std::vector<v1::Document>& documents, const std::string& target,
                       const base::TlsIdentity& tls);

// This program as a floor: see floor_server.h. An echo, one that syncs a file before it
// answers, or one with a new database. `replay`
// is a file of WriteFeed, or empty.
enum class FloorKind { kEcho, kSync, kOrders };
absl::StatusOr<std::unique_ptr<ServerProcess>> StartFloor(Place& place, FloorKind kind,
                                                          const std::string& replay = "");
// One with the orders in the empty database of a URL of PostgreSQL.
absl::StatusOr<std::unique_ptr<ServerProcess>> StartFloorOn(Place& place, const std::string& url);

}  // namespace headwater::bench
