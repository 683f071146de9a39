// The machine that the hub runs on: all rooms below gRPC on a disk in memory, worked step by
// step; it is started, stopped, killed and loses power.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "hub/base/clock.h"
#include "hub/exchange/exchange.h"
#include "hub/exchange/registry.h"
#include "hub/exchange/replay.h"
#include "hub/partners/parties.h"
#include "hub/store/database.h"
#include "hub/store/queue_steps.h"
#include "hub/store/schema.h"
#include "simulation/disk.h"
#include "simulation/trace.h"

namespace headwater::simulation {

struct HubMachineOptions {
  // In a folder that is there: the lock beside it is a real file.
  std::string path;
  // As small as a run needs to fill them.
  size_t group_size_max = 512;
  size_t waiting_max = 4096;
};

// Not thread-safe.
class HubMachine {
 public:
  // All outlive it. The disk is mounted.
  HubMachine(Disk& disk, const base::Clock& clock, Trace& trace, HubMachineOptions options);
  ~HubMachine();

  // Opens the database and the exchange. An error leaves it down.
  absl::Status Start();
  // Ends all that runs. What still waits is finished first: after a crash, by ghosts.
  void End();

  bool up() const { return exchange_ != nullptr; }
  // Counts the starts. What began in one life is not answered in another.
  int64_t life() const { return life_; }
  // Whether what the hub says at this moment is heard: it runs, and has not crashed.
  bool speaks(int64_t life) const { return up() && life == life_ && !disk_.crashed(); }

  // One step of the writer or of the reporter; false when there is none.
  bool StepWriter();
  bool StepReporter() { return steps_.Report(); }

  exchange::Exchange& exchange() { return *exchange_; }
  store::Database& database() { return *database_; }

  // The whole database: verify, a rebuild in its place, or an error. The machine is up, and
  // does nothing else meanwhile.
  absl::Status Verify();
  absl::Status Rebuild();

 private:
  exchange::ReplayParts Parts() const;

  Disk& disk_;
  const base::Clock& clock_;
  Trace& trace_;
  const HubMachineOptions options_;
  const exchange::Registry registry_;
  const std::vector<store::Schema> schemas_;
  const partners::Parties parties_;
  store::QueueSteps steps_;
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<exchange::Exchange> exchange_;
  int64_t life_ = 0;
};

}  // namespace headwater::simulation
