// Kills a hub under full load, again and again, and holds it to its word after each kill.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace headwater::faults {

struct KillRunOptions {
  int kills = 500;
  uint64_t seed = 1;
  // Made for the run. Goes with it, unless something is wrong.
  std::string folder;
  // --store of the hub.
  std::string store;
  // A life ends after so many receipts at most, from 1 on, as the seed says.
  int64_t receipts_of_life_max = 1200;
  // Gets lines of progress.
  std::function<void(const std::string&)> progress;
};

struct KillRunReport {
  int64_t kills = 0;           // under load
  int64_t kills_at_start = 0;  // of a hub that had not begun to serve
  int64_t receipts = 0;
  int64_t in_doubt = 0;     // sent before a kill and not answered by it
  absl::Duration took;      // without the last look at everything
  absl::Duration starting;  // of it, until the hub served
  absl::Duration checking;
  absl::Duration last_look;

  std::string ToString() const;
};

// DATA_LOSS with what is wrong where a receipt was not honoured or a feed is not exactly 1 to N;
// the error of what failed otherwise. Keeps the folder then.
absl::StatusOr<KillRunReport> RunKills(const KillRunOptions& options);

}  // namespace headwater::faults
