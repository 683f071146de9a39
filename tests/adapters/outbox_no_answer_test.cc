// What an outbox makes of calls and streams that end without the hub's last word.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "adapters/outbox_fixture.h"

namespace headwater::client {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Ends of a call or a stream that say nothing of the documents on their way.
std::vector<Refusal> EndsThatAreNoAnswer() {
  using absl::StatusCode;
  std::vector<Refusal> ends = {
      MakeRefusal(StatusCode::kPermissionDenied, v1::REASON_PARTY_UNKNOWN),
      MakeRefusal(StatusCode::kPermissionDenied, v1::REASON_PARTY_SUSPENDED),
      MakeRefusal(StatusCode::kUnauthenticated, v1::REASON_CERTIFICATE_MISSING),
      MakeRefusal(StatusCode::kInternal, v1::REASON_INTERNAL),
  };
  for (const StatusCode code :
       {StatusCode::kCancelled, StatusCode::kUnknown, StatusCode::kInvalidArgument,
        StatusCode::kDeadlineExceeded, StatusCode::kNotFound, StatusCode::kAlreadyExists,
        StatusCode::kPermissionDenied, StatusCode::kResourceExhausted,
        StatusCode::kFailedPrecondition, StatusCode::kAborted, StatusCode::kOutOfRange,
        StatusCode::kUnimplemented, StatusCode::kInternal, StatusCode::kUnavailable,
        StatusCode::kDataLoss, StatusCode::kUnauthenticated}) {
    ends.push_back(LocalRefusal(code, "from the way"));
  }
  return ends;
}

class NoAnswerTest : public OutboxTest {
 protected:
  static constexpr int kDocuments = 6;

  NoAnswerTest() {
    for (int i = 0; i < kDocuments; ++i) documents_.push_back(MakeDocument(i));
  }

  // The first two are answered, the third is applied and its answer lost, and from then
  // on nothing reaches the hub.
  void CutOff(const Refusal& end) {
    files_ = FakeFiles();
    hub_ = FakeHub();
    hub_.cut = end;
    hub_.faults = {Fault::kNone, Fault::kNone, Fault::kLostAnswer};
    hub_.faults.insert(hub_.faults.end(), 1000, Fault::kLost);
  }

  void ExpectAllKept(const Refusal& end, size_t count) {
    EXPECT_EQ(outbox_->pending_count(), count);
    const absl::Status left = Start().SendPending([&](const v1::Document&, const Answer& answer) {
      EXPECT_FALSE(answer.IsFinal());
      EXPECT_EQ(answer.refusal->code, end.code);
    });
    EXPECT_EQ(left.code(), end.code);
    EXPECT_THAT(std::string(left.message()), HasSubstr(kPath));
    EXPECT_THAT(std::string(left.message()), HasSubstr(end.message));
    EXPECT_EQ(outbox_->pending_count(), count);
  }

  void ExpectEachAppliedOnceInTheEnd() {
    hub_.faults.clear();
    Start();
    SendPending();
    EXPECT_EQ(outbox_->pending_count(), 0u);
    EXPECT_EQ(hub_.events().size(), documents_.size());
    for (const v1::Document& document : documents_) {
      EXPECT_EQ(hub_.TimesApplied(document.document_id()), 1);
    }
    EXPECT_THAT(hub_.offences(), IsEmpty());
  }

