// A few kills of a hub under full load; tests/faults/run makes hundreds.
#include "faults/kill_run.h"

#include <cstdio>

#include "gtest/gtest.h"
#include "support/test_hub.h"
#include "support/test_store.h"

namespace headwater::faults {
namespace {

TEST(KillRun, EveryReceiptIsHonouredAndEveryFeedIsWhole) {
  const test::TempFolder folder;
  KillRunOptions options;
  options.kills = 5;
  options.seed = 20261123;
  options.folder = folder.File("run");
  options.store = test::StoreUrlOf(folder.File("run/hub.db"));
  // Builds for tests are slow.
  options.receipts_of_life_max = 200;
  SCOPED_TRACE(testing::Message() << "seed " << options.seed);
  const absl::StatusOr<KillRunReport> report = RunKills(options);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->kills, 5);
  EXPECT_GT(report->receipts, 300);
  std::printf("%s\n", report->ToString().c_str());
}

}  // namespace
}  // namespace headwater::faults
