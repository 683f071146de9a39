// Replays the seeds, and what the fuzzers found worth keeping.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "fuzz/fuzz_hub.h"
#include "fuzz/targets.h"
#include "gtest/gtest.h"
#include "hub/exchange/refusal.h"
#include "hub/hub_world.h"

namespace headwater::fuzz {

// In the name of its test.
void PrintTo(const Target* target, std::ostream* out) { *out << target->name; }

namespace {

std::vector<std::string> CorpusOf(const std::string& target) {
  std::vector<std::string> corpus = TargetNamed(target).seeds();
  const std::string folder = absl::StrCat(HEADWATER_FUZZ_CORPUS, "/", target);
  // A target that no run has added to has its seeds alone.
  if (!std::filesystem::exists(folder)) return corpus;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ostringstream bytes;
    bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    corpus.push_back(bytes.str());
  }
  // The order of a folder is nobody's.
  std::sort(corpus.begin(), corpus.end());
  return corpus;
}

class Corpus : public testing::TestWithParam<const Target*> {};

TEST_P(Corpus, EveryPromiseIsKept) {
  const std::vector<std::string> corpus = CorpusOf(GetParam()->name);
  ASSERT_GT(corpus.size(), 10u) << "there is nothing to try";
  for (const std::string& bytes : corpus) GetParam()->run(bytes);
}

std::vector<const Target*> AllTargets() {
  std::vector<const Target*> targets;
  for (const Target& target : Targets()) targets.push_back(&target);
  return targets;
}

INSTANTIATE_TEST_SUITE_P(Targets, Corpus, testing::ValuesIn(AllTargets()),
                         [](const auto& target) { return target.param->name; });

// Each input meets the same world.
TEST(FuzzHub, ForgetsWhatItTakes) {
  FuzzHub& hub = FuzzHub::Get();
  const v1::Document order = test::Lane(1).Next(v1::Document::kOrder);
  const auto first = hub.Submit(hub.CallerOf(0), test::MakeRequest(order));
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = hub.Submit(hub.CallerOf(0), test::MakeRequest(order));
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->sequence(), second->sequence());
}

// The promises can be broken.
TEST(CheckRefusalDeathTest, AbortsWhereACallerCouldNotWorkWithIt) {
  EXPECT_DEATH(CheckRefusal(absl::InternalError("a fault")), "without a reason");
  EXPECT_DEATH(CheckRefusal(exchange::Refuse(v1::REASON_NOT_FOUND, "\xFF")), "not UTF-8");
  CheckRefusal(exchange::RefuseNotFound("parties/1/orders/2"));
}

}  // namespace
}  // namespace headwater::fuzz
