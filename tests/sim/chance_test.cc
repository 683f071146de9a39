#include "suppliers-sim/chance.h"

#include <string>

#include "gtest/gtest.h"

namespace headwater::sim {
namespace {

TEST(ChanceTest, DrawsTheSameForTheSame) {
  EXPECT_EQ(Chance(7).Draw("slip", "DA-1"), Chance(7).Draw("slip", "DA-1"));
}

TEST(ChanceTest, DrawsAnewForAnotherSeedPurposeOrSubject) {
  const uint64_t draw = Chance(7).Draw("slip", "DA-1");
  EXPECT_NE(Chance(8).Draw("slip", "DA-1"), draw);
  EXPECT_NE(Chance(7).Draw("dock", "DA-1"), draw);
  EXPECT_NE(Chance(7).Draw("slip", "DA-2"), draw);
  // Where the purpose ends and the subject begins matters.
  EXPECT_NE(Chance(7).Draw("slipD", "A-1"), draw);
}

// These sequences are for ever: another hash would make other documents for a seed.
TEST(ChanceTest, NeverChangesItsDraws) {
  EXPECT_EQ(Chance(1).Draw("slip", "DA-110105-03-07-1"), 8'495'256'085'199'713'622u);
}

TEST(ChanceTest, HitsAsOftenAsItSays) {
  const Chance chance(3);
  int hits = 0;
  for (int i = 0; i < 100'000; ++i) hits += chance.Hits(120, "hit", std::to_string(i)) ? 1 : 0;
  EXPECT_NEAR(hits, 12'000, 400);
}

TEST(ChanceTest, BetweenReachesBothEnds) {
  const Chance chance(3);
  bool low = false;
  bool high = false;
  for (int i = 0; i < 1000; ++i) {
    const int64_t value = chance.Between(-2, 2, "between", std::to_string(i));
    ASSERT_GE(value, -2);
    ASSERT_LE(value, 2);
    low |= value == -2;
    high |= value == 2;
  }
  EXPECT_TRUE(low && high);
}

}  // namespace
}  // namespace headwater::sim
