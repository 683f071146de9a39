#include "hub/exchange/application_error_handler.h"

#include <gtest/gtest.h>

#include "exchange/fake_room.h"

namespace headwater::test {
namespace {

TestHubOptions Options() {
  TestHubOptions options;
  exchange::Kind kind;
  kind.body = v1::Document::kApplicationError;
  kind.senders = exchange::Senders::kBoth;
  kind.receivers = exchange::Receivers::kOtherRole;
  kind.handlers.push_back(std::make_unique<exchange::ApplicationErrorHandler>());
  options.kinds.push_back(std::move(kind));
  return options;
}

v1::Document About(std::string_view number, base::Gln sender, base::Gln receiver,
                   const v1::Document& subject) {
  v1::Document document = Complaint(number, sender, receiver);
  document.set_in_response_to(subject.document_id());
  return document;
}

TEST(ApplicationErrorHandler, TakesAComplaintAboutADocumentOfItsFeed) {
  TestHub hub(Options());
  const auto subject = Complaint("S-1", Retailer(), Supplier(1));
  ASSERT_THAT(hub.Submit(subject), IsOk());
  EXPECT_THAT(hub.Submit(About("C-1", Supplier(1), Retailer(), subject)), IsOk());
  EXPECT_THAT(hub.Submit(About("C-1", Retailer(), Supplier(1), subject)), IsOk());
  EXPECT_TRUE(hub.Rebuild()->identical());
}

TEST(ApplicationErrorHandler, AForeignDocumentIsLikeNone) {
  TestHub hub(Options());
  const auto subject = Complaint("S-1", Retailer(), Supplier(1));
  ASSERT_THAT(hub.Submit(subject), IsOk());
  auto complaint = About("C-1", Supplier(2), Retailer(), subject);
  const auto foreign = hub.Submit(complaint);
  EXPECT_THAT(foreign, HasViolation("in_response_to", v1::REASON_DOCUMENT_NOT_FOUND));
  EXPECT_THAT(foreign, HasCode(absl::StatusCode::kFailedPrecondition));
  // Its own id names a document that is not there yet.
  complaint.set_in_response_to(complaint.document_id());
  EXPECT_THAT(hub.Submit(complaint), HasViolation("in_response_to", v1::REASON_DOCUMENT_NOT_FOUND));
}

TEST(ApplicationErrorHandler, TheReceiverIsTheOtherParty) {
  TestHub hub(Options());
  const auto subject = Complaint("S-1", Retailer(), Supplier(1));
  ASSERT_THAT(hub.Submit(subject), IsOk());
  EXPECT_THAT(hub.Submit(About("C-1", Retailer(), Supplier(2), subject)),
              HasViolation("in_response_to", v1::REASON_IN_RESPONSE_TO_WRONG));
}

}  // namespace
}  // namespace headwater::test
