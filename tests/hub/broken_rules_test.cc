#include "hub/broken_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "exchange_shape/samples.h"
#include "hub/exchange/refusal.h"
#include "hub/hub_world.h"

namespace headwater::test {
namespace {

// Good documents that have every message and every sign of the contract among them.
std::vector<v1::Document> RichDocuments() {
  std::vector<v1::Document> rich;
  for (const v1::Document::BodyCase kind : exchange::shape::AllKinds()) {
    rich.push_back(exchange::shape::ValidDocument(kind));
  }
  rich.push_back(exchange::shape::ValidSalesReport(1));  // the other layout
  v1::Document weighed = exchange::shape::ValidDocument(v1::Document::kReceivingAdvice);
  *weighed.mutable_receiving_advice()->mutable_lines(0)->mutable_received() = Weight(1500);
  rich.push_back(std::move(weighed));
  return rich;
}

void ExpectTold(TestHub& hub, const BrokenRule& broken) {
  SCOPED_TRACE(broken.rule);
  const auto refused = hub.Submit(Retailer(), broken.document);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
  // What has no path of its own is the document.
  EXPECT_THAT(refused, HasViolation(broken.path.empty() ? "document" : broken.path, broken.reason));
  if (broken.alone) {
    EXPECT_THAT(refused, ViolationCount(1));
    return;
  }
  const v1::ErrorDetail detail = exchange::DetailOf(refused.status());
  for (const v1::Violation& violation : detail.violations()) {
    EXPECT_TRUE(absl::StartsWith(violation.field_path(), broken.path)) << violation.field_path();
  }
}

TEST(BrokenRules, EachIsToldWhereItIsBroken) {
  TestHub hub(WholeHub());
  const auto before = hub.TableHashes();
  std::set<std::string> known;
  int count = 0;
  for (const v1::Document& rich : RichDocuments()) {
    for (const BrokenRule& broken : BreakRules(rich, known)) {
      ExpectTold(hub, broken);
      ++count;
    }
  }
  EXPECT_EQ(hub.TableHashes(), before);
  std::cout << count << " rules\n";

  EXPECT_EQ(static_cast<int>(known.size()), count);
  for (const std::string& rule : AllRules()) {
    EXPECT_TRUE(known.contains(rule)) << rule << ": no good document has the message";
  }
}

}  // namespace
}  // namespace headwater::test
