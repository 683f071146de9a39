// A disk that fills up under load: a small one, really mounted, under the real server.
#include <cstdio>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "faults/harmed_hub.h"
#include "faults/small_disk.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/test_hub.h"

namespace headwater::faults {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kDiskBytes = 20 << 20;
constexpr int64_t kBallastBytes = 8 << 20;

TEST(DiskFull, WritesEndReadsGoOnAndFreeSpaceAndARestartMendIt) {
  const test::TempFolder folder;
  const std::string mounted = folder.File("disk");
  std::filesystem::create_directory(mounted);
  auto disk = SmallDisk::Mount(mounted, kDiskBytes);
  if (!disk.ok()) {
    std::fprintf(stderr, "\n*** NOT TESTED: what happens when the disk is full. %s\n\n",
                 disk.status().ToString().c_str());
    GTEST_SKIP() << disk.status();
  }
  ASSERT_TRUE((*disk)->TakeRoom(kBallastBytes).ok());

  ServedHubOptions options;
  options.store = absl::StrCat("sqlite:", mounted, "/hub.db");
  auto hub = HarmedHub::Make(folder.File("run"), std::move(options));
  ASSERT_TRUE(hub.ok()) << hub.status();
  const absl::Status opened = (*hub)->Open();
  ASSERT_TRUE(opened.ok()) << opened;
  // The load itself is the harm.
  const absl::Status lived = (*hub)->LiveThrough(
      [] { return absl::OkStatus(); }, [] { return absl::OkStatus(); }, HarmedHub::End::kKilled);
  ASSERT_TRUE(lived.ok()) << lived;
  EXPECT_THAT((*hub)->hub().Log(),
              HasSubstr("the disk is full; free space where the database is and restart the hub"));
  std::printf("%ld receipts until the disk was full\n", static_cast<long>((*hub)->receipts()));

  // As full as it is, a restart may serve or not; but it says why, and harms nothing.
  if (const absl::Status started = (*hub)->hub().Start(); !started.ok()) {
    EXPECT_THAT(std::string(started.message()), HasSubstr("the disk is full"));
  }
  (*hub)->hub().Kill();

  const absl::Status freed = (*disk)->GiveBack();
  ASSERT_TRUE(freed.ok()) << freed;
  const absl::Status recovered = (*hub)->Recover();
  EXPECT_TRUE(recovered.ok()) << recovered;
}

}  // namespace
}  // namespace headwater::faults
