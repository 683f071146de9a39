// All that takes part in one run, and what befalls it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hub/base/manual_clock.h"
#include "hub/base/random.h"
#include "simulation/disk.h"
#include "simulation/front_desk.h"
#include "simulation/hub_machine.h"
#include "simulation/network.h"
#include "simulation/party.h"
#include "simulation/plan.h"
#include "simulation/simulation.h"
#include "simulation/timeline.h"
#include "simulation/trace.h"
#include "simulation/witness.h"

namespace headwater::simulation {

// Not thread-safe; one at a time.
class World {
 public:
  // Without a world that is opened, nothing goes wrong. `opened` outlives it.
  World(uint64_t seed, const OpenedWorld* opened, const std::string& folder);
  ~World();

  // The hub is started, the opening is told where it has to be, the parties trade through
  // their faults; then these end, and all that was begun is brought to an end and checked.
  void Run();

  // For making an opened world: as Run, without trade and faults.
  OpenedWorld RunOpening();

  RunResult Result() const;

 private:
  // Goes on until `until`, or something is wrong.
  void Live(absl::Time until);
  void LiveUntilSettled();
  void Step();
  // What the last step did to the hub's machine.
  void Aftermath();

  void StartHub();
  void StartHubSoon();
  void EndHub(const char* how);
  void WorkSoon();
  void WorkHub();
  void CheckHub();
  void FinalCheck();

  void BeginParties();
  void TellOpening(size_t next);
  bool Settled() const;

  void CrashSometime();
  // Now, with one of the next operations of the disk, or as an orderly stop.
  void CrashHub();
  void CrashNow();
  Crash DrawCrash();
  void DiskFaultsSometime();
  void ClockJumpsSometime();
  void PartyCrashesSometime();
  absl::Duration Around(absl::Duration mean);

  base::SeededRandom random_;
  base::SeededRandom disk_random_;
  const Plan plan_;
  const OpenedWorld* const opened_;
  Timeline timeline_;
  base::ManualClock clock_;
  absl::Duration hub_skew_;
  Trace trace_;
  Disk disk_;
  Witness witness_;
  Network network_;
  HubMachine machine_;
  FrontDesk desk_;
  std::vector<std::string> ids_;
  std::vector<std::unique_ptr<Party>> parties_;
  RunCounts counts_;

  bool troubles_ = true;  // faults still come
  bool starting_ = false;
  bool work_due_ = false;
  bool worked_ = false;  // the last step of the hub found something to do
  bool seal_seen_ = false;
  bool opening_told_ = false;
};

}  // namespace headwater::simulation
