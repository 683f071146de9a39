// A hub: the rooms on one database behind one port.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "hub/base/clock.h"
#include "hub/base/gs1.h"
#include "hub/base/tls_identity.h"
#include "hub/watch/event_log.h"

namespace headwater {

struct HubOptions {
  std::string store;
  // "host:port"; port 0 takes a free one.
  std::string listen;
  base::TlsFiles tls;
  // Needed for a new database.
  std::optional<base::Gln> retailer;
  // "ADDRESS:PORT" of the listener for metrics and health; none where empty. See
  // watch/watch_server.h.
  std::string metrics;
  // Gets a line for each document at its level debug. Outlives the hub; may be null.
  watch::EventLog* log = nullptr;
  // Called once, from any thread, when the store has stopped taking writes.
  std::function<void(const absl::Status&)> sealed;
};

class Hub {
 public:
  // Serves once this returns. `clock` outlives it.
  static absl::StatusOr<std::unique_ptr<Hub>> Start(const HubOptions& options,
                                                    const base::Clock& clock);
  virtual ~Hub() = default;

  virtual int port() const = 0;
  // Of the listener for metrics; 0 without one.
  virtual int metrics_port() const = 0;
  virtual base::Gln retailer() const = 0;
  // Ends the streams, finishes what was taken, waits at most `patience` for it.
  virtual void Drain(absl::Duration patience) = 0;
};

}  // namespace headwater
