#include "hub/exchange/door.h"

#include <gtest/gtest.h>

#include "exchange/fake_room.h"
#include "hub/exchange/limits.h"
#include "hub/exchange/refusal.h"

namespace headwater::test {
namespace {

using exchange::Role;

TEST(Door, TellsAllFaultsOfShapeAtOnce) {
  TestHub hub(TallyHub());
  auto document = Complaint("C-1", Supplier(), Retailer(), "");
  document.set_number("");
  document.set_document_id("no uuid");
  auto request = MakeRequest(document);
  request.set_request_id("");
  const auto refused = hub.Submit(Supplier(), request);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasViolation("request_id", v1::REASON_FIELD_REQUIRED));
  EXPECT_THAT(refused, HasViolation("document_id", v1::REASON_UUID_INVALID));
  EXPECT_THAT(refused, HasViolation("number", v1::REASON_FIELD_REQUIRED));
  EXPECT_THAT(refused,
              HasViolation("application_error.findings[0].description", v1::REASON_FIELD_REQUIRED));
  EXPECT_THAT(refused, ViolationCount(4));
}

TEST(Door, AnEmptyRequestIsRefused) {
  TestHub hub(TallyHub());
  const auto refused = hub.Submit(Supplier(), v1::SubmitRequest());
  EXPECT_THAT(refused, HasViolation("request_id", v1::REASON_FIELD_REQUIRED));
  EXPECT_THAT(refused, HasViolation("document", v1::REASON_FIELD_REQUIRED));
}

TEST(Door, CountsTheFaultsThatItDoesNotList) {
  TestHub hub(TallyHub());
  auto document = Complaint("C-1", Supplier(), Retailer());
  auto& findings = *document.mutable_application_error()->mutable_findings();
  for (int i = 0; i < 999; ++i) *findings.Add() = findings[0];
  for (auto& finding : findings) {
    finding.clear_code();
    finding.clear_description();
  }
  const auto refused = hub.Submit(document);
  EXPECT_THAT(refused, ViolationCount(exchange::Violations::kViolationsMax));
  EXPECT_THAT(refused.status().message(), testing::HasSubstr("and 1999 more violations"));
}

// Fills the document with findings until it has exactly so many bytes.
v1::Document DocumentOfSize(size_t size) {
  v1::Document document = Complaint("BIG", Supplier(), Retailer());
  auto& findings = *document.mutable_application_error();
  while (document.ByteSizeLong() + 4000 < size) {
    v1::ApplicationFinding& finding = *findings.add_findings();
    finding.set_code(v1::APPLICATION_ERROR_CODE_OTHER);
    finding.set_description(std::string(900, 'x'));
    finding.set_field_path(std::string(300, 'p'));
    if (findings.findings_size() > 995) break;
  }
  for (int i = 1; i < findings.findings_size() && document.ByteSizeLong() < size; ++i) {
    std::string& text = *findings.mutable_findings(i)->mutable_description();
    text.append(std::min<size_t>(100, size - document.ByteSizeLong()), 'y');
  }
  return document;
}

TEST(Door, TakesADocumentOfTheLargestSizeAndNoByteMore) {
  TestHub hub(TallyHub());
  const v1::Document largest = DocumentOfSize(exchange::kDocumentBytesMax);
  ASSERT_EQ(largest.ByteSizeLong(), exchange::kDocumentBytesMax);
  v1::Document larger = largest;
  larger.mutable_application_error()->mutable_findings(0)->mutable_description()->append("x");
  ASSERT_EQ(larger.ByteSizeLong(), exchange::kDocumentBytesMax + 1);

  const auto refused = hub.Submit(larger);
  EXPECT_THAT(refused, Refused(v1::REASON_DOCUMENT_TOO_LARGE));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(hub.Submit(largest), IsOk());
  EXPECT_EQ(hub.Events(Supplier()).size(), 1u);
}

TEST(Door, APartySendsItsOwnDocumentsAlone) {
  TestHub hub(TallyHub());
  const auto refused = hub.Submit(Supplier(2), Complaint("C-1", Supplier(1), Retailer()));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(refused, HasViolation("sender_gln", v1::REASON_SENDER_MISMATCH));
  EXPECT_THAT(hub.Submit(Retailer(), Complaint("C-1", Supplier(1), Retailer())),
              Refused(v1::REASON_SENDER_MISMATCH));
}

TEST(Door, UnknownAndSuspendedPartiesSendNothing) {
  FixedDirectory directory;
  directory.Put({Supplier(2), Role::kSupplier, /*suspended=*/true});
  TestHubOptions options = TallyHub();
  options.directory = &directory;
  TestHub hub(std::move(options));
  const auto unknown = hub.Submit(Complaint("C-1", Supplier(9), Retailer()));
  EXPECT_THAT(unknown, Refused(v1::REASON_PARTY_UNKNOWN));
  EXPECT_THAT(unknown, HasCode(absl::StatusCode::kPermissionDenied));
  const auto suspended = hub.Submit(Complaint("C-1", Supplier(2), Retailer()));
  EXPECT_THAT(suspended, Refused(v1::REASON_PARTY_SUSPENDED));
  EXPECT_THAT(suspended, HasCode(absl::StatusCode::kPermissionDenied));
  // But they can be written to.
  EXPECT_THAT(hub.Submit(Complaint("C-1", Retailer(), Supplier(2))), IsOk());
}

// Else a party whose receipt was lost on the way would take a committed document for
// a refused one.
TEST(Door, ASuspendedPartyGetsItsOldReceipts) {
  FixedDirectory directory;
  TestHubOptions options = TallyHub();
  options.directory = &directory;
  TestHub hub(std::move(options));
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer()));
  const auto receipt = hub.Submit(Supplier(), request);
  ASSERT_THAT(receipt, IsOk());
  directory.Put({Supplier(), Role::kSupplier, /*suspended=*/true});
  const auto again = hub.Submit(Supplier(), request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), receipt->SerializeAsString());
  EXPECT_THAT(hub.Submit(Supplier(), MakeRequest(Complaint("C-2", Supplier(), Retailer()))),
              Refused(v1::REASON_PARTY_SUSPENDED));
}

