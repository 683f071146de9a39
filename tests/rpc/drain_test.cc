#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/rpc/server.h"
#include "rpc/rpc_hub.h"

namespace headwater::rpc {
namespace {

using test::Supplier;

RpcHubOptions OneByOne() {
  RpcHubOptions options;
  options.queue.group_size_max = 1;
  return options;
}

class DrainTest : public ::testing::Test {
 protected:
  ~DrainTest() override {
    hub_.writes().Open();
    if (drain_.joinable()) drain_.join();
  }

  void StartDrain(absl::Duration patience = absl::Seconds(20)) {
    drain_ = std::thread([this, patience] { hub_.server().Drain(patience); });
  }
  // Calls until the hub says that it goes down; `channel` was connected before.
  bool AwaitDraining(const std::shared_ptr<grpc::Channel>& channel) {
    const auto stub = v1::ExchangeService::NewStub(channel);
    for (;;) {
      v1::ListEventsResponse response;
      const grpc::Status status =
          stub->ListEvents(Context().get(), v1::ListEventsRequest(), &response);
      if (!status.ok()) {
        return status.error_code() == grpc::StatusCode::UNAVAILABLE &&
               ReasonOf(status) == v1::REASON_DRAINING;
      }
    }
  }
  static testing::Matcher<const grpc::Status&> SaysDraining() {
    return FailsWith(grpc::StatusCode::UNAVAILABLE, v1::REASON_DRAINING);
  }

  RpcHub hub_{OneByOne()};
  std::shared_ptr<grpc::Channel> channel_ = hub_.Connect(Certificates().supplier1);
  std::unique_ptr<v1::ExchangeService::Stub> stub_ = v1::ExchangeService::NewStub(channel_);
  std::thread drain_;
};

TEST_F(DrainTest, AnIdleHubStopsAtOnce) {
  v1::ListEventsResponse response;
  ASSERT_THAT(stub_->ListEvents(Context().get(), v1::ListEventsRequest(), &response), Succeeds());
  hub_.server().Drain(absl::Seconds(20));
  hub_.server().Drain(absl::Seconds(20));
  const grpc::Status status =
      stub_->ListEvents(Context().get(), v1::ListEventsRequest(), &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(DrainTest, DocumentsOnTheirWayGetTheirReceipts) {
  hub_.writes().Close();
  constexpr int kCalls = 4;
  std::vector<grpc::Status> statuses(kCalls);
  std::vector<std::thread> threads;
  for (int i = 0; i < kCalls; ++i) {
    threads.emplace_back([&, i] {
      v1::SubmitResponse response;
      statuses[i] = stub_->Submit(Context().get(), MakeComplaint(absl::StrCat(i)), &response);
    });
  }
  ASSERT_TRUE(hub_.Until([&] { return hub_.hub().exchange().waiting() == kCalls - 1; }));
  StartDrain();
  EXPECT_TRUE(AwaitDraining(channel_));
  v1::SubmitResponse refused;
  EXPECT_THAT(stub_->Submit(Context().get(), MakeComplaint("late"), &refused), SaysDraining());
  hub_.writes().Open();
  for (std::thread& thread : threads) thread.join();
  for (const grpc::Status& status : statuses) EXPECT_THAT(status, Succeeds());
  drain_.join();
  EXPECT_EQ(hub_.hub().Events(Supplier()).size(), static_cast<size_t>(kCalls));
}

TEST_F(DrainTest, AStreamAnswersWhatItTookAndEnds) {
  hub_.writes().Close();
  const auto context = Context();
  const auto stream = stub_->SubmitStream(context.get());
  for (int i = 0; i < 3; ++i) {
    v1::SubmitStreamRequest item;
    *item.mutable_submit() = MakeComplaint(absl::StrCat(i));
    ASSERT_TRUE(stream->Write(item));
  }
  ASSERT_TRUE(hub_.Until([&] { return hub_.hub().exchange().waiting() == 2; }));
  StartDrain();
  EXPECT_TRUE(AwaitDraining(channel_));
  hub_.writes().Open();
  v1::SubmitStreamResponse answer;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(stream->Read(&answer));
    EXPECT_EQ(answer.receipt().sequence(), i + 1);
  }
  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_THAT(stream->Finish(), SaysDraining());
}

TEST_F(DrainTest, IdleStreamsAreToldAtOnce) {
  const auto submit_context = Context();
  const auto submit = stub_->SubmitStream(submit_context.get());
  const auto subscribe_context = Context();
  const auto subscribe = stub_->Subscribe(subscribe_context.get(), v1::SubscribeRequest());
  v1::SubscribeResponse response;
  ASSERT_TRUE(subscribe->Read(&response));
  ASSERT_TRUE(hub_.Until([&] { return hub_.calls().count() == 2; }));
  hub_.server().Drain(absl::Seconds(20));
  EXPECT_FALSE(subscribe->Read(&response));
  EXPECT_THAT(subscribe->Finish(), SaysDraining());
  v1::SubmitStreamResponse answer;
  EXPECT_FALSE(submit->Read(&answer));
  EXPECT_THAT(submit->Finish(), SaysDraining());
}

TEST_F(DrainTest, PastItsPatienceCallsAreCutOffButTheWriterFinishes) {
  hub_.writes().Close();
  grpc::Status status;
  std::thread caller([&] {
    v1::SubmitResponse response;
    status = stub_->Submit(Context().get(), MakeComplaint("1"), &response);
  });
  ASSERT_TRUE(hub_.writes().AwaitCome(1));
  StartDrain(absl::ZeroDuration());
  caller.join();
  EXPECT_FALSE(status.ok());
  hub_.writes().Open();
  drain_.join();
  EXPECT_EQ(hub_.calls().count(), 0);
  EXPECT_EQ(hub_.hub().Events(Supplier()).size(), 1u);
}

TEST_F(DrainTest, AReaderThatStandsStillIsCutOff) {
  v1::Document document =
      test::Complaint("0", Supplier(), test::Retailer(), std::string(1000, 'd'));
  auto& findings = *document.mutable_application_error()->mutable_findings();
  while (findings.size() < 900) *findings.Add() = findings.Get(0);
  for (int i = 1; i <= 20; ++i) {
    document.set_document_id(test::NextUuid());
    document.set_number(absl::StrCat(i));
    ASSERT_THAT(hub_.hub().Submit(document), test::IsOk());
  }
  const auto context = Context();
  const auto stream = stub_->Subscribe(context.get(), v1::SubscribeRequest());
  v1::SubscribeResponse response;
  ASSERT_TRUE(stream->Read(&response));
  hub_.server().Drain(absl::Milliseconds(100));
  while (stream->Read(&response)) {
  }
  EXPECT_FALSE(stream->Finish().ok());
  EXPECT_EQ(hub_.calls().count(), 0);
}

}  // namespace
}  // namespace headwater::rpc
