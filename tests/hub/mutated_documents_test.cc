// Random documents against a whole hub in which life goes on. For each: the dry run's
// verdict is that of submitting, the dry run leaves every table as it is, and so does a
// refusal.
//
//   HEADWATER_MUTANTS=1000000 mutated_documents_test    how many; 10,000 if not given
//   HEADWATER_SEED=7 mutated_documents_test             another run
#include "hub/mutated_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <set>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "hub/base/random.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/registry.h"
#include "hub/mutated_world.h"

namespace headwater::test {
namespace {

using Kind = v1::Document::BodyCase;

// A world is left after so many mutants, while its tables are small enough to hash them
// all after every step.
constexpr int kMutantsOfAWorld = 250;

int64_t NumberFrom(const char* variable, int64_t otherwise) {
  const char* const text = std::getenv(variable);
  int64_t number = otherwise;
  if (text != nullptr) {
    EXPECT_TRUE(absl::SimpleAtoi(text, &number)) << variable;
  }
  return number;
}

std::vector<Kind> Kinds() {
  std::vector<Kind> kinds;
  const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    kinds.push_back(static_cast<Kind>(body->field(i)->number()));
  }
  return kinds;
}

// Everything that a client is told.
std::string Verdict(const absl::Status& status) {
  return absl::StrCat(Describe(status), "\n", exchange::DetailOf(status).DebugString());
}

struct Tally {
  int taken = 0;
  int refused = 0;
};

class MutatedDocuments : public testing::Test {
 protected:
  MutatedDocuments()
      : mutants_(NumberFrom("HEADWATER_MUTANTS", 10'000)),
        seed_(NumberFrom("HEADWATER_SEED", 20'260'105)) {}

  void Meet(LivingWorld& world, const Mutant& mutant, Kind kind) {
    TestHub& hub = world.hub();
    v1::SubmitRequest dry_run = mutant.request;
    dry_run.set_validate_only(true);
    const auto told = hub.Submit(mutant.caller, dry_run);
    EXPECT_EQ(hub.TableHashes(), hashes_) << "a dry run has left something";

    const auto done = hub.Submit(mutant.caller, mutant.request);
    ASSERT_EQ(Verdict(told.status()), Verdict(done.status()));
    const auto after = hub.TableHashes();
    if (!done.ok()) {
      ++tallies_[kind].refused;
      reasons_.insert(exchange::DetailOf(done.status()).reason());
      EXPECT_EQ(after, hashes_) << "a refusal has left something";
      return;
    }
    ++tallies_[kind].taken;
    ExpectForetold(*told, *done, after == hashes_);
    if (after == hashes_) return;
    world.Took(mutant.request);
    hashes_ = after;
  }

  // A dry run tells hash and version alone; of a request that was taken before it has
  // the receipt, as the second submitting does.
  static void ExpectForetold(const v1::Receipt& told, const v1::Receipt& done, bool again) {
    v1::Receipt expected = done;
    if (!again) {
      expected.Clear();
      expected.set_content_hash(done.content_hash());
      expected.set_version(done.version());
    }
    EXPECT_EQ(told.DebugString(), expected.DebugString());
    EXPECT_GT(done.sequence(), 0);
  }

  const int64_t mutants_;
  const int64_t seed_;
  std::map<std::string, std::string> hashes_;  // of all tables, as they should be now
  std::map<Kind, Tally> tallies_;
  std::set<v1::Reason> reasons_;
};

TEST_F(MutatedDocuments, HaveTheVerdictOfTheirDryRun) {
  const std::vector<Kind> kinds = Kinds();
  int64_t met = 0;
  for (int64_t number = 0; met < mutants_; ++number) {
    const int64_t seed = seed_ + number;
    SCOPED_TRACE(absl::StrCat("HEADWATER_SEED=", seed));
    base::SeededRandom random(static_cast<uint64_t>(seed));
    LivingWorld world(random);
    hashes_ = world.hub().TableHashes();
    for (int i = 0; i < kMutantsOfAWorld && met < mutants_;) {
      const Kind kind = kinds[random.Below(kinds.size())];
      const auto document = world.Make(kind);
      if (!document.has_value()) continue;
      const Mutant mutant = MakeMutant(*document, world, random);
      SCOPED_TRACE(mutant.request.DebugString());
      Meet(world, mutant, kind);
      if (HasFailure()) return;
      ++i;
      ++met;
    }
    ASSERT_THAT(world.hub().faults(), testing::IsEmpty());
    // What the mutants have made is what their documents say.
    const auto report = world.hub().Verify();
    ASSERT_THAT(report, IsOk());
    ASSERT_THAT(report->findings, testing::IsEmpty());
  }

  Tally all;
  for (const auto& [kind, tally] : tallies_) {
    all.taken += tally.taken;
    all.refused += tally.refused;
    std::cout << exchange::KindName(kind) << ": " << tally.taken << " taken, " << tally.refused
              << " refused\n";
    EXPECT_GT(tally.taken, 0) << exchange::KindName(kind);
    EXPECT_GT(tally.refused, 0) << exchange::KindName(kind);
  }
  std::cout << met << " mutants from seed " << seed_ << ": " << all.taken << " taken, "
            << all.refused << " refused for " << reasons_.size() << " reasons\n";
  EXPECT_EQ(tallies_.size(), kinds.size());
  // Coarser mutations would all fail at the door, and prove little.
  EXPECT_GT(5 * all.taken, met);
  EXPECT_GT(5 * all.refused, met);
}

}  // namespace
}  // namespace headwater::test
