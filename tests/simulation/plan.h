// What goes wrong in a run, and how often: each seed has its own, so that some runs know one
// sort of fault alone and some know all.
#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "hub/base/random.h"
#include "simulation/disk.h"
#include "simulation/network.h"

namespace headwater::simulation {

struct Plan {
  // How long the parties trade.
  absl::Duration length;
  // Begins with an empty disk, and opens the world through the same faults.
  bool from_nothing = false;
  // Works in one transaction, and waiting, at most.
  size_t group_size_max = 512;
  size_t waiting_max = 4096;
  // Between one crash and the next, on average; zero for none.
  absl::Duration crash_every;
  // Of the crashes, in a hundred: those that kill the hub alone, and orderly stops.
  uint64_t kills = 0;
  uint64_t stops = 0;
  NetworkFaults network;
  // Come for a while and go.
  DiskFaults disk;
  absl::Duration disk_faults_every;
  // Jumps of the hub's clock, forth and back; zero for none.
  absl::Duration clock_jump_max;
  // How far the parties' clocks are off.
  absl::Duration skew_max;
  bool parties_crash = false;
};

Plan DrawPlan(base::Random& random);

}  // namespace headwater::simulation
