#include "bench/report.h"

#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string TableOf(const Report& report) {
  std::ostringstream out;
  report.PrintTable(out);
  return out.str();
}

TEST(Report, ComparesTheMedianOfTheRatiosWithTheGoal) {
  Report report;
  for (const double figure : {70.0, 10.0, 80.0}) {
    report.Add("at least", "x/s", AtLeast(0.70), {figure, 100});
    report.Add("too slow", "x/s", AtLeast(0.71), {figure, 100});
    report.Add("at most", "us", AtMost(0.70), {figure, 100});
    report.Add("too long", "us", AtMost(0.69), {figure, 100});
  }
  EXPECT_THAT(report.Missed(), ElementsAre("too slow", "too long"));
}

TEST(Report, AWishThatIsMissedIsMissed) {
  Report report;
  report.Add("above", "x/s", Wanted(1.0), {101, 100});
  report.Add("equal", "x/s", Wanted(1.0), {100, 100});
  EXPECT_THAT(report.Missed(), ElementsAre("equal"));
  EXPECT_THAT(TableOf(report), HasSubstr("wanted, missed"));
  EXPECT_THAT(TableOf(report), HasSubstr("wanted, reached"));
}

TEST(Report, AFigureWithoutAGoalMissesNone) {
  Report report;
  report.Add("no floor", "us", Goal(), {5});
  EXPECT_THAT(report.Missed(), IsEmpty());
  EXPECT_THAT(TableOf(report), HasSubstr("no floor"));
}

}  // namespace
}  // namespace headwater::bench
