#include "adapters/client/submitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "adapters/fake_hub.h"
#include "adapters/fake_sleeper.h"
#include "adapters/recording_watch.h"

namespace headwater::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class SubmitterTest : public testing::Test {
 protected:
  RetryingSubmitter& submitter() {
    if (submitter_ == nullptr) {
      submitter_ = std::make_unique<RetryingSubmitter>(hub_, ids_, options_, random_, sleeper_);
    }
    return *submitter_;
  }

  // Answers by index; fails the test when one comes twice.
  std::map<size_t, Answer> SubmitAll(const std::vector<v1::Document>& documents) {
    std::map<size_t, Answer> answers;
    const absl::Status status =
        submitter().SubmitAll(documents, [&](size_t index, const Answer& answer) {
          EXPECT_TRUE(answers.emplace(index, answer).second) << "a second answer to " << index;
        });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(answers.size(), documents.size());
    return answers;
  }

  static std::vector<v1::Document> Documents(int count) {
    std::vector<v1::Document> documents;
    for (int i = 0; i < count; ++i) documents.push_back(MakeDocument(i));
    return documents;
  }

  void ExpectEachAppliedOnce(const std::vector<v1::Document>& documents) {
    EXPECT_EQ(hub_.events().size(), documents.size());
    for (const v1::Document& document : documents) {
      EXPECT_EQ(hub_.TimesApplied(document.document_id()), 1);
    }
    EXPECT_THAT(hub_.offences(), IsEmpty());
  }

  FakeHub hub_;
  DocumentRequestIds ids_;
  SubmitterOptions options_;
  base::SeededRandom random_{1};
  FakeSleeper sleeper_;
  std::unique_ptr<RetryingSubmitter> submitter_;
};

TEST_F(SubmitterTest, TriesAgainUntilItKnows) {
  hub_.faults = {Fault::kLost, Fault::kLostAnswer, Fault::kBusy};
  const auto answer = submitter().Submit(MakeDocument(1));
  ASSERT_TRUE(answer.ok());
  ASSERT_TRUE(answer->ok());
  EXPECT_EQ(answer->receipt->sequence(), 1);
  ExpectEachAppliedOnce({MakeDocument(1)});
  ASSERT_EQ(sleeper_.slept().size(), 3u);
  // The upper half of 100, 200 and 400 ms; the third is what the hub asked for at least.
  EXPECT_GE(sleeper_.slept()[0], absl::Milliseconds(50));
  EXPECT_LE(sleeper_.slept()[0], absl::Milliseconds(100));
  EXPECT_GE(sleeper_.slept()[1], absl::Milliseconds(100));
  EXPECT_LE(sleeper_.slept()[1], absl::Milliseconds(200));
  EXPECT_GE(sleeper_.slept()[2], absl::Milliseconds(250));
  EXPECT_LE(sleeper_.slept()[2], absl::Milliseconds(400));
}

TEST_F(SubmitterTest, ARefusalIsFinal) {
  hub_.faults = {Fault::kRefused};
  const auto answer = submitter().Submit(MakeDocument(1));
  ASSERT_TRUE(answer.ok());
  ASSERT_FALSE(answer->ok());
  EXPECT_EQ(answer->refusal->detail.reason(), v1::REASON_GS1_CHECK_DIGIT);
  EXPECT_THAT(sleeper_.slept(), IsEmpty());
}

TEST_F(SubmitterTest, GivesUpAfterTheLastAttempt) {
  options_.retry.attempts_max = 3;
  hub_.faults.assign(10, Fault::kLost);
  const auto answer = submitter().Submit(MakeDocument(1));
  ASSERT_TRUE(answer.ok());
  ASSERT_FALSE(answer->ok());
  EXPECT_TRUE(answer->refusal->IsRetryable());
  EXPECT_EQ(sleeper_.slept().size(), 2u);
  EXPECT_EQ(hub_.faults.size(), 7u);
}

TEST_F(SubmitterTest, GivesUpWhenInterrupted) {
  options_.retry.attempts_max = 0;
  hub_.faults.assign(10, Fault::kLost);
  sleeper_.Interrupt();
  const auto answer = submitter().Submit(MakeDocument(1));
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->ok());
  EXPECT_EQ(hub_.faults.size(), 9u);
}