v1::Document OrderFrom(base::Gln sender, base::Gln receiver) {
  v1::Document document = Envelope("PO-1", sender, receiver);
  v1::Order& order = *document.mutable_order();
  order.set_currency_code("EUR");
  return document;
}

TEST(Door, AKindIsSentByItsRole) {
  TestHubOptions options;
  exchange::Kind kind;
  kind.body = v1::Document::kApplicationError;
  kind.senders = exchange::Senders::kRetailer;
  kind.receivers = exchange::Receivers::kOtherRole;
  options.kinds.push_back(std::move(kind));
  TestHub strict(std::move(options));
  const auto refused = strict.Submit(Complaint("C-1", Supplier(), Retailer()));
  EXPECT_THAT(refused, Refused(v1::REASON_SENDER_NOT_ALLOWED));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(strict.Submit(Complaint("C-1", Retailer(), Supplier())), IsOk());
}

TEST(Door, AKindForTheOtherRoleNeedsAReceiver) {
  TestHub hub(TallyHub());
  const auto refused = hub.Submit(OrderFrom(Retailer(), base::Gln()));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(refused, HasViolation("receiver_gln", v1::REASON_FIELD_REQUIRED));
}

TEST(Door, AKindForNobodyTakesNoReceiver) {
  TestHub hub(TallyHub());
  auto document = LocationDocument("L-1", Supplier());
  document.set_receiver_gln(Retailer().ToString());
  const auto refused = hub.Submit(document);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(refused, HasViolation("receiver_gln", v1::REASON_RECEIVER_NOT_ALLOWED));
  ASSERT_THAT(hub.Submit(LocationDocument("L-1", Supplier())), IsOk());
  EXPECT_TRUE(hub.Events(Retailer()).empty());
  EXPECT_EQ(hub.Events(Supplier()).size(), 1u);
}

