#include <gtest/gtest.h>

#include <functional>

#include "exchange/fake_room.h"

namespace headwater::test {
namespace {

std::string Bytes(const absl::StatusOr<v1::Receipt>& receipt) {
  return receipt.ok() ? receipt->SerializeAsString() : Describe(receipt.status());
}

TEST(Idempotency, TheSameRequestGetsTheSameReceiptForEver) {
  TestHub hub(TallyHub());
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer(), "add 5"));
  const auto first = hub.Submit(Supplier(), request);
  ASSERT_THAT(first, IsOk());
  hub.clock().Advance(absl::Hours(1000));
  ASSERT_THAT(hub.Submit(Complaint("C-2", Supplier(), Retailer(), "add 6")), IsOk());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Bytes(hub.Submit(Supplier(), request)), Bytes(first));
  EXPECT_EQ(hub.Rows("SELECT number, version FROM tally"), std::vector<std::string>{"11|2"});
  EXPECT_EQ(hub.Events(Supplier()).size(), 2u);
  EXPECT_EQ(hub.Events(Retailer()).size(), 2u);
}

TEST(Idempotency, AReceiptSurvivesARestart) {
  TempFolder folder;
  TestHubOptions options = TallyHub();
  options.path = folder.File("hub.db");
  TestHub hub(std::move(options));
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer(), "add 5"));
  const auto first = hub.Submit(Supplier(), request);
  ASSERT_THAT(first, IsOk());
  const auto hashes = hub.TableHashes();
  hub.Reopen();
  hub.clock().Advance(absl::Hours(1));
  EXPECT_EQ(Bytes(hub.Submit(Supplier(), request)), Bytes(first));
  EXPECT_EQ(hub.TableHashes(), hashes);
  const auto next = hub.Submit(Complaint("C-2", Supplier(), Retailer()));
  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->sequence(), first->sequence() + 1);
}

TEST(Idempotency, AReceiptOutlivesTheRulesOfItsDay) {
  FixedDirectory directory;
  TestHubOptions options = TallyHub();
  options.directory = &directory;
  TestHub hub(std::move(options));
  const auto request = MakeRequest(Complaint("C-1", Retailer(), Supplier(), "add 5"));
  const auto first = hub.Submit(Retailer(), request);
  ASSERT_THAT(first, IsOk());
  // The receiver has become a retailer: no new document would be allowed.
  directory.Put({Supplier(), exchange::Role::kRetailer});
  EXPECT_THAT(hub.Submit(Complaint("C-2", Retailer(), Supplier())),
              Refused(v1::REASON_RECEIVER_NOT_ALLOWED));
  EXPECT_EQ(Bytes(hub.Submit(Retailer(), request)), Bytes(first));
}

TEST(Idempotency, TheSameRequestIdWithAnyOtherByteIsRefused) {
  TestHub hub(TallyHub());
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer(), "add 5"));
  ASSERT_THAT(hub.Submit(Supplier(), request), IsOk());
  const std::vector<std::function<void(v1::Document&)>> changes = {
      [](v1::Document& d) { d.set_document_id(NextUuid()); },
      [](v1::Document& d) { d.set_number("C-2"); },
      [](v1::Document& d) { d.clear_receiver_gln(); },
      [](v1::Document& d) { d.mutable_issue_time()->set_nanos(1000); },
      [](v1::Document& d) { d.set_base_version(0); },
      [](v1::Document& d) {
        d.mutable_application_error()->mutable_findings(0)->set_description("add 6");
      },
  };
  for (const auto& change : changes) {
    v1::SubmitRequest other = request;
    change(*other.mutable_document());
    const auto refused = hub.Submit(Supplier(), other);
    EXPECT_THAT(refused, Refused(v1::REASON_REQUEST_ID_REUSED));
    EXPECT_THAT(refused, HasCode(absl::StatusCode::kAlreadyExists));
  }
  EXPECT_EQ(hub.Rows("SELECT number FROM tally"), std::vector<std::string>{"5"});
}