  std::vector<v1::Document> documents_;
};

TEST_F(NoAnswerTest, TheEndOfAStreamDropsNothing) {
  std::vector<Refusal> ends = EndsThatAreNoAnswer();
  // Not even with a reason that would be the last word on one document.
  ends.push_back(MakeRefusal(absl::StatusCode::kInvalidArgument, v1::REASON_GS1_CHECK_DIGIT));
  for (const Refusal& end : ends) {
    SCOPED_TRACE(end.ToString());
    CutOff(end);
    int receipts = 0;
    int open = 0;
    ASSERT_TRUE(
        Start()
            .SubmitAll(documents_,
                       [&](size_t, const Answer& answer) { ++(answer.ok() ? receipts : open); })
            .ok());
    EXPECT_EQ(receipts, 2);
    EXPECT_EQ(open, kDocuments - 2);
    ExpectAllKept(end, kDocuments - 2);
    ExpectEachAppliedOnceInTheEnd();
  }
}

TEST_F(NoAnswerTest, TheEndOfACallDropsNothing) {
  for (const Refusal& end : EndsThatAreNoAnswer()) {
    SCOPED_TRACE(end.ToString());
    CutOff(end);
    Start();
    for (int i = 0; i < kDocuments; ++i) {
      const auto answer = outbox_->Submit(documents_[static_cast<size_t>(i)]);
      ASSERT_TRUE(answer.ok());
      EXPECT_EQ(answer->ok(), i < 2) << i;
    }
    ExpectAllKept(end, kDocuments - 2);
    ExpectEachAppliedOnceInTheEnd();
  }
}

// The certificate of another party that the hub knows: each document gets an answer of
// its own, and the hub gives it before it looks whether the document is committed.
TEST_F(NoAnswerTest, TheCertificateOfAnotherPartyDropsNothingOfEarlierRuns) {
  const Refusal away = LocalRefusal(absl::StatusCode::kUnavailable, "unreachable");
  CutOff(away);
  ASSERT_TRUE(Start().SubmitAll(documents_, [](size_t, const Answer&) {}).ok());
  hub_.faults.clear();
  hub_.caller_gln = "4000001000104";
  ExpectAllKept(MakeRefusal(absl::StatusCode::kPermissionDenied, v1::REASON_SENDER_MISMATCH),
                kDocuments - 2);
  // Handed over once more, it is told the same.
  const auto again = outbox_->Submit(documents_[2]);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->refusal->detail.reason(), v1::REASON_SENDER_MISMATCH);
  EXPECT_TRUE(again->refusal->fate_unknown);
  EXPECT_FALSE(again->IsFinal());
  EXPECT_EQ(outbox_->pending_count(), 4u);
  hub_.caller_gln.clear();
  ExpectEachAppliedOnceInTheEnd();
}

TEST_F(NoAnswerTest, WhatStaysIsToldInNumbersThatAgree) {
  hub_.cut = LocalRefusal(absl::StatusCode::kUnavailable, "unreachable");
  hub_.faults.assign(1000, Fault::kLost);
  const auto nothing = [](const v1::Document&, const Answer&) {};
  ASSERT_TRUE(Start().Submit(documents_[0]).ok());
  EXPECT_THAT(std::string(outbox_->SendPending(nothing).message()),
              HasSubstr("1 of 1 document stays in the outbox"));
  ASSERT_TRUE(outbox_->Submit(documents_[1]).ok());
  EXPECT_THAT(std::string(outbox_->SendPending(nothing).message()),
              HasSubstr("2 of 2 documents stay in the outbox"));
  hub_.faults.clear();
  hub_.faults_by_document[documents_[1].document_id()] = Fault::kBusy;
  EXPECT_THAT(std::string(outbox_->SendPending(nothing).message()),
              HasSubstr("1 of 2 documents stays in the outbox"));
}

// Nobody else has sent it, so it need not be kept: it would stand in the way for ever.
TEST_F(NoAnswerTest, ANewDocumentOfAnotherSenderIsRefusedForGood) {
  hub_.caller_gln = "4000001000104";
  const auto unary = Start().Submit(documents_[0]);
  ASSERT_TRUE(unary.ok());
  EXPECT_EQ(unary->refusal->detail.reason(), v1::REASON_SENDER_MISMATCH);
  EXPECT_TRUE(unary->IsFinal());
  ASSERT_TRUE(outbox_
                  ->SubmitAll(documents_,
                              [](size_t, const Answer& answer) {
                                EXPECT_FALSE(answer.ok());
                                EXPECT_TRUE(answer.IsFinal());
                              })
                  .ok());
  EXPECT_EQ(outbox_->pending_count(), 0u);
  EXPECT_EQ(Start().pending_count(), 0u);
}

}  // namespace
}  // namespace headwater::client
