#include "simulation/simulation.h"

#include "simulation/world.h"

namespace headwater::simulation {

void RunCounts::Add(const RunCounts& other) {
  steps += other.steps;
  power_losses += other.power_losses;
  kills += other.kills;
  stops += other.stops;
  sealed += other.sealed;
  failed_starts += other.failed_starts;
  clock_jumps += other.clock_jumps;
  party_crashes += other.party_crashes;
  documents += other.documents;
  witness.calls += other.witness.calls;
  witness.receipts += other.witness.receipts;
  witness.refusals += other.witness.refusals;
  witness.dry_runs += other.witness.dry_runs;
  witness.events += other.witness.events;
  disk.reads += other.disk.reads;
  disk.writes += other.disk.writes;
  disk.syncs += other.disk.syncs;
  disk.failed_reads += other.disk.failed_reads;
  disk.failed_writes += other.disk.failed_writes;
  disk.failed_syncs += other.disk.failed_syncs;
  disk.refused_for_room += other.disk.refused_for_room;
  disk.torn_sectors += other.disk.torn_sectors;
  network.sent += other.network.sent;
  network.lost += other.network.lost;
  network.doubled += other.network.doubled;
  network.late += other.network.late;
}

OpenedWorld OpenWorld(const std::string& folder) {
  return World(/*seed=*/0, nullptr, folder).RunOpening();
}

RunResult Run(uint64_t seed, const OpenedWorld& opened, const std::string& folder) {
  World world(seed, &opened, folder);
  world.Run();
  return world.Result();
}

}  // namespace headwater::simulation
