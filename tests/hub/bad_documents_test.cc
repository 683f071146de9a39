// Each document of the table is refused by the whole hub with exactly the violations
// that the table states, and leaves no trace.
#include "hub/bad_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "hub/bad_documents_world.h"
#include "hub/bad_requests.h"
#include "hub/exchange/reason_code.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/hub_world.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using testing::ElementsAreArray;

// A hub that knows the world. All rows meet the same one: it must not have changed.
class BadDocumentsTest : public testing::Test {
 protected:
  BadDocumentsTest() : hub_(WholeHub()) {
    for (const v1::Document& document : BadDocumentsWorld()) {
      EXPECT_THAT(hub_.Submit(document), IsOk()) << document.DebugString();
    }
  }

  // What counts the documents of the hub.
  std::vector<std::string> Stored() {
    return hub_.Rows(
        "SELECT (SELECT COUNT(*) FROM document), (SELECT MAX(commit_number) FROM document), "
        "(SELECT CAST(SUM(sequence) AS BIGINT) FROM feed_head)");
  }
  void ExpectRefused(const BadDocument& bad);

  TestHub hub_;
};

base::Gln CallerOf(const BadDocument& bad, const v1::Document& document) {
  return bad.caller.empty() ? exchange::GlnOf(document.sender_gln())
                            : exchange::GlnOf(WorldKeys().at(bad.caller));
}

// "path REASON" or "REASON".
v1::Reason ReasonIn(const std::string& broken) {
  v1::Reason reason = v1::REASON_UNSPECIFIED;
  const std::string name = broken.substr(broken.rfind(' ') + 1);
  EXPECT_TRUE(v1::Reason_Parse("REASON_" + name, &reason)) << broken;
  return reason;
}

// A sentence of what to do follows on one of what is wrong, or the two are one: "a
// backorder needs the day on which it will come".
bool SaysHowToMend(const std::string& description) {
  return description.find("; ") != std::string::npos ||
         description.find(" needs ") != std::string::npos;
}

void BadDocumentsTest::ExpectRefused(const BadDocument& bad) {
  SCOPED_TRACE(bad.name);
  const v1::Document document = Spoiled(bad);
  const std::vector<std::string> before = Stored();

  const auto refused = hub_.Submit(CallerOf(bad, document), document);

  EXPECT_THAT(Broken(refused), ElementsAreArray(bad.broken)) << refused.status();
  EXPECT_THAT(refused, HasCode(bad.code));
  EXPECT_EQ(Stored(), before);
  const v1::ErrorDetail detail = exchange::DetailOf(refused.status());
  EXPECT_EQ(exchange::CodeOf(detail.reason()), bad.code);
  for (const v1::Violation& violation : detail.violations()) {
    EXPECT_TRUE(SaysHowToMend(violation.description())) << violation.ShortDebugString();
  }
  if (detail.violations().empty()) {
    EXPECT_TRUE(SaysHowToMend(std::string(refused.status().message()))) << refused.status();
  }

  v1::SubmitRequest dry_run = MakeRequest(document);
  dry_run.set_validate_only(true);
  EXPECT_EQ(Describe(hub_.Submit(CallerOf(bad, document), dry_run).status()),
            Describe(refused.status()));
}

TEST_F(BadDocumentsTest, AreRefusedInFullAndLeaveNoTrace) {
  const auto before = hub_.TableHashes();
  for (const BadDocument& bad : BadDocuments()) ExpectRefused(bad);
  EXPECT_EQ(hub_.TableHashes(), before);
  EXPECT_THAT(hub_.faults(), testing::IsEmpty());
}

// A row proves nothing when the document was bad before it was spoiled.
TEST_F(BadDocumentsTest, AreGoodBeforeTheyAreSpoiled) {
  std::set<v1::Document::BodyCase> kinds;
  for (const auto& [name, document] : GoodDocuments()) {
    EXPECT_THAT(hub_.DryRun(document), IsOk()) << name;
    kinds.insert(document.body_case());
  }
  const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  EXPECT_EQ(static_cast<int>(kinds.size()), body->field_count());
}

TEST(BadDocumentsTable, HaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const BadDocument& bad : BadDocuments()) {
    EXPECT_TRUE(names.insert(bad.name).second) << bad.name;
  }
  EXPECT_GE(names.size(), 60u);
}

// With the bad requests, every reason of the contract is raised.
TEST(BadDocumentsTable, RaiseEveryReasonOfTheContract) {
  std::set<v1::Reason> raised;
  for (const BadDocument& bad : BadDocuments()) {
    for (const std::string& broken : bad.broken) raised.insert(ReasonIn(broken));
  }
  std::set<v1::Reason> of_requests;
  for (const BadRequest& bad : BadRequests()) of_requests.insert(bad.reason);
  for (const auto& [reason, why] : RaisedElsewhere()) {
    EXPECT_FALSE(raised.contains(reason)) << v1::Reason_Name(reason) << ": " << why;
    of_requests.insert(reason);
  }
  const auto* const reasons = v1::Reason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto reason = static_cast<v1::Reason>(reasons->value(i)->number());
    if (reason == v1::REASON_UNSPECIFIED) continue;
    EXPECT_TRUE(raised.contains(reason) || of_requests.contains(reason))
        << v1::Reason_Name(reason) << " is raised by nothing";
  }
}

}  // namespace
}  // namespace headwater::test
