#include "hub/rpc/submit_stream.h"

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

using test::Supplier;

// One transaction a document, so that what waits can be counted.
RpcHubOptions OneByOne() {
  RpcHubOptions options;
  options.queue.group_size_max = 1;
  return options;
}

v1::SubmitStreamRequest MakeItem(int number) {
  v1::SubmitStreamRequest request;
  *request.mutable_submit() = MakeComplaint(absl::StrCat(number));
  return request;
}

std::vector<std::string> IdsOf(const std::vector<v1::SubmitStreamRequest>& items) {
  std::vector<std::string> ids;
  for (const auto& item : items) ids.push_back(item.submit().request_id());
  return ids;
}

class SubmitStreamTest : public ::testing::Test {
 protected:
  using Stream = grpc::ClientReaderWriter<v1::SubmitStreamRequest, v1::SubmitStreamResponse>;

  std::vector<v1::SubmitStreamResponse> ReadAll(Stream& stream) {
    std::vector<v1::SubmitStreamResponse> answers;
    v1::SubmitStreamResponse answer;
    while (stream.Read(&answer)) answers.push_back(answer);
    return answers;
  }
  std::vector<std::string> IdsOfAnswers(const std::vector<v1::SubmitStreamResponse>& answers) {
    std::vector<std::string> ids;
    for (const auto& answer : answers) ids.push_back(answer.request_id());
    return ids;
  }

  RpcHub hub_{OneByOne()};
  std::unique_ptr<v1::ExchangeService::Stub> stub_ = hub_.Exchange(Certificates().supplier1);
  std::unique_ptr<grpc::ClientContext> context_ = Context();
};

TEST_F(SubmitStreamTest, AnEmptyStreamEndsWell) {
  const auto stream = stub_->SubmitStream(context_.get());
  stream->WritesDone();
  EXPECT_TRUE(ReadAll(*stream).empty());
  EXPECT_THAT(stream->Finish(), Succeeds());
  EXPECT_TRUE(hub_.calls().AwaitAllLeft(absl::Seconds(10)));
}

TEST_F(SubmitStreamTest, AnswersComeInTheOrderSentAlsoWhereARefusalIsQuicker) {
  hub_.writes().Close();
  const auto stream = stub_->SubmitStream(context_.get());
  std::vector<v1::SubmitStreamRequest> items;
  for (int i = 0; i < 6; ++i) {
    items.push_back(MakeItem(i));
    // Refused at once, while those before wait for the writer.
    if (i % 2 == 1) items.back().mutable_submit()->mutable_document()->clear_number();
    ASSERT_TRUE(stream->Write(items.back()));
  }
  stream->WritesDone();
  ASSERT_TRUE(hub_.Until([&] { return hub_.hub().exchange().waiting() == 2; }));
  hub_.writes().Open();
  const auto answers = ReadAll(*stream);
  EXPECT_THAT(stream->Finish(), Succeeds());
  ASSERT_EQ(IdsOfAnswers(answers), IdsOf(items));
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(answers[i].has_receipt(), i % 2 == 0) << answers[i].DebugString();
  }
  const v1::SubmitError& error = answers[1].error();
  EXPECT_EQ(error.code(), static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
  EXPECT_EQ(error.detail().reason(), v1::REASON_FIELD_REQUIRED);
  EXPECT_EQ(error.detail().violations(0).field_path(), "number");
  EXPECT_EQ(hub_.hub().Events(Supplier()).size(), 3u);
}

TEST_F(SubmitStreamTest, AnItemWithoutARequestGetsAnAnswerToo) {
  const auto stream = stub_->SubmitStream(context_.get());
  ASSERT_TRUE(stream->Write(v1::SubmitStreamRequest()));
  stream->WritesDone();
  const auto answers = ReadAll(*stream);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().detail().reason(), v1::REASON_FIELD_REQUIRED);
  EXPECT_THAT(stream->Finish(), Succeeds());
}

