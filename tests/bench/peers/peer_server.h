// A peer's server, started for one measurement with settings of its own: on loopback, under
// mutual TLS with the bench's certificates, its files beside the hub's databases.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/peers/protocol.h"
#include "bench/place.h"
#include "support/child.h"

namespace headwater::bench {

// Ends with this object, and also when this process is killed: it runs under a Guard.
class PeerServer {
 public:
  ~PeerServer();
  PeerServer(const PeerServer&) = delete;
  PeerServer& operator=(const PeerServer&) = delete;

  int port() const { return port_; }
  // What it and all that it started have spent so far.
  absl::Duration cpu() const;
  int64_t written() const;  // bytes

 private:
  friend class PeerStarter;
  explicit PeerServer(int port) : port_(port) {}

  const int port_;
  std::vector<std::unique_ptr<test::Child>> guards_;  // in the order of their start
};

struct Peer {
  std::string_view name;
  std::string_view package;  // Debian's
  std::string_view program;
  std::unique_ptr<PeerProtocol> (*protocol)(int connection);
  // UNAVAILABLE with the server's own words when it does not come.
  absl::StatusOr<std::unique_ptr<PeerServer>> (*start)(Place& place);
};

const std::vector<Peer>& AllPeers();

// FAILED_PRECONDITION names what is missing and how to install it.
absl::Status CheckPeersInstalled();

}  // namespace headwater::bench
