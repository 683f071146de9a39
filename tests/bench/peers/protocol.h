// One connection's side of a peer's protocol: bytes to send and bytes that came, without the
// connection. What is spoken is no more than durable publishing needs.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace headwater::bench {

// Not thread-safe. After an error the connection is of no use.
class PeerProtocol {
 public:
  virtual ~PeerProtocol() = default;

  // The server speaks first, in plain text up to and with these bytes, and TLS begins after
  // them. Empty: TLS begins at once.
  virtual std::string_view plain_greeting_end() const { return ""; }

  // Appends to `out` what opens the conversation and makes the place for the messages, which
  // may be there already.
  virtual void Begin(std::string& out) = 0;
  // Whether messages can be published.
  virtual bool ready() const = 0;

  // Takes the whole messages of the server from the front of `in` and appends the answers that
  // it awaits to `out`, the numbers of the publishes that it has confirmed to `confirmed`.
  // The first publish has number 0. UNKNOWN with the server's words where it refuses.
  virtual absl::Status Receive(std::string& in, std::string& out,
                               std::vector<uint64_t>& confirmed) = 0;
  // Only when ready.
  virtual void Publish(std::string_view payload, std::string& out) = 0;

  // Asks how many messages are stored, from all connections; only when every publish is
  // confirmed. `stored` has the answer once it came.
  virtual void AskStored(std::string& out) = 0;
  std::optional<int64_t> stored() const { return stored_; }

 protected:
  std::optional<int64_t> stored_;
};

// `connection` differs between the connections of one load.
std::unique_ptr<PeerProtocol> MakeJetStream(int connection);
std::unique_ptr<PeerProtocol> MakeRabbitMq(int connection);
std::unique_ptr<PeerProtocol> MakeRedis(int connection);

}  // namespace headwater::bench
