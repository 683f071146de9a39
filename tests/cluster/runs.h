// A cluster under load while its parts fail: hubs that die and come, connections that are cut, a
// server that is restarted, or lost for a standby.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace headwater::test {

struct RunOptions {
  // Short, since it holds a socket, and on the disk that is to be used; made, and taken away.
  std::string folder;
  uint64_t seed = 0;
  int suppliers = 24;
  // No fault begins after it. Zero: each kind of fault once, in order.
  absl::Duration duration;
  // Between two faults.
  int64_t receipts_between_min = 0;
  int64_t receipts_between_max = 0;
};

struct RunReport {
  struct Fault {
    std::string what;
    // The longest time in which no client got a receipt, until the next fault.
    absl::Duration pause;
  };
  std::vector<Fault> faults;
  int64_t receipts = 0;
  int64_t events = 0;
  int64_t moves = 0;  // of followers to another hub
  absl::Duration elapsed;
  std::string verified;
  // What must never be: empty when all is well.
  std::vector<std::string> violations;

  std::string ToString() const;
};

// Kills and adds hubs, cuts connections, restarts the server in order and at once.
RunReport RunWithFaults(const RunOptions& options);

// Loses the primary so many times, each time for a standby that has all that was committed.
RunReport RunWithFailovers(const RunOptions& options, int failovers);

}  // namespace headwater::test
