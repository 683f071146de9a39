#include "bench/soak_report.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::bench {
namespace {

using ::testing::DoubleNear;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Optional;

SoakMinute Resident(std::vector<int64_t> bytes) {
  SoakMinute minute;
  for (const int64_t each : bytes) minute.samples.push_back({.resident = each});
  return minute;
}

std::string EndOf(const std::vector<SoakMinute>& minutes) {
  std::ostringstream out;
  PrintSoakEnd(minutes, out);
  return out.str();
}

TEST(SoakReport, AMinuteIsItsMedian) {
  EXPECT_EQ(ResidentOf(Resident({900, 100, 101})), 101);
  EXPECT_EQ(ResidentOf(SoakMinute()), 0);
}

TEST(SoakReport, GrowthCountsFromTheTenthMinute) {
  std::vector<SoakMinute> minutes(9, Resident({500}));
  minutes.push_back(Resident({1000}));
  EXPECT_EQ(GrowthOf(minutes), std::nullopt);
  minutes.push_back(Resident({1010}));
  EXPECT_THAT(GrowthOf(minutes), Optional(DoubleNear(0.01, 1e-9)));
  minutes.push_back(Resident({990}));
  EXPECT_THAT(GrowthOf(minutes), Optional(DoubleNear(-0.01, 1e-9)));
}

TEST(SoakReport, SaysWhetherMemoryStayedFlat) {
  std::vector<SoakMinute> minutes(kSettledMinute, Resident({1'000'000}));
  EXPECT_THAT(EndOf(minutes), HasSubstr("let it run longer"));
  minutes.push_back(Resident({1'019'000}));
  EXPECT_THAT(EndOf(minutes), HasSubstr("flat"));
  minutes.push_back(Resident({1'020'000}));
  EXPECT_THAT(EndOf(minutes), HasSubstr("MISSED"));
  EXPECT_THAT(EndOf(minutes), Not(HasSubstr("flat")));
}

TEST(SoakReport, OfNoMinutesIsNotJudged) {
  EXPECT_EQ(GrowthOf({}), std::nullopt);
  EXPECT_THAT(EndOf({}), HasSubstr("let it run longer"));
}

}  // namespace
}  // namespace headwater::bench
