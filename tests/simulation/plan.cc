#include "simulation/plan.h"

namespace headwater::simulation {

Plan DrawPlan(base::Random& random) {
  const auto one_in = [&random](uint64_t n) { return random.Below(n) == 0; };
  Plan plan;
  plan.length = absl::Seconds(random.Between(8, 25));
  plan.from_nothing = one_in(12);
  if (one_in(3)) plan.group_size_max = static_cast<size_t>(random.Between(1, 4));
  if (one_in(8)) plan.waiting_max = static_cast<size_t>(random.Between(1, 6));
  if (!one_in(8)) plan.crash_every = absl::Milliseconds(random.Between(1500, 9000));
  plan.kills = random.Below(70);
  plan.stops = random.Below(20);
  if (!one_in(4)) plan.network.lost = random.Below(80);
  if (!one_in(4)) plan.network.doubled = random.Below(150);
  if (!one_in(3)) plan.network.late = random.Below(60);
  if (one_in(2)) {
    plan.disk_faults_every = absl::Milliseconds(random.Between(2000, 9000));
    if (one_in(3)) plan.disk.failed_reads = random.Below(60'000);
    if (one_in(3)) plan.disk.failed_writes = random.Below(60'000);
    if (!one_in(3)) plan.disk.failed_syncs = random.Below(300'000);
    plan.disk.full = one_in(4);
  }
  if (one_in(2)) plan.clock_jump_max = absl::Seconds(random.Between(1, 3600));
  if (one_in(2)) plan.skew_max = absl::Seconds(random.Between(1, 900));
  plan.parties_crash = one_in(2);
  return plan;
}

}  // namespace headwater::simulation