TEST_F(SubmitStreamTest, ReadsNoFurtherThanTheAnswersOutstanding) {
  constexpr int kMax = exchange::kSubmitsOutstandingMax;
  constexpr int kSent = kMax + 100;
  hub_.writes().Close();
  const auto stream = stub_->SubmitStream(context_.get());
  std::vector<v1::SubmitStreamRequest> items;
  for (int i = 0; i < kSent; ++i) items.push_back(MakeItem(i));
  std::thread writer([&] {
    for (const auto& item : items) ASSERT_TRUE(stream->Write(item));
    stream->WritesDone();
  });
  // One is with the writer, the others wait.
  EXPECT_TRUE(hub_.Until([&] { return hub_.hub().exchange().waiting() == kMax - 1; }));
  for (int i = 0; i < 50; ++i) {
    v1::ListEventsResponse response;
    ASSERT_THAT(stub_->ListEvents(Context().get(), v1::ListEventsRequest(), &response), Succeeds());
    ASSERT_EQ(hub_.hub().exchange().waiting(), static_cast<size_t>(kMax - 1));
  }
  hub_.writes().Open();
  const auto answers = ReadAll(*stream);
  writer.join();
  EXPECT_THAT(stream->Finish(), Succeeds());
  ASSERT_EQ(IdsOfAnswers(answers), IdsOf(items));
  for (const auto& answer : answers) ASSERT_TRUE(answer.has_receipt());
  EXPECT_EQ(answers.back().receipt().sequence(), kSent);
}

TEST_F(SubmitStreamTest, TheErrorOfAnItemHoldsAllItsViolations) {
  auto item = MakeItem(1);
  auto& findings =
      *item.mutable_submit()->mutable_document()->mutable_application_error()->mutable_findings();
  findings.Clear();
  for (int i = 0; i < 400; ++i) findings.Add();
  const auto stream = stub_->SubmitStream(context_.get());
  ASSERT_TRUE(stream->Write(item));
  stream->WritesDone();
  const auto answers = ReadAll(*stream);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].error().detail().violations_size(), 800);
  EXPECT_THAT(stream->Finish(), Succeeds());
}

TEST_F(SubmitStreamTest, WhatWasTakenIsFinishedWhenTheClientGoes) {
  hub_.writes().Close();
  {
    const auto stream = stub_->SubmitStream(context_.get());
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(stream->Write(MakeItem(i)));
    ASSERT_TRUE(hub_.Until([&] { return hub_.hub().exchange().waiting() == 2; }));
    context_->TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  EXPECT_GE(hub_.calls().count(), 1) << "the stream waits for the writer";
  hub_.writes().Open();
  EXPECT_TRUE(hub_.calls().AwaitAllLeft(absl::Seconds(10)));
  EXPECT_EQ(hub_.hub().Events(Supplier()).size(), 3u);
}

TEST_F(SubmitStreamTest, ManyStreamsEachKeepTheirOrder) {
  constexpr int kStreams = 8;
  constexpr int kItems = 200;
  std::vector<std::thread> threads;
  for (int s = 0; s < kStreams; ++s) {
    std::vector<v1::SubmitStreamRequest> items;
    for (int i = 0; i < kItems; ++i) items.push_back(MakeItem(s * kItems + i));
    threads.emplace_back([this, items = std::move(items)] {
      const auto context = Context();
      const auto stub = hub_.Exchange(Certificates().supplier1);
      const auto stream = stub->SubmitStream(context.get());
      std::thread writer([&] {
        for (const auto& item : items) stream->Write(item);
        stream->WritesDone();
      });
      const auto answers = ReadAll(*stream);
      writer.join();
      EXPECT_THAT(stream->Finish(), Succeeds());
      EXPECT_EQ(IdsOfAnswers(answers), IdsOf(items));
      int64_t last = 0;
      for (const auto& answer : answers) {
        EXPECT_GT(answer.receipt().sequence(), last) << answer.DebugString();
        last = answer.receipt().sequence();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(hub_.hub().Events(Supplier()).size(), static_cast<size_t>(kStreams * kItems));
}

}  // namespace
}  // namespace headwater::rpc
