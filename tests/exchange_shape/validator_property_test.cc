// Good documents spoilt at random. HEADWATER_SEED=<n> repeats a run.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "exchange_shape/mutation.h"
#include "exchange_shape/samples.h"
#include "google/protobuf/stubs/logging.h"
#include "gtest/gtest.h"
#include "hub/base/random.h"
#include "hub/exchange/registry.h"
#include "hub/exchange/text.h"
#include "hub/exchange/validator.h"

namespace headwater::exchange {
namespace {

using shape::Mutate;
using shape::Mutation;
using shape::ValidDocument;

constexpr int kRunsPerKind = 400;
constexpr int kMutationsMax = 6;

uint64_t Seed() {
  static const uint64_t seed = [] {
    const char* const given = std::getenv("HEADWATER_SEED");
    const uint64_t chosen =
        given != nullptr ? std::strtoull(given, nullptr, 10) : base::SystemRandom().Next() >> 32;
    std::cout << "HEADWATER_SEED=" << chosen << "\n";
    return chosen;
  }();
  return seed;
}

std::string Verdict(const google::protobuf::Message& message) {
  Violations violations;
  Validate(message, FieldPath(), violations);
  std::string lines;
  for (const v1::Violation& violation : violations.list()) {
    absl::StrAppend(&lines, violation.field_path(), ": ", v1::Reason_Name(violation.reason()), ": ",
                    violation.description(), "\n");
  }
  return lines;
}

class ValidatorPropertyTest : public testing::TestWithParam<v1::Document::BodyCase> {};

TEST_P(ValidatorPropertyTest, VerdictsAreStableAndReadable) {
  base::SeededRandom random(Seed() + GetParam());
  for (int run = 0; run < kRunsPerKind; ++run) {
    v1::Document document = ValidDocument(GetParam());
    const uint64_t mutations = 1 + random.Below(kMutationsMax);
    for (uint64_t i = 0; i < mutations; ++i) Mutate(document, random);

    const std::string verdict = Verdict(document);
    ASSERT_EQ(Verdict(document), verdict) << "seed " << Seed() << ", run " << run;
    ASSERT_EQ(Verdict(v1::Document(document)), verdict) << "seed " << Seed() << ", run " << run;
    for (size_t line = 0, end = 0; (end = verdict.find('\n', line)) != std::string::npos;
         line = end + 1) {
      ASSERT_EQ(ScanText(verdict.substr(line, end - line)).fault, TextScan::Fault::kNone)
          << "seed " << Seed() << ", run " << run;
    }
    // What came over the wire has the same verdict. Texts that are not UTF-8 cannot.
    const google::protobuf::LogSilencer silencer;
    v1::Document parsed;
    if (parsed.ParseFromString(document.SerializeAsString())) {
      ASSERT_EQ(Verdict(parsed), verdict) << "seed " << Seed() << ", run " << run;
    }
  }
}

// A fault is told where it is: at the field, around it, or inside it; a duplicate at
// the later of the two items.
TEST_P(ValidatorPropertyTest, OneFaultIsToldWhereItIs) {
  base::SeededRandom random(Seed() + 1000 + GetParam());
  for (int run = 0; run < kRunsPerKind; ++run) {
    v1::Document document = ValidDocument(GetParam());
    const Mutation mutation = Mutate(document, random);
    Violations violations;
    Validate(document, FieldPath(), violations);
    for (const v1::Violation& violation : violations.list()) {
      const std::string& path = violation.field_path();
      const bool related = absl::StartsWith(path, mutation.path) ||
                           absl::StartsWith(mutation.path, path) ||
                           absl::StartsWith(path, mutation.holder) ||
                           violation.reason() == v1::REASON_DUPLICATE_ITEM;
      EXPECT_TRUE(related) << mutation.path << " was spoilt, but " << path
                           << " is told: " << violation.description() << " (seed " << Seed()
                           << ", run " << run << ")";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, ValidatorPropertyTest, testing::ValuesIn(shape::AllKinds()),
                         [](const auto& kind) { return std::string(KindName(kind.param)); });

TEST(ValidatorThreadsTest, ManyThreadsHaveOneVerdict) {
  std::vector<v1::Document> documents;
  std::vector<std::string> verdicts;
  base::SeededRandom random(Seed());
  for (const v1::Document::BodyCase kind : shape::AllKinds()) {
    documents.push_back(ValidDocument(kind));
    Mutate(documents.back(), random);
  }
  // The verdicts of the threads come first: the rules are compiled while they run.
  std::vector<std::vector<std::string>> found(4);
  std::vector<std::thread> threads;
  for (std::vector<std::string>& mine : found) {
    threads.emplace_back([&documents, &mine] {
      for (const v1::Document& document : documents) mine.push_back(Verdict(document));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const v1::Document& document : documents) verdicts.push_back(Verdict(document));
  for (const std::vector<std::string>& mine : found) EXPECT_EQ(mine, verdicts);
}

}  // namespace
}  // namespace headwater::exchange
