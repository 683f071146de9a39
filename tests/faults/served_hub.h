// `headwater serve`, the program as its users run it, which can be killed and started again.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "bench/place.h"
#include "support/child.h"

namespace headwater::faults {

struct ServedHubOptions {
  std::string store;  // for --store
  // "NAME=VALUE", for this process alone.
  std::vector<std::string> environment;
  // "ADDRESS:PORT" to listen on; a free port of loopback where not given.
  std::string listen = "127.0.0.1:0";
};

// Not thread-safe. Killed at its end. `place` outlives it.
class ServedHub {
 public:
  ServedHub(bench::Place& place, ServedHubOptions options);

  // Begins to start it, and does not wait.
  void Begin();
  // Waits until it serves. UNAVAILABLE with its own words when it does not.
  absl::Status AwaitServing();
  absl::Status Start();
  // kill -9.
  void Kill();
  // In order, as Ctrl-C does. INTERNAL with its words when it does not end well.
  absl::Status Stop();
  // In order; whatever it says at its end. The exit status, or -1 when it does not end.
  int End();

  // "host:port" since it serves.
  const std::string& target() const { return target_; }
  // "http://host:port" of metrics and health, since it serves.
  const std::string& watch() const { return watch_; }
  // What it wrote since it was started the last time.
  std::string Log() const { return child_->Log().substr(logged_before_); }

  // `headwater verify` finds nothing, and `headwater rebuild` no table that is not as it was.
  // The hub has ended. DATA_LOSS with what they say.
  absl::Status VerifyAndRebuild();

 private:
  // `headwater COMMAND` on the store; it is to end with 0 and to say this.
  absl::Status RunOffline(const std::string& command, const std::string& saying);

  bench::Place& place_;
  const ServedHubOptions options_;
  const std::string files_;
  std::unique_ptr<test::Child> child_;
  size_t logged_before_ = 0;  // in earlier lives
  std::string target_;
  std::string watch_;
};

}  // namespace headwater::faults
