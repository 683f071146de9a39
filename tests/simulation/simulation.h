// One run: the hub below gRPC, its suppliers, the retailer and the network between them, in
// one thread and on virtual time. Every choice and every fault comes from the seed, so that
// the seed alone gives the same run again.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "headwater/v1/exchange.pb.h"
#include "simulation/disk.h"
#include "simulation/network.h"
#include "simulation/witness.h"

namespace headwater::simulation {

struct RunCounts {
  int64_t steps = 0;
  int64_t power_losses = 0;
  int64_t kills = 0;
  int64_t stops = 0;
  int64_t sealed = 0;  // times that the hub stopped taking writes
  int64_t failed_starts = 0;
  int64_t clock_jumps = 0;
  int64_t party_crashes = 0;
  int64_t documents = 0;  // in the end
  WitnessCounts witness;
  DiskCounts disk;
  NetworkCounts network;

  void Add(const RunCounts& other);
};

struct RunResult {
  // Empty where all was as it has to be.
  std::string violation;
  std::deque<std::string> last_steps;
  // The same for two runs of a seed, and of two runs that differ hardly ever.
  uint32_t trace_hash = 0;
  RunCounts counts;
};

// A world whose parties have stated all that trade needs, for runs to begin with.
struct OpenedWorld {
  Disk::Files files;
  struct Said {
    base::Gln party;
    v1::SubmitRequest request;
    v1::Receipt receipt;
  };
  std::vector<Said> said;
  std::map<base::Gln, int64_t> acknowledged;
};

// `folder` is a real one, for locks alone. One run at a time in a process, as the disk is
// SQLite's in all of it. The opening is made with no fault; aborts when the hub takes it not.
OpenedWorld OpenWorld(const std::string& folder);
RunResult Run(uint64_t seed, const OpenedWorld& opened, const std::string& folder);

}  // namespace headwater::simulation
