#include "simulation/simulation.h"

#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "simulation/disk_vfs.h"
#include "simulation/hub_machine.h"
#include "simulation/timeline.h"
#include "support/documents.h"
#include "support/test_hub.h"

namespace headwater::simulation {
namespace {

class SimulationTest : public testing::Test {
 protected:
  static const test::TempFolder& Folder() {
    static const test::TempFolder folder;
    return folder;
  }
  static const OpenedWorld& Opened() {
    static const OpenedWorld& opened = *new OpenedWorld(OpenWorld(Folder().File("")));
    return opened;
  }
  static RunResult RunSeed(uint64_t seed) {
    return simulation::Run(seed, Opened(), Folder().File(""));
  }
};

TEST_F(SimulationTest, ASeedGivesTheSameRunAgain) {
  for (const uint64_t seed : {3, 7, 12}) {
    const RunResult first = RunSeed(seed);
    RunSeed(seed + 100);
    const RunResult second = RunSeed(seed);
    EXPECT_EQ(first.trace_hash, second.trace_hash) << "seed " << seed;
    EXPECT_EQ(first.counts.steps, second.counts.steps) << "seed " << seed;
  }
  EXPECT_NE(RunSeed(3).trace_hash, RunSeed(4).trace_hash);
}

TEST_F(SimulationTest, NoSeedOfTheFirst200FindsAFault) {
  RunCounts counts;
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const RunResult result = RunSeed(seed);
    ASSERT_EQ(result.violation, "") << "replay: simulation --seed " << seed << "\n"
                                    << absl::StrJoin(result.last_steps, "\n");
    counts.Add(result.counts);
  }
  // A run in which nothing happens finds nothing.
  EXPECT_GT(counts.documents, 5000);
  EXPECT_GT(counts.power_losses, 100);
  EXPECT_GT(counts.kills, 50);
  EXPECT_GT(counts.sealed, 20);
  EXPECT_GT(counts.disk.failed_syncs, 10);
  EXPECT_GT(counts.disk.torn_sectors, 500);
  EXPECT_GT(counts.network.lost, 500);
  EXPECT_GT(counts.network.doubled, 500);
  EXPECT_GT(counts.witness.refusals, 1000);
  EXPECT_GT(counts.witness.dry_runs, 100);
}

// What each found:
//   8390   a start that failed checkpointed as it closed; the disk was full, SQLite passed over the
//          error of the write, and deleted the log
TEST_F(SimulationTest, SeedsThatFoundAFaultFindItNoMore) {
  for (const uint64_t seed : {8390}) {
    const RunResult result = RunSeed(seed);
    EXPECT_EQ(result.violation, "") << "replay: simulation --seed " << seed << "\n"
                                    << absl::StrJoin(result.last_steps, "\n");
  }
}

// A sync fails, and the hub is started anew while the system still has in its memory what it
// has never written. What it recovers from there it must have made durable before it answers.
TEST_F(SimulationTest, AStartMakesDurableWhatItRecovers) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    base::SeededRandom random(seed);
    const base::ManualClock clock(test::TestStart());
    const Timeline timeline(test::TestStart());
    Trace trace(timeline);
    Disk disk(random);
    disk.Fill(Opened().files);  // which has a disk of its own when it is asked first
    MountDisk(disk, random, clock);
    HubMachine machine(disk, clock, trace, {.path = Folder().File("") + "/hub.db"});
    ASSERT_TRUE(machine.Start().ok());
    v1::SubmitRequest request =
        test::MakeRequest(test::Complaint("C-1", test::Supplier(1), test::Retailer()));
    const exchange::Caller caller{test::Supplier(1), exchange::Role::kSupplier};
    absl::StatusOr<v1::Receipt> answer = absl::UnknownError("no answer");
    const auto submit = [&] {
      machine.exchange().Submit(caller, request,
                                [&](absl::StatusOr<v1::Receipt> said) { answer = said; });
      while (machine.StepWriter() || machine.StepReporter()) {
      }
    };
    disk.set_faults({.failed_syncs = 1'000'000});
    submit();
    ASSERT_FALSE(answer.ok());
    ASSERT_FALSE(machine.exchange().healthy());
    disk.set_faults({});
    const auto restart = [&](Crash crash) {
      disk.CrashNow(crash);
      machine.End();
      disk.Restart();
      ASSERT_TRUE(machine.Start().ok());
    };
    restart(Crash::kProcess);
    submit();
    ASSERT_TRUE(answer.ok()) << answer.status();
    const std::string receipt = answer->SerializeAsString();
    restart(Crash::kPower);
    submit();
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_EQ(answer->SerializeAsString(), receipt);
    EXPECT_EQ(trace.violation(), "");
  }
}

}  // namespace
}  // namespace headwater::simulation