TEST_F(SubmitterTest, TheWatchHearsHowItFares) {
  RecordingWatch watch;
  options_.watch = &watch;
  hub_.faults = {Fault::kLost, Fault::kBusy, Fault::kLost, Fault::kRefused};
  ASSERT_TRUE(submitter().Submit(MakeDocument(1)).ok());
  EXPECT_THAT(watch.heard, ElementsAre("unreachable", "unreachable", "reached"));
  watch.heard.clear();
  hub_.faults = {Fault::kNone, Fault::kLost, Fault::kBusy};
  SubmitAll(Documents(2));
  EXPECT_THAT(watch.heard, ElementsAre("reached", "unreachable", "reached"));
}

TEST_F(SubmitterTest, TheWatchEndsIt) {
  RecordingWatch watch;
  watch.goes_on = false;
  options_.watch = &watch;
  hub_.faults.assign(10, Fault::kLost);
  const auto answer = submitter().Submit(MakeDocument(1));
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->IsFinal());
  for (const auto& [index, each] : SubmitAll(Documents(3))) {
    EXPECT_FALSE(each.IsFinal());
    EXPECT_EQ(each.refusal->message, "unreachable");
  }
  EXPECT_THAT(watch.heard, ElementsAre("unreachable", "unreachable"));
  EXPECT_EQ(hub_.faults.size(), 8u);
  EXPECT_THAT(sleeper_.slept(), IsEmpty());
}

// A hub that answers every document so, and does not break the stream.
TEST_F(SubmitterTest, TheWatchHearsOfAHubThatTakesNothing) {
  RecordingWatch watch;
  options_.watch = &watch;
  options_.retry.attempts_max = 2;
  hub_.faults_by_document[MakeDocument(0).document_id()] = Fault::kSealed;
  SubmitAll(Documents(1));
  EXPECT_THAT(watch.heard, ElementsAre("REASON_STORE_SEALED"));
}

TEST_F(SubmitterTest, ManyOverOneStream) {
  const auto documents = Documents(1000);
  const auto answers = SubmitAll(documents);
  for (const auto& [index, answer] : answers) {
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(answer.receipt->document_id(), documents[index].document_id());
    EXPECT_EQ(answer.receipt->sequence(), static_cast<int64_t>(index) + 1);
  }
  ExpectEachAppliedOnce(documents);
  EXPECT_EQ(hub_.streams_opened, 1);
  EXPECT_EQ(hub_.in_flight_max, kInFlightMax);
}

TEST_F(SubmitterTest, InFlightIsBounded) {
  options_.in_flight_max = 1;
  SubmitAll(Documents(20));
  EXPECT_EQ(hub_.in_flight_max, 1u);
}

TEST_F(SubmitterTest, BytesInFlightAreBounded) {
  std::vector<v1::Document> documents;
  for (int i = 0; i < 40; ++i) documents.push_back(MakeDocumentOf(i, kDocumentBytesMax));
  SubmitAll(documents);
  EXPECT_EQ(hub_.in_flight_max, kInFlightBytesMax >> 20);
}

TEST_F(SubmitterTest, ABrokenStreamIsTakenUpWhereItBroke) {
  const auto documents = Documents(50);
  hub_.faults.assign(10, Fault::kNone);
  hub_.faults.push_back(Fault::kLostAnswer);
  hub_.faults.insert(hub_.faults.end(), 20, Fault::kNone);
  hub_.faults.push_back(Fault::kLost);
  const auto answers = SubmitAll(documents);
  for (const auto& [index, answer] : answers) EXPECT_TRUE(answer.ok()) << index;
  ExpectEachAppliedOnce(documents);
  EXPECT_EQ(hub_.streams_opened, 3);
}

TEST_F(SubmitterTest, OneRefusalHarmsNoOther) {
  const auto documents = Documents(10);
  hub_.faults_by_document[documents[4].document_id()] = Fault::kRefused;
  const auto answers = SubmitAll(documents);
  for (const auto& [index, answer] : answers) EXPECT_EQ(answer.ok(), index != 4);
  EXPECT_EQ(hub_.events().size(), 9u);
  EXPECT_EQ(hub_.streams_opened, 1);
}

