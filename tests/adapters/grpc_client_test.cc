// The client over real sockets, against an ExchangeService that misbehaves to order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "adapters/client/feed_follower.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/outbox.h"
#include "adapters/fake_files.h"
#include "adapters/fake_service.h"

namespace headwater::client {
namespace {

using testing::IsEmpty;

TEST_F(GrpcClientTest, UnaryWithItsRefusal) {
  GrpcDoor door(connection());
  RetryingSubmitter submitter(door, ids_, options_, random_, sleeper_);
  service_.hub.faults = {Fault::kLostAnswer, Fault::kNone, Fault::kRefused};
  const auto taken = submitter.Submit(MakeDocument(1));
  ASSERT_TRUE(taken.ok());
  ASSERT_TRUE(taken->ok()) << taken->refusal->ToString();
  EXPECT_EQ(taken->receipt->sequence(), 1);
  const auto refused = submitter.Submit(MakeDocument(2));
  ASSERT_TRUE(refused.ok());
  ASSERT_FALSE(refused->ok());
  EXPECT_EQ(refused->refusal->code, absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(refused->refusal->detail.reason(), v1::REASON_GS1_CHECK_DIGIT);
  EXPECT_THAT(service_.hub.offences(), IsEmpty());
}

TEST_F(GrpcClientTest, ADeadlineIsARetryableRefusal) {
  Connection nowhere(grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials()));
  GrpcDoor door(nowhere);
  v1::SubmitRequest request;
  const Answer answer = door.Submit(request, absl::Milliseconds(200));
  ASSERT_FALSE(answer.ok());
  EXPECT_TRUE(answer.refusal->IsRetryable()) << answer.refusal->ToString();
  EXPECT_FALSE(nowhere.WaitUntilReady(absl::Milliseconds(1)));
  EXPECT_TRUE(connection().WaitUntilReady(absl::Seconds(10)));
}

TEST_F(GrpcClientTest, BulkOverBreakingStreamsIsAppliedOnce) {
  GrpcDoor door(connection());
  RetryingSubmitter submitter(door, ids_, options_, random_, sleeper_);
  std::vector<v1::Document> documents;
  for (int i = 0; i < 3000; ++i) documents.push_back(MakeDocument(i));
  for (int i = 0; i < 5; ++i) {
    service_.hub.faults.insert(service_.hub.faults.end(), 300, Fault::kNone);
    service_.hub.faults.push_back(i % 2 == 0 ? Fault::kLostAnswer : Fault::kLost);
  }
  std::map<size_t, bool> answers;
  ASSERT_TRUE(submitter
                  .SubmitAll(documents,
                             [&](size_t index, const Answer& answer) {
                               EXPECT_TRUE(answers.emplace(index, answer.ok()).second);
                               EXPECT_TRUE(answer.ok()) << answer.refusal->ToString();
                             })
                  .ok());
  EXPECT_EQ(answers.size(), documents.size());
  EXPECT_EQ(service_.hub.events().size(), documents.size());
  EXPECT_THAT(service_.hub.offences(), IsEmpty());
}

TEST_F(GrpcClientTest, AStreamThatFallsSilentIsLeft) {
  options_.retry.attempt_timeout = absl::Milliseconds(300);
  GrpcDoor door(connection());
  RetryingSubmitter submitter(door, ids_, options_, random_, sleeper_);
  std::vector<v1::Document> documents;
  for (int i = 0; i < 20; ++i) documents.push_back(MakeDocument(i));
  service_.hub.faults_by_document[documents[7].document_id()] = Fault::kSilent;
  int good = 0;
  ASSERT_TRUE(
      submitter
          .SubmitAll(documents, [&](size_t, const Answer& answer) { good += answer.ok() ? 1 : 0; })
          .ok());
  EXPECT_EQ(good, 20);
  EXPECT_THAT(service_.hub.offences(), IsEmpty());
}

TEST_F(GrpcClientTest, AnEmptyAnswerIsNoReceipt) {
  GrpcDoor door(connection());
  RetryingSubmitter submitter(door, ids_, options_, random_, sleeper_);
  service_.without_receipts = true;
  const auto answer = submitter.Submit(MakeDocument(1));
  ASSERT_TRUE(answer.ok());
  EXPECT_FALSE(answer->ok());
  EXPECT_FALSE(answer->IsFinal());
}

// The stream is cut with a wrong certificate's status after a document was applied; then
// connections break, and at last the right certificate comes.
TEST_F(GrpcClientTest, AnOutboxOutlivesAWrongCertificateAndResets) {
  options_.retry.attempts_max = 2;
  GrpcDoor door(connection());
  RetryingSubmitter submitter(door, ids_, options_, random_, sleeper_);
  FakeFiles files;
  auto outbox = Outbox::Open(files, "/outbox", submitter);
  ASSERT_TRUE(outbox.ok()) << outbox.status();
  std::vector<v1::Document> documents;
  for (int i = 0; i < 20; ++i) documents.push_back(MakeDocument(i));
  FakeHub& hub = service_.hub;
  hub.faults.assign(7, Fault::kNone);
  hub.faults.push_back(Fault::kLostAnswer);
  hub.faults.insert(hub.faults.end(), 1000, Fault::kLost);
  hub.cut = MakeRefusal(absl::StatusCode::kPermissionDenied, v1::REASON_PARTY_UNKNOWN);
  size_t receipts = 0;
  const auto count = [&](size_t, const Answer& answer) {
    if (answer.ok()) {
      ++receipts;
    } else {
      EXPECT_FALSE(answer.IsFinal()) << answer.refusal->ToString();
    }
  };
  ASSERT_TRUE((*outbox)->SubmitAll(documents, count).ok());
  EXPECT_EQ(receipts + (*outbox)->pending_count(), documents.size());
  EXPECT_GE((*outbox)->pending_count(), 13u);
  const auto count_pending = [&](const v1::Document&, const Answer& answer) { count(0, answer); };
  EXPECT_EQ((*outbox)->SendPending(count_pending).code(), absl::StatusCode::kPermissionDenied);
  const auto unary = (*outbox)->Submit(documents.back());
  ASSERT_TRUE(unary.ok());
  EXPECT_EQ(unary->refusal->detail.reason(), v1::REASON_PARTY_UNKNOWN);
  for (const auto code : {absl::StatusCode::kUnauthenticated, absl::StatusCode::kInternal,
                          absl::StatusCode::kResourceExhausted}) {
    hub.cut = LocalRefusal(code, "cut");
    EXPECT_EQ((*outbox)->SendPending(count_pending).code(), code);
  }
  EXPECT_EQ(receipts + (*outbox)->pending_count(), documents.size());
  hub.faults = {Fault::kNone, Fault::kLostAnswer, Fault::kNone, Fault::kLost};
  hub.cut = LocalRefusal(absl::StatusCode::kCancelled, "cut");
  const absl::Status sent = (*outbox)->SendPending(count_pending);
  EXPECT_TRUE(sent.ok()) << sent;
  EXPECT_EQ(receipts, documents.size());
  EXPECT_EQ((*outbox)->pending_count(), 0u);
  EXPECT_EQ(hub.events().size(), documents.size());
  EXPECT_THAT(hub.offences(), IsEmpty());
}

class FeedOverGrpcTest : public GrpcClientTest {
 protected:
  FeedOverGrpcTest() { feed_.heartbeat_interval = absl::Milliseconds(100); }

