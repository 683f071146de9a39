// Hears what transactions of any process told by NOTIFY when they were committed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace headwater::store {

struct PostgresListenerOptions {
  // As PostgresOptions has it.
  std::string url;
  // A name of SQL.
  std::string channel;
  // The callbacks run on the listener's thread; nothing is heard until they return.
  //
  // It listens, for the first time or anew: what was told before was not heard. After an error it
  // is as if the connection had been lost.
  std::function<absl::Status()> listening;
  std::function<void(std::string_view payload)> heard;
  // The connection was lost or cannot be made; it goes on trying.
  std::function<void(const absl::Status&)> lost;
  absl::Duration pause_before_retry = absl::Seconds(1);
};

// Has a thread and a connection of its own.
class PostgresListener {
 public:
  explicit PostgresListener(PostgresListenerOptions options);
  // Waits for a callback that runs, and for an attempt to connect (ten seconds at most).
  ~PostgresListener();
  PostgresListener(const PostgresListener&) = delete;
  PostgresListener& operator=(const PostgresListener&) = delete;

 private:
  struct State;
  const std::unique_ptr<State> state_;
};

}  // namespace headwater::store
