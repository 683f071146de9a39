#include "hub/rpc/subscribe_stream.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/exchange/limits.h"
#include "rpc/rpc_hub.h"

namespace headwater::rpc {
namespace {

using test::Complaint;
using test::Retailer;
using test::Supplier;

// A client that follows a feed.
class Follower {
 public:
  Follower(RpcHub& hub, const Pem& client, const v1::SubscribeRequest& request)
      : stub_(hub.Exchange(client)),
        context_(Context()),
        stream_(stub_->Subscribe(context_.get(), request)) {}
  ~Follower() {
    if (!stream_) return;
    context_->TryCancel();
    stream_->Finish();
  }

  bool Read(v1::SubscribeResponse& response) { return stream_->Read(&response); }
  v1::SubscribeResponse Read() {
    v1::SubscribeResponse response;
    EXPECT_TRUE(stream_->Read(&response)) << Finish().error_message();
    return response;
  }
  // Reads on until `sequence` is through; gives the sequences of the events.
  std::vector<int64_t> ReadThrough(int64_t sequence) {
    std::vector<int64_t> sequences;
    v1::SubscribeResponse response;
    while (response.through_sequence() < sequence && stream_->Read(&response)) {
      for (const auto& event : response.events()) sequences.push_back(event.sequence());
    }
    return sequences;
  }
  // What the stream ends with, by itself.
  grpc::Status Finish() {
    v1::SubscribeResponse response;
    while (stream_->Read(&response)) {
    }
    const grpc::Status status = stream_->Finish();
    stream_.reset();
    return status;
  }
  void Cancel() { context_->TryCancel(); }

 private:
  std::unique_ptr<v1::ExchangeService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> stream_;
};

std::vector<int64_t> FromTo(int64_t first, int64_t last) {
  std::vector<int64_t> numbers;
  for (int64_t i = first; i <= last; ++i) numbers.push_back(i);
  return numbers;
}

v1::SubscribeRequest After(int64_t sequence, int64_t heartbeat_seconds = 0) {
  v1::SubscribeRequest request;
  request.set_after_sequence(sequence);
  if (heartbeat_seconds > 0) request.mutable_heartbeat_interval()->set_seconds(heartbeat_seconds);
  return request;
}

class SubscribeTest : public ::testing::Test {
 protected:
  void Submit(int count) {
    for (int i = 0; i < count; ++i) {
      ASSERT_THAT(hub_.hub().Submit(Complaint(absl::StrCat(++number_), Supplier(), Retailer())),
                  test::IsOk());
    }
  }