TEST_F(SubmitterTest, WhatTheHubWasTooBusyForIsSentAgain) {
  const auto documents = Documents(10);
  hub_.faults = {Fault::kNone, Fault::kBusy, Fault::kNone, Fault::kBusy};
  const auto answers = SubmitAll(documents);
  for (const auto& [index, answer] : answers) EXPECT_TRUE(answer.ok()) << index;
  ExpectEachAppliedOnce(documents);
  EXPECT_EQ(hub_.streams_opened, 2);
  ASSERT_EQ(sleeper_.slept().size(), 1u);
  EXPECT_GE(sleeper_.slept()[0], absl::Milliseconds(250));
}

TEST_F(SubmitterTest, AttemptsAreCountedWithoutProgressOnly) {
  options_.retry.attempts_max = 2;
  // Every stream takes one document and breaks.
  for (int i = 0; i < 10; ++i) {
    hub_.faults.push_back(Fault::kNone);
    hub_.faults.push_back(Fault::kLost);
  }
  const auto documents = Documents(10);
  for (const auto& [index, answer] : SubmitAll(documents)) EXPECT_TRUE(answer.ok()) << index;
  ExpectEachAppliedOnce(documents);
}

TEST_F(SubmitterTest, AllGetAnAnswerWhenItGivesUp) {
  options_.retry.attempts_max = 2;
  hub_.faults = {Fault::kNone, Fault::kLost, Fault::kLost, Fault::kLost};
  const auto answers = SubmitAll(Documents(5));
  EXPECT_TRUE(answers.at(0).ok());
  for (size_t i = 1; i < 5; ++i) {
    ASSERT_FALSE(answers.at(i).ok());
    EXPECT_TRUE(answers.at(i).refusal->IsRetryable());
  }
}

// As gRPC tells that a connection broke.
TEST_F(SubmitterTest, ABreakIsTriedAgainByCallAndByStream) {
  for (const auto code :
       {absl::StatusCode::kCancelled, absl::StatusCode::kUnknown, absl::StatusCode::kInternal}) {
    SCOPED_TRACE(absl::StatusCodeToString(code));
    hub_ = FakeHub();
    hub_.cut = LocalRefusal(code, "reset");
    hub_.faults = {Fault::kLostAnswer, Fault::kLost};
    const auto answer = submitter().Submit(MakeDocument(0));
    ASSERT_TRUE(answer.ok());
    EXPECT_TRUE(answer->ok());
    hub_.faults = {Fault::kNone, Fault::kLostAnswer, Fault::kLost};
    for (const auto& [index, each] : SubmitAll(Documents(5))) EXPECT_TRUE(each.ok()) << index;
    ExpectEachAppliedOnce(Documents(5));
  }
}

TEST_F(SubmitterTest, ABreakIsNotTriedForEver) {
  options_.retry.attempts_max = 3;
  hub_.cut = LocalRefusal(absl::StatusCode::kCancelled, "reset");
  hub_.faults.assign(10, Fault::kLost);
  const auto answer = submitter().Submit(MakeDocument(0));
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->IsFinal());
  EXPECT_EQ(hub_.faults.size(), 7u);
}

// It would say the same for ever, and here attempts have no end.
TEST_F(SubmitterTest, WhatGrpcFindsTooLargeIsNotTriedAgain) {
  options_.retry.attempts_max = 0;
  hub_.cut = LocalRefusal(absl::StatusCode::kResourceExhausted, "larger than max");
  hub_.faults.assign(2, Fault::kLost);
  const auto answer = submitter().Submit(MakeDocument(0));
  ASSERT_TRUE(answer.ok());
  ASSERT_FALSE(answer->ok());
  EXPECT_FALSE(answer->IsFinal());
  for (const auto& [index, each] : SubmitAll(Documents(3))) {
    ASSERT_FALSE(each.ok());
    EXPECT_FALSE(each.IsFinal());
  }
  EXPECT_THAT(hub_.faults, IsEmpty());
  EXPECT_THAT(sleeper_.slept(), IsEmpty());
}

