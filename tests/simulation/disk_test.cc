#include "simulation/disk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"

namespace headwater::simulation {
namespace {

using testing::UnorderedElementsAre;

constexpr uint64_t kSeed = 20261122;

std::string Read(Disk& disk, const DiskFile& file) {
  std::string_view bytes;
  EXPECT_EQ(disk.Read(file, 0, file.now().size(), bytes), DiskResult::kOk);
  return std::string(bytes);
}

class DiskTest : public testing::Test {
 protected:
  // What is in the file "f" after a crash.
  std::string AfterCrash(Crash crash) {
    disk_.CrashNow(crash);
    disk_.Restart();
    const auto file = disk_.Find("f");
    return file == nullptr ? "gone" : Read(disk_, *file);
  }

  base::SeededRandom random_{kSeed};
  Disk disk_{random_};
};

TEST_F(DiskTest, WhatIsSyncedStays) {
  const auto file = disk_.Create("f");
  EXPECT_EQ(disk_.Write(*file, 0, "hello"), DiskResult::kOk);
  EXPECT_EQ(disk_.Sync(*file), DiskResult::kOk);
  EXPECT_EQ(AfterCrash(Crash::kPower), "hello");
}

TEST_F(DiskTest, AKillLosesNothingThatWasWritten) {
  const auto file = disk_.Create("f");
  EXPECT_EQ(disk_.Write(*file, 0, "hello"), DiskResult::kOk);
  EXPECT_EQ(AfterCrash(Crash::kProcess), "hello");
}

// And a loss of power after that does: the system never wrote it.
TEST_F(DiskTest, WhatAKilledHubDidNotSyncIsStillNotSynced) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    Disk disk(random_);
    disk.Fill({{"f", "old"}});
    disk.Write(*disk.Find("f"), 0, "new");
    disk.CrashNow(Crash::kProcess);
    disk.Restart();
    EXPECT_EQ(Read(disk, *disk.Find("f")), "new");
    disk.CrashNow(Crash::kPower);
    disk.Restart();
    seen.insert(Read(disk, *disk.Find("f")));
  }
  EXPECT_THAT(seen, UnorderedElementsAre("old", "new"));
}

TEST_F(DiskTest, ALossOfPowerTearsBetweenSectors) {
  const std::string old(2 * kSectorSize, 'o');
  const std::string after(2 * kSectorSize, 'n');
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    Disk disk(random_);
    disk.Fill({{"f", old}});
    disk.Write(*disk.Find("f"), 0, after);
    disk.CrashNow(Crash::kPower);
    disk.Restart();
    const std::string content = Read(disk, *disk.Find("f"));
    seen.insert(absl::StrCat(content.substr(0, 1), content.substr(kSectorSize, 1)));
    for (size_t at = 0; at < content.size(); ++at) {
      ASSERT_EQ(content[at], content[at / kSectorSize * kSectorSize]) << "torn inside a sector";
    }
  }
  EXPECT_THAT(seen, UnorderedElementsAre("oo", "on", "no", "nn"));
}

// What a sync that failed left behind, no later sync brings to the disk.
TEST_F(DiskTest, AfterASyncThatFailedTheNextSaysNothing) {
  std::set<std::string> read;
  std::set<std::string> survived;
  for (int i = 0; i < 100; ++i) {
    Disk disk(random_);
    disk.Fill({{"f", "old"}});
    const auto file = disk.Find("f");
    disk.Write(*file, 0, "new");
    disk.set_faults({.failed_syncs = 1'000'000});
    EXPECT_EQ(disk.Sync(*file), DiskResult::kFailed);
    EXPECT_TRUE(disk.sync_failed());
    disk.set_faults({});
    EXPECT_EQ(disk.Sync(*file), DiskResult::kOk);
    read.insert(Read(disk, *file));
    disk.CrashNow(Crash::kPower);
    disk.Restart();
    survived.insert(Read(disk, *disk.Find("f")));
  }
  EXPECT_THAT(read, UnorderedElementsAre("old", "new"));
  EXPECT_THAT(survived, UnorderedElementsAre("old", "new"));
}

TEST_F(DiskTest, AFullDiskTakesWhatIsThereAlready) {
  disk_.Fill({{"f", "hello"}});
  disk_.set_faults({.full = true});
  const auto file = disk_.Find("f");
  EXPECT_EQ(disk_.Write(*file, 0, "HELLO"), DiskResult::kOk);
  EXPECT_EQ(disk_.Write(*file, 4, "oo"), DiskResult::kFull);
}

TEST_F(DiskTest, APlannedCrashComesBeforeItsOperation) {
  disk_.Fill({{"f", ""}});
  const auto file = disk_.Find("f");
  disk_.PlanCrash(Crash::kProcess, 1);
  disk_.Write(*file, 0, "a");
  EXPECT_FALSE(disk_.crashed());
  disk_.Write(*file, 1, "b");
  EXPECT_TRUE(disk_.crashed());
  // Ghosts go on, and leave nothing.
  disk_.Write(*file, 2, "c");
  disk_.Restart();
  EXPECT_EQ(Read(disk_, *disk_.Find("f")), "a");
}

TEST_F(DiskTest, ANameThatWasNotSyncedMayComeBack) {
  std::set<bool> seen;
  for (int i = 0; i < 50; ++i) {
    Disk disk(random_);
    disk.Fill({{"f", "hello"}});
    disk.Delete("f", /*synced=*/false);
    disk.CrashNow(Crash::kPower);
    disk.Restart();
    seen.insert(disk.Find("f") != nullptr);
  }
  EXPECT_THAT(seen, UnorderedElementsAre(false, true));
}

}  // namespace
}  // namespace headwater::simulation
