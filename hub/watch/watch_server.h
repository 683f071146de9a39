// The listener for those who watch the hub: HTTP with /metrics and /healthz, apart from the
// suppliers' port. It has no TLS and no password, so it belongs on loopback or on a network
// of the operator's own.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/watch/health_page.h"

namespace headwater::watch {

// Requests that are answered at the same time, and those that wait for it; more wait in the
// system's backlog.
inline constexpr int kWatchThreads = 2;
inline constexpr int kWatchWaitingMax = 16;
// A request has no body.
inline constexpr size_t kWatchBodyBytesMax = 1024;
// For a client to send its request, and to take its answer.
inline constexpr absl::Duration kWatchPatience = absl::Seconds(5);

// "ADDRESS:PORT", or a port alone for 127.0.0.1.
struct WatchAddress {
  std::string host;
  int port = 0;  // 0: a free one
  // Whether only programs of this machine reach it.
  bool loopback = true;
};
// INVALID_ARGUMENT for what is no address in numbers: a name could lead anywhere.
absl::StatusOr<WatchAddress> ParseWatchAddress(std::string_view text);

// Called on the threads of the server, several at a time.
struct WatchPages {
  std::function<absl::StatusOr<std::string>()> metrics;
  std::function<HealthPage()> health;
};

// Thread-safe.
class WatchServer {
 public:
  // Listens once this returns. FAILED_PRECONDITION when the address cannot be listened on.
  static absl::StatusOr<std::unique_ptr<WatchServer>> Start(const WatchAddress& address,
                                                            WatchPages pages);
  virtual ~WatchServer() = default;
  virtual int port() const = 0;
};

}  // namespace headwater::watch
