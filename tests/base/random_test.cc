#include "hub/base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <vector>

namespace headwater::base {
namespace {

// Gives what it was told to give.
class ScriptedRandom final : public Random {
 public:
  explicit ScriptedRandom(std::initializer_list<uint64_t> words) : words_(words) {}
  uint64_t Next() override { return words_.at(at_++); }
  size_t drawn() const { return at_; }

 private:
  std::vector<uint64_t> words_;
  size_t at_ = 0;
};

// From the reference C of xoshiro256**, with a state filled by splitmix64(0).
TEST(SeededRandom, TheSequenceOfASeedIsFixed) {
  SeededRandom random(0);
  EXPECT_EQ(random.Next(), 0x99ec5f36cb75f2b4u);
  EXPECT_EQ(random.Next(), 0xbf6e1f784956452au);
  EXPECT_EQ(random.Next(), 0x1a5f849d4933e6e0u);
}

TEST(SeededRandom, SeedsDiffer) {
  std::set<uint64_t> firsts;
  for (uint64_t seed = 0; seed < 1000; ++seed) firsts.insert(SeededRandom(seed).Next());
  EXPECT_EQ(firsts.size(), 1000u);
}

TEST(Random, BelowStaysBelowAndReachesAll) {
  SeededRandom random(1);
  std::array<int, 6> seen{};
  for (int i = 0; i < 60'000; ++i) ++seen.at(random.Below(6));
  for (const int count : seen) EXPECT_NEAR(count, 10'000, 500);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(random.Below(1), 0u);
}

TEST(Random, BelowDrawsAgainRatherThanBeBiased) {
  // 2^64 mod 3 is 1: the low half 0 alone is refused.
  ScriptedRandom random({0, uint64_t{1} << 63});
  EXPECT_EQ(random.Below(3), 1u);
  EXPECT_EQ(random.drawn(), 2u);
}

TEST(Random, BetweenIncludesBothEndsAndTheWholeRange) {
  SeededRandom random(2);
  std::set<int64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(random.Between(-1, 1));
  EXPECT_EQ(seen, (std::set<int64_t>{-1, 0, 1}));
  EXPECT_EQ(random.Between(INT64_MIN, INT64_MIN), INT64_MIN);
  ScriptedRandom all({UINT64_MAX});
  EXPECT_EQ(all.Between(INT64_MIN, INT64_MAX), INT64_MAX);
}

TEST(RandomDeathTest, BelowZeroIsAProgrammersError) {
  SeededRandom random(3);
  EXPECT_DEATH(random.Below(0), "no result");
}

TEST(SystemRandom, DoesNotRepeat) {
  SystemRandom random;
  std::set<uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.Next());
  EXPECT_EQ(seen.size(), 1000u);
}

}  // namespace
}  // namespace headwater::base