TEST_F(SubmitterTest, HowAStreamEndsIsNoAnswerToADocument) {
  hub_.cut = MakeRefusal(absl::StatusCode::kInvalidArgument, v1::REASON_GS1_CHECK_DIGIT);
  hub_.faults = {Fault::kNone, Fault::kLostAnswer};
  std::vector<v1::Document> documents = Documents(4);
  documents.push_back(documents[2]);
  const auto answers = SubmitAll(documents);
  EXPECT_TRUE(answers.at(0).ok());
  for (size_t i = 1; i < 5; ++i) {
    ASSERT_FALSE(answers.at(i).ok());
    EXPECT_TRUE(answers.at(i).refusal->fate_unknown);
    EXPECT_FALSE(answers.at(i).IsFinal());
    EXPECT_EQ(answers.at(i).refusal->detail.reason(), v1::REASON_GS1_CHECK_DIGIT);
  }
  EXPECT_EQ(hub_.streams_opened, 1);
  EXPECT_EQ(hub_.events().size(), 2u);
}

TEST_F(SubmitterTest, ADocumentThatIsTooLargeHarmsNoOther) {
  std::vector<v1::Document> documents = Documents(3);
  documents[1] = MakeDocumentOf(1, kDocumentBytesMax + 1);
  const auto answers = SubmitAll(documents);
  for (const auto& [index, answer] : answers) EXPECT_EQ(answer.ok(), index != 1);
  EXPECT_EQ(answers.at(1).refusal->code, absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(answers.at(1).refusal->detail.reason(), v1::REASON_DOCUMENT_TOO_LARGE);
  EXPECT_EQ(submitter().Submit(documents[1])->refusal->detail.reason(),
            v1::REASON_DOCUMENT_TOO_LARGE);
  EXPECT_EQ(hub_.events().size(), 2u);
  EXPECT_TRUE(submitter().Submit(MakeDocumentOf(1, kDocumentBytesMax))->ok());
}

TEST_F(SubmitterTest, TheSameDocumentTwiceGetsTwoAnswers) {
  std::vector<v1::Document> documents = Documents(3);
  documents.push_back(documents[1]);
  const auto answers = SubmitAll(documents);
  EXPECT_EQ(answers.at(1).receipt->sequence(), answers.at(3).receipt->sequence());
  EXPECT_EQ(hub_.events().size(), 3u);
}

TEST_F(SubmitterTest, IdsComeOutTheSameAgain) {
  DocumentRequestIds by_id;
  ContentRequestIds by_content;
  v1::Document document = MakeDocument(1);
  const std::string id = by_id.IdFor(document);
  const std::string content = by_content.IdFor(document);
  EXPECT_EQ(by_id.IdFor(document), id);
  EXPECT_EQ(by_content.IdFor(document), content);
  EXPECT_NE(id, content);
  document.mutable_ticket()->set_till("other");
  EXPECT_EQ(by_id.IdFor(document), id);
  EXPECT_NE(by_content.IdFor(document), content);
  RandomRequestIds fresh(random_);
  EXPECT_NE(fresh.IdFor(document), fresh.IdFor(document));
}

TEST(BackoffTest, DoublesUpToTheHighest) {
  const RetryPolicy policy{
      .initial = absl::Milliseconds(100), .highest = absl::Milliseconds(500), .attempts_max = 0};
  base::SeededRandom random(7);
  Backoff backoff(policy, random);
  const std::vector<int> tops = {100, 200, 400, 500, 500, 500};
  for (const int top : tops) {
    const auto wait = backoff.Next();
    ASSERT_TRUE(wait.has_value());
    EXPECT_GE(*wait, absl::Milliseconds(top / 2));
    EXPECT_LE(*wait, absl::Milliseconds(top));
  }
  EXPECT_EQ(backoff.Next(absl::Seconds(9)), absl::Seconds(9));
  backoff.Reset();
  EXPECT_LE(*backoff.Next(), absl::Milliseconds(100));
}

TEST(SystemSleeperTest, InterruptEndsTheWait) {
  SystemSleeper sleeper;
  EXPECT_TRUE(sleeper.Sleep(absl::Milliseconds(1)));
  sleeper.Interrupt();
  EXPECT_FALSE(sleeper.Sleep(absl::Hours(1)));
  sleeper.Reset();
  EXPECT_TRUE(sleeper.Sleep(absl::Milliseconds(1)));
}

}  // namespace
}  // namespace headwater::client