// Identity before existence: the two cannot be told apart.
TEST(Door, ASupplierLearnsNothingOfOtherParties) {
  TestHub hub(TallyHub());
  std::vector<std::string> answers;
  for (const base::Gln receiver : {Supplier(2), Supplier(1), MakeGln(4711)}) {
    const auto refused = hub.Submit(Complaint("C-1", Supplier(1), receiver));
    EXPECT_THAT(refused, Refused(v1::REASON_RECEIVER_NOT_ALLOWED));
    answers.push_back(Describe(refused.status()));
  }
  for (const base::Gln receiver : {Supplier(2), MakeGln(4711)}) {
    auto document = PartyDocument("P-1", receiver);
    document.set_sender_gln(Supplier(1).ToString());
    const auto refused = hub.Submit(document);
    EXPECT_THAT(refused, Refused(v1::REASON_RECEIVER_NOT_ALLOWED));
    answers.push_back(Describe(refused.status()));
  }
  EXPECT_EQ(answers[0], answers[1]);
  EXPECT_EQ(answers[0], answers[2]);
  EXPECT_EQ(answers[3], answers[4]);
}

TEST(Door, TheRetailerIsToldOfAReceiverThatIsNone) {
  TestHub hub(TallyHub());
  const auto refused = hub.Submit(Complaint("C-1", Retailer(), MakeGln(4711)));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasViolation("receiver_gln", v1::REASON_PARTY_NOT_FOUND));
  EXPECT_THAT(hub.Submit(Complaint("C-1", Retailer(), Retailer())),
              Refused(v1::REASON_RECEIVER_NOT_ALLOWED));
}

TEST(Door, AStatedReceiverMayBeTheSenderItself) {
  TestHub hub(TallyHub());
  const auto receipt = hub.Submit(PartyDocument("P-1", Retailer()));
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(hub.Events(Retailer()).size(), 1u);
  EXPECT_EQ(hub.Rows("SELECT sender_sequence, receiver_sequence FROM document"),
            std::vector<std::string>{"1|1"});
}

// Here no handler makes the party known, which is a fault of the hub.
TEST(Door, AReceiverMustBeKnownInTheEnd) {
  TestHub hub(TallyHub());
  const auto refused = hub.Submit(PartyDocument("P-1", MakeGln(4711)));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInternal));
  EXPECT_EQ(hub.Rows("SELECT count(*) FROM document"), std::vector<std::string>{"0"});
}

TEST(Door, AHandlersViolationsReachTheCallerAndUndoItsWork) {
  TestHub hub(TallyHub());
  const auto before = hub.TableHashes();
  const auto refused = hub.Submit(Complaint("C-1", Supplier(), Retailer(), "refuse"));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, ViolationCount(2));
  EXPECT_EQ(hub.TableHashes(), before);
  EXPECT_TRUE(hub.faults().empty());
}

TEST(Door, AFaultIsLoggedAndNotTold) {
  TestHub hub(TallyHub());
  const auto before = hub.TableHashes();
  const auto refused = hub.Submit(Complaint("C-1", Supplier(), Retailer(), "break"));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kInternal));
  EXPECT_THAT(refused, Refused(v1::REASON_INTERNAL));
  EXPECT_THAT(Describe(refused.status()), testing::Not(testing::HasSubstr("tally")));
  EXPECT_EQ(hub.TableHashes(), before);
  ASSERT_EQ(hub.faults().size(), 1u);
  EXPECT_THAT(hub.faults()[0], testing::HasSubstr(kSecret));
}

TEST(Door, AStoppedHubAsksToComeAgain) {
  TestHub hub(TallyHub());
  hub.exchange().Stop();
  const auto refused = hub.Submit(Complaint("C-1", Supplier(), Retailer()));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(refused, Refused(v1::REASON_DRAINING));
  EXPECT_TRUE(exchange::DetailOf(refused.status()).has_retry_delay());
  EXPECT_THAT(hub.Acknowledge(Supplier(), 0), Refused(v1::REASON_DRAINING));
}

TEST(Door, AFullQueueSaysBusy) {
  TestHubOptions options = TallyHub();
  options.queue.waiting_max = 0;
  TestHub hub(std::move(options));
  const auto refused = hub.Submit(Complaint("C-1", Supplier(), Retailer()));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, Refused(v1::REASON_BUSY));
  EXPECT_TRUE(exchange::DetailOf(refused.status()).has_retry_delay());
}

}  // namespace
}  // namespace headwater::test