  RpcHub hub_;
  int number_ = 0;
};

TEST_F(SubscribeTest, TheFirstResponseComesAtOnceBeItEmpty) {
  Follower follower(hub_, Certificates().supplier1, After(0));
  const v1::SubscribeResponse response = follower.Read();
  EXPECT_EQ(response.events_size(), 0);
  EXPECT_EQ(response.through_sequence(), 0);
  EXPECT_EQ(response.head_sequence(), 0);
}

TEST_F(SubscribeTest, GivesWhatIsStoredAndThenWhatComes) {
  Submit(3);
  Follower follower(hub_, Certificates().supplier1, After(1));
  EXPECT_EQ(follower.ReadThrough(3), FromTo(2, 3));
  Submit(4);
  EXPECT_EQ(follower.ReadThrough(7), FromTo(4, 7));
}

TEST_F(SubscribeTest, AHeartbeatTellsTheHeadWhenThereIsNothingElse) {
  Submit(2);
  Follower follower(hub_, Certificates().supplier1, After(2, /*heartbeat_seconds=*/1));
  EXPECT_EQ(follower.Read().head_sequence(), 2);
  const auto start = std::chrono::steady_clock::now();
  for (int i = 1; i <= 2; ++i) {
    const v1::SubscribeResponse heartbeat = follower.Read();
    EXPECT_EQ(heartbeat.events_size(), 0);
    EXPECT_EQ(heartbeat.through_sequence(), 2);
    EXPECT_EQ(heartbeat.head_sequence(), 2);
    // The client's clock begins a little after the hub's.
    EXPECT_GE(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(900 * i));
  }
  Submit(1);
  EXPECT_EQ(follower.ReadThrough(3), FromTo(3, 3));
}

TEST_F(SubscribeTest, AFilterPassesOverAndTheHeartbeatTellsHowFar) {
  Submit(3);
  v1::SubscribeRequest request = After(0, 1);
  request.add_kinds("order");
  Follower follower(hub_, Certificates().supplier1, request);
  v1::SubscribeResponse first = follower.Read();
  EXPECT_EQ(first.events_size(), 0);
  EXPECT_EQ(first.through_sequence(), 3);
  Submit(2);
  const v1::SubscribeResponse heartbeat = follower.Read();
  EXPECT_EQ(heartbeat.events_size(), 0);
  EXPECT_EQ(heartbeat.through_sequence(), 5);
  EXPECT_EQ(heartbeat.head_sequence(), 5);
}

TEST_F(SubscribeTest, ACursorBeyondTheHeadIsRefusedWithTheHead) {
  Submit(2);
  Follower follower(hub_, Certificates().supplier1, After(3));
  const grpc::Status status = follower.Finish();
  EXPECT_THAT(status, FailsWith(grpc::StatusCode::OUT_OF_RANGE, v1::REASON_CURSOR_BEYOND_HEAD));
  EXPECT_EQ(ReadWireError(status).detail->head_sequence(), 2);
}

TEST_F(SubscribeTest, RefusesWhatTheRequestMayNotHold) {
  v1::SubscribeRequest request = After(-1);
  request.mutable_heartbeat_interval()->set_nanos(1);
  Follower follower(hub_, Certificates().supplier1, request);
  const grpc::Status status = follower.Finish();
  EXPECT_THAT(status,
              FailsWith(grpc::StatusCode::INVALID_ARGUMENT, v1::REASON_NUMBER_OUT_OF_RANGE));
  const WireError error = ReadWireError(status);
  ASSERT_EQ(error.fields.size(), 2u);
  EXPECT_EQ(error.fields[0].first, "after_sequence");
  EXPECT_EQ(error.fields[1].first, "heartbeat_interval");

  v1::SubscribeRequest kinds = After(0);
  kinds.add_kinds("order");
  kinds.add_kinds("elephant");
  Follower other(hub_, Certificates().supplier1, kinds);
  EXPECT_THAT(other.Finish(),
              FailsWith(grpc::StatusCode::INVALID_ARGUMENT, v1::REASON_ARGUMENT_INVALID));
}

TEST(HeartbeatInterval, TakesFromOneSecondToFiveMinutes) {
  const auto interval_of = [](int64_t seconds, int32_t nanos) {
    v1::SubscribeRequest request;
    request.mutable_heartbeat_interval()->set_seconds(seconds);
    request.mutable_heartbeat_interval()->set_nanos(nanos);
    return HeartbeatIntervalOf(request);
  };
  EXPECT_EQ(*HeartbeatIntervalOf(v1::SubscribeRequest()), absl::Seconds(15));
  EXPECT_EQ(*interval_of(1, 0), absl::Seconds(1));
  EXPECT_EQ(*interval_of(300, 0), absl::Minutes(5));
  for (const auto& [seconds, nanos] : std::vector<std::pair<int64_t, int32_t>>{
           {0, 999'999'999}, {300, 1}, {0, 0}, {-1, 0}, {INT64_MAX, 0}, {INT64_MIN, 0}}) {
    EXPECT_THAT(interval_of(seconds, nanos), test::Refused(v1::REASON_NUMBER_OUT_OF_RANGE))
        << seconds << " " << nanos;
  }
}

TEST_F(SubscribeTest, ALongFeedComesInBoundedBatchesWithoutAGap) {
  constexpr int kEvents = 2 * exchange::kEventBatchSizeMax + 10;
  Submit(kEvents);
  Follower follower(hub_, Certificates().retailer, After(0));
  int64_t next = 1;
  v1::SubscribeResponse response;
  while (next <= kEvents && follower.Read(response)) {
    ASSERT_LE(response.events_size(), exchange::kEventBatchSizeMax);
    for (const auto& event : response.events()) ASSERT_EQ(event.sequence(), next++);
    ASSERT_EQ(response.through_sequence(), next - 1);
  }
  EXPECT_EQ(next, kEvents + 1);
}

TEST_F(SubscribeTest, AReaderThatStandsStillHoldsNobodyUp) {
  Follower still(hub_, Certificates().retailer, After(0));
  Follower quick(hub_, Certificates().retailer, After(0));
  EXPECT_EQ(still.Read().events_size(), 0);
  // 40 documents of about half a MiB are far more than a connection holds.
  v1::Document document = Complaint("0", Supplier(), Retailer(), std::string(1000, 'd'));
  auto& findings = *document.mutable_application_error()->mutable_findings();
  while (findings.size() < 500) *findings.Add() = findings.Get(0);
  for (int i = 1; i <= 40; ++i) {
    document.set_document_id(test::NextUuid());
    document.set_number(absl::StrCat(i));
    ASSERT_THAT(hub_.hub().Submit(document), test::IsOk());
  }
  EXPECT_EQ(quick.ReadThrough(40), FromTo(1, 40));
  Follower late(hub_, Certificates().retailer, After(38));
  EXPECT_EQ(late.ReadThrough(40), FromTo(39, 40));
  EXPECT_EQ(still.ReadThrough(40), FromTo(1, 40));
}

TEST_F(SubscribeTest, BeginningAgainAfterEveryInterruptionMissesNothing) {
  constexpr int kEvents = 300;
  std::thread writer([&] { Submit(kEvents); });
  std::vector<int64_t> seen;
  int interruptions = 0;
  while (seen.size() < kEvents) {
    Follower follower(hub_, Certificates().supplier1, After(seen.empty() ? 0 : seen.back()));
    v1::SubscribeResponse response;
    for (int reads = 0; reads < 3 && seen.size() < kEvents; ++reads) {
      ASSERT_TRUE(follower.Read(response));
      for (const auto& event : response.events()) seen.push_back(event.sequence());
    }
    ++interruptions;
  }
  writer.join();
  EXPECT_EQ(seen, FromTo(1, kEvents));
  EXPECT_TRUE(hub_.calls().AwaitAllLeft(absl::Seconds(10))) << "after " << interruptions;
}

TEST_F(SubscribeTest, AStreamThatIsCancelledIsGone) {
  Follower follower(hub_, Certificates().supplier1, After(0));
  follower.Read();
  EXPECT_EQ(hub_.calls().count(), 1);
  follower.Cancel();
  EXPECT_EQ(follower.Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(hub_.calls().AwaitAllLeft(absl::Seconds(10)));
  Submit(1);
}

TEST_F(SubscribeTest, OneStreamPastTheLimitOfAPartyIsRefused) {
  const auto stub = hub_.Exchange(Certificates().supplier1);
  struct Open {
    std::unique_ptr<grpc::ClientContext> context = Context();
    std::unique_ptr<grpc::ClientReader<v1::SubscribeResponse>> stream;
  };
  std::vector<Open> streams(OpenCalls::kStreamsPerPartyMax);
  v1::SubscribeResponse response;
  for (Open& open : streams) {
    open.stream = stub->Subscribe(open.context.get(), After(0));
    ASSERT_TRUE(open.stream->Read(&response));
  }
  Follower one_more(hub_, Certificates().supplier1, After(0));
  EXPECT_THAT(one_more.Finish(), FailsWith(grpc::StatusCode::RESOURCE_EXHAUSTED, v1::REASON_BUSY));
  Follower other(hub_, Certificates().supplier2, After(0));
  other.Read();
  Submit(1);
  for (Open& open : streams) {
    ASSERT_TRUE(open.stream->Read(&response));
    EXPECT_EQ(response.events_size(), 1);
    open.context->TryCancel();
    open.stream->Finish();
  }
}

}  // namespace
}  // namespace headwater::rpc