TEST(Idempotency, RequestIdsBelongToTheirSender) {
  TestHub hub(TallyHub());
  auto request = MakeRequest(Complaint("C-1", Supplier(1), Retailer(), "add 5"));
  ASSERT_THAT(hub.Submit(Supplier(1), request), IsOk());
  *request.mutable_document() = Complaint("C-1", Supplier(2), Retailer(), "add 6");
  EXPECT_THAT(hub.Submit(Supplier(2), request), IsOk());
}

TEST(Idempotency, ADocumentIdIsUsedOnce) {
  TestHub hub(TallyHub());
  const auto first = Complaint("C-1", Supplier(1), Retailer());
  ASSERT_THAT(hub.Submit(first), IsOk());
  auto second = Complaint("C-2", Supplier(1), Retailer());
  second.set_document_id(first.document_id());
  const auto refused = hub.Submit(second);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(refused, HasViolation("document_id", v1::REASON_DOCUMENT_ID_REUSED));
  EXPECT_THAT(Describe(refused.status()), testing::HasSubstr("C-1"));
}

TEST(Idempotency, AForeignDocumentIdTellsNothing) {
  TestHub hub(TallyHub());
  const auto first = Complaint("SECRET-1", Supplier(1), Retailer());
  ASSERT_THAT(hub.Submit(first), IsOk());
  auto second = Complaint("C-2", Supplier(2), Retailer());
  second.set_document_id(first.document_id());
  const auto refused = hub.Submit(second);
  EXPECT_THAT(refused, HasViolation("document_id", v1::REASON_DOCUMENT_ID_REUSED));
  EXPECT_THAT(Describe(refused.status()), testing::Not(testing::HasSubstr("SECRET")));
  EXPECT_THAT(Describe(refused.status()), testing::Not(testing::HasSubstr(Supplier(1).ToString())));
  // Its receiver knows it.
  auto third = Complaint("C-3", Retailer(), Supplier(2));
  third.set_document_id(first.document_id());
  EXPECT_THAT(Describe(hub.Submit(third).status()), testing::HasSubstr("SECRET-1"));
}

TEST(Idempotency, ANumberIsUsedOncePerSenderAndKind) {
  TestHub hub(TallyHub());
  ASSERT_THAT(hub.Submit(Complaint("N-1", Retailer(), Supplier(1))), IsOk());
  const auto refused = hub.Submit(Complaint("N-1", Retailer(), Supplier(2)));
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(refused, HasViolation("number", v1::REASON_NUMBER_REUSED));
  EXPECT_THAT(hub.Submit(LocationDocument("N-1", Retailer())), IsOk());
  EXPECT_THAT(hub.Submit(Complaint("N-1", Supplier(1), Retailer())), IsOk());
  EXPECT_THAT(hub.Submit(Complaint("n-1", Retailer(), Supplier(1))), IsOk());
}

TEST(Idempotency, BothKeysAreToldAtOnce) {
  TestHub hub(TallyHub());
  const auto first = Complaint("N-1", Supplier(), Retailer(), "add 1");
  ASSERT_THAT(hub.Submit(first), IsOk());
  const auto refused = hub.Submit(first);  // with a new request_id
  EXPECT_THAT(refused, HasViolation("document_id", v1::REASON_DOCUMENT_ID_REUSED));
  EXPECT_THAT(refused, HasViolation("number", v1::REASON_NUMBER_REUSED));
  EXPECT_THAT(refused, ViolationCount(2));
}

TEST(Idempotency, ARefusedRequestMayBeMendedUnderItsId) {
  TestHub hub(TallyHub());
  auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer(), "refuse"));
  ASSERT_THAT(hub.Submit(Supplier(), request), Refused(v1::REASON_ITEM_NOT_FOUND));
  request.mutable_document()->mutable_application_error()->mutable_findings(0)->set_description(
      "add 2");
  EXPECT_THAT(hub.Submit(Supplier(), request), IsOk());
  EXPECT_EQ(hub.Rows("SELECT number FROM tally"), std::vector<std::string>{"2"});
}

}  // namespace
}  // namespace headwater::test