  void Submit(int first, int last) {
    absl::MutexLock lock(&service_.mutex());
    for (int i = first; i <= last; ++i) {
      v1::SubmitRequest request;
      request.set_request_id(MakeDocument(i).document_id());
      *request.mutable_document() = MakeDocument(i);
      service_.hub.Submit(request, absl::Seconds(1));
    }
  }

  FeedOptions feed_;
  MemoryCursor cursor_;
};

TEST_F(FeedOverGrpcTest, EveryEventOnceAcrossBreaksAndSilence) {
  Submit(1, 100);
  service_.turns = {{.events = 10}, {.events = 23, .silent = true}, {.events = 0}, {.events = 40}};
  feed_.acknowledge = true;
  GrpcDoor door(connection());
  FeedFollower follower(door, cursor_, feed_, random_, sleeper_);
  std::vector<int64_t> seen;
  const absl::Status status = follower.Run([&](const FeedBatch& batch) {
    for (const v1::Event& event : batch.events) seen.push_back(event.sequence());
    if (seen.size() == 100 && batch.events.size() > 0) {
      // Live from here on.
      std::thread([this] { Submit(101, 110); }).join();
    }
    if (seen.size() == 110) follower.Stop();
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  ASSERT_EQ(seen.size(), 110u);
  for (size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], static_cast<int64_t>(i) + 1);
  EXPECT_EQ(service_.subscriptions, 5);
  EXPECT_EQ(service_.acknowledged, 110);
  EXPECT_EQ(cursor_.position().sequence, 110);
}

TEST_F(FeedOverGrpcTest, StopFromAnotherThreadEndsAWaitingStream) {
  feed_.heartbeat_interval = absl::Seconds(60);
  GrpcDoor door(connection());
  FeedFollower follower(door, cursor_, feed_, random_, sleeper_);
  absl::Notification waiting;
  const absl::Time start = absl::Now();
  std::thread stopper([&] {
    waiting.WaitForNotification();
    follower.Stop();
  });
  bool told = false;
  EXPECT_TRUE(follower
                  .Run([&](const FeedBatch&) {
                    if (!std::exchange(told, true)) waiting.Notify();
                    return absl::OkStatus();
                  })
                  .ok());
  stopper.join();
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));
}

TEST_F(FeedOverGrpcTest, AServerThatGoesAwayAndComesBack) {
  Submit(1, 5);
  GrpcDoor door(connection());
  SystemSleeper sleeper;
  feed_.retry.initial = absl::Milliseconds(20);
  feed_.retry.highest = absl::Milliseconds(200);
  FeedFollower follower(door, cursor_, feed_, random_, sleeper);
  std::atomic<int64_t> seen = 0;
  std::thread runner([&] {
    EXPECT_TRUE(follower
                    .Run([&](const FeedBatch& batch) {
                      seen += batch.events.size();
                      if (seen == 10) follower.Stop();
                      return absl::OkStatus();
                    })
                    .ok());
  });
  while (seen < 5) std::this_thread::yield();
  // Another server on the same port, with the same feed gone on.
  const std::string same = address();
  StopServer();
  FakeService next;
  {
    absl::MutexLock lock(&service_.mutex());
    for (const v1::Event& event : service_.hub.events()) {
      v1::SubmitRequest request;
      request.set_request_id(event.document().document_id());
      *request.mutable_document() = event.document();
      next.hub.Submit(request, absl::Seconds(1));
    }
  }
  for (int i = 6; i <= 10; ++i) {
    v1::SubmitRequest request;
    request.set_request_id(MakeDocument(i).document_id());
    *request.mutable_document() = MakeDocument(i);
    next.hub.Submit(request, absl::Seconds(1));
  }
  grpc::ServerBuilder builder;
  builder.AddListeningPort(same, grpc::InsecureServerCredentials());
  builder.RegisterService(&next);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    follower.Stop();
    runner.join();
    GTEST_SKIP() << "the port was taken in between";
  }
  runner.join();
  EXPECT_EQ(seen, 10);
  next.Over();
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
}

}  // namespace
}  // namespace headwater::client
