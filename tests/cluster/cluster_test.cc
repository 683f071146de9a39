// Several hub processes on one PostgreSQL database, and the loss of its primary, briefly; `run`
// beside this does the same for as long as one likes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <string_view>

#include "cluster/run_parts.h"
#include "cluster/runs.h"

namespace headwater::test {
namespace {

constexpr uint64_t kSeed = 20260123;

RunOptions Brief(std::string_view name) {
  return {.folder = BriefFolder(name),
          .seed = kSeed,
          .suppliers = 24,
          .receipts_between_min = 60,
          .receipts_between_max = 120};
}

TEST(Cluster, NothingIsLostOrDoubledWhileHubsAndServerFail) {
  const RunReport report = RunWithFaults(Brief("a"));
  std::printf("seed %llu\n%s\n", static_cast<unsigned long long>(kSeed), report.ToString().c_str());
  EXPECT_THAT(report.violations, testing::IsEmpty());
  EXPECT_EQ(report.faults.size(), 6u);
}

TEST(Cluster, NothingIsLostWithThePrimary) {
  const RunReport report = RunWithFailovers(Brief("b"), 1);
  std::printf("seed %llu\n%s\n", static_cast<unsigned long long>(kSeed), report.ToString().c_str());
  EXPECT_THAT(report.violations, testing::IsEmpty());
  EXPECT_EQ(report.faults.size(), 1u);
}

}  // namespace
}  // namespace headwater::test
