// Each rule of the contract broken once and more, with all that the validator must
// say of it: the paths and reasons, no more and no fewer, in the order of the fields.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "exchange_shape/bad_messages.h"
#include "exchange_shape/edit.h"
#include "exchange_shape/samples.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/exchange/registry.h"
#include "hub/exchange/text.h"
#include "hub/exchange/validator.h"

namespace headwater::exchange {
namespace {

using shape::BadMessage;
using shape::BadMessages;
using shape::Edit;
using shape::Finding;
using shape::ValidDocument;

std::string Lines(const std::vector<v1::Violation>& violations) {
  std::string lines;
  for (const v1::Violation& violation : violations) {
    absl::StrAppend(&lines, violation.field_path(), ": ", v1::Reason_Name(violation.reason()),
                    "\n");
  }
  return lines;
}

std::string Lines(const std::vector<Finding>& findings) {
  std::string lines;
  for (const Finding& finding : findings) {
    absl::StrAppend(&lines, finding.path, ": ", v1::Reason_Name(finding.reason), "\n");
  }
  return lines;
}

class BadMessageTest : public testing::TestWithParam<BadMessage> {};

TEST_P(BadMessageTest, IsToldInFull) {
  const BadMessage& bad = GetParam();
  v1::Document document = ValidDocument(KindFromName(bad.kind));
  for (const std::string& edit : bad.edits) Edit(document, edit);

  Violations violations;
  Validate(document, FieldPath(), violations);

  ASSERT_EQ(Lines(violations.list()), Lines(bad.findings));
  for (size_t i = 0; i < bad.findings.size(); ++i) {
    const std::string& text = violations.list()[i].description();
    EXPECT_THAT(text, testing::HasSubstr(bad.findings[i].says)) << bad.findings[i].path;
    EXPECT_EQ(ScanText(text).fault, TextScan::Fault::kNone) << text;
    EXPECT_FALSE(text.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Table, BadMessageTest, testing::ValuesIn(BadMessages()),
                         [](const auto& bad) { return bad.param.name; });

TEST(BadMessagesTest, EveryReasonOfShapeStandsInTheTable) {
  std::set<v1::Reason> told;
  for (const BadMessage& bad : BadMessages()) {
    for (const Finding& finding : bad.findings) told.insert(finding.reason);
  }
  // The door raises DOCUMENT_TOO_LARGE before a message is read.
  for (int reason = v1::REASON_FIELD_REQUIRED; reason < v1::REASON_DOCUMENT_TOO_LARGE; ++reason) {
    EXPECT_TRUE(told.contains(static_cast<v1::Reason>(reason)))
        << v1::Reason_Name(static_cast<v1::Reason>(reason));
  }
}

TEST(BadMessagesTest, TheSamplesAreGood) {
  for (const v1::Document::BodyCase kind : shape::AllKinds()) {
    Violations violations;
    Validate(ValidDocument(kind), FieldPath(), violations);
    EXPECT_TRUE(violations.empty()) << violations.ToStatus();
  }
}

TEST(BadMessagesTest, PathsBeginWhereTheCallerSays) {
  v1::Document document = ValidDocument(v1::Document::kParty);
  document.mutable_party()->clear_role();
  document.clear_number();
  Violations violations;
  Validate(document, FieldPath("document"), violations);
  ASSERT_EQ(violations.list().size(), 2u);
  EXPECT_EQ(violations.list()[0].field_path(), "document.number");
  EXPECT_EQ(violations.list()[1].field_path(), "document.party.role");
}

}  // namespace
}  // namespace headwater::exchange
