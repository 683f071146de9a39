#include "hub/rpc/read_calls.h"

#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/exchange/limits.h"
#include "rpc/rpc_hub.h"

namespace headwater::rpc {
namespace {

using test::Retailer;
using test::Supplier;

// Calls in flight, without a thread for each.
class Calls {
 public:
  explicit Calls(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::CatalogueService::NewStub(channel)) {}

  void Start(std::chrono::milliseconds deadline = kPatience) {
    Call& call = calls_.emplace_back();
    call.context.set_deadline(std::chrono::system_clock::now() + deadline);
    stub_->async()->ListTradeItems(&call.context, &call.request, &call.response,
                                   [this](grpc::Status status) {
                                     absl::MutexLock lock(&mutex_);
                                     ++ended_;
                                     last_ = std::move(status);
                                     if (last_.ok()) ++well_;
                                   });
  }
  // The status of the one that ended last.
  grpc::Status AwaitEnded(int count) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return ended_ >= count; };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(20)));
    EXPECT_EQ(ended_, count);
    return last_;
  }
  int well() {
    absl::MutexLock lock(&mutex_);
    return well_;
  }

 private:
  struct Call {
    grpc::ClientContext context;
    v1::ListTradeItemsRequest request;
    v1::ListTradeItemsResponse response;
  };
  const std::unique_ptr<v1::CatalogueService::Stub> stub_;
  std::deque<Call> calls_;
  absl::Mutex mutex_;
  int ended_ ABSL_GUARDED_BY(mutex_) = 0;
  int well_ ABSL_GUARDED_BY(mutex_) = 0;
  grpc::Status last_ ABSL_GUARDED_BY(mutex_);
};

class ReadCallsTest : public ::testing::Test {
 protected:
  std::unique_ptr<v1::CatalogueService::Stub> Catalogue(const Pem& client) {
    return v1::CatalogueService::NewStub(hub_.Connect(client));
  }
  // So many more than came before this test.
  bool AwaitReads(int count) { return GatedCatalogue::gate().AwaitCome(came_ + count); }
  int reads() const { return GatedCatalogue::gate().come() - came_; }

  RpcHub hub_;
  const int came_ = GatedCatalogue::gate().come();
};

TEST_F(ReadCallsTest, AReadKnowsItsCaller) {
  v1::ListTradeItemsResponse response;
  ASSERT_THAT(Catalogue(Certificates().retailer)
                  ->ListTradeItems(Context().get(), v1::ListTradeItemsRequest(), &response),
              Succeeds());
  EXPECT_EQ(response.next_page_token(), Retailer().ToString() + " retailer");
  ASSERT_THAT(Catalogue(Certificates().supplier2)
                  ->ListTradeItems(Context().get(), v1::ListTradeItemsRequest(), &response),
              Succeeds());
  EXPECT_EQ(response.next_page_token(), Supplier(2).ToString() + " supplier");
}

TEST_F(ReadCallsTest, SoManyRunSoManyWaitAndOneMoreIsRefused) {
  constexpr int kTaken = kReadThreads + static_cast<int>(kReadsWaitingMax);
  GatedCatalogue::gate().Close();
  Calls calls(hub_.Connect(Certificates().supplier1));
  for (int i = 0; i < kReadThreads; ++i) calls.Start();
  ASSERT_TRUE(AwaitReads(kReadThreads));
  for (int i = kReadThreads; i < kTaken; ++i) calls.Start();
  ASSERT_TRUE([&] {
    // Not through Until, which would itself read.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (hub_.calls().count() < kTaken && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
    return hub_.calls().count() == kTaken;
  }());
  calls.Start();
  const grpc::Status refused = calls.AwaitEnded(1);
  EXPECT_THAT(refused, FailsWith(grpc::StatusCode::RESOURCE_EXHAUSTED, v1::REASON_BUSY));
  EXPECT_EQ(ReadWireError(refused).retry_delay, exchange::kRetryDelayBusy);
  EXPECT_EQ(reads(), kReadThreads);

  GatedCatalogue::gate().Open();
  calls.AwaitEnded(kTaken + 1);
  EXPECT_EQ(calls.well(), kTaken);
  EXPECT_EQ(reads(), kTaken);
}

TEST_F(ReadCallsTest, CallsWhoseDeadlineHasPassedAreNotRun) {
  const auto channel = hub_.Connect(Certificates().supplier1);
  GatedCatalogue::gate().Close();
  Calls calls(channel);
  for (int i = 0; i < kReadThreads; ++i) calls.Start();
  ASSERT_TRUE(AwaitReads(kReadThreads));
  calls.Start(std::chrono::milliseconds(50));
  EXPECT_EQ(calls.AwaitEnded(1).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  // On the same connection, so that the hub has heard of the end of that call.
  v1::AcknowledgeResponse response;
  ASSERT_THAT(v1::ExchangeService::NewStub(channel)->Acknowledge(
                  Context().get(), v1::AcknowledgeRequest(), &response),
              Succeeds());
  GatedCatalogue::gate().Open();
  calls.AwaitEnded(kReadThreads + 1);
  ASSERT_TRUE(hub_.calls().AwaitAllLeft(absl::Seconds(10)));
  EXPECT_EQ(reads(), kReadThreads);
}

TEST_F(ReadCallsTest, ReadsThatWaitHoldUpNeitherDocumentsNorFeeds) {
  const auto exchange = hub_.Exchange(Certificates().supplier1);
  v1::SubmitResponse submitted;
  ASSERT_THAT(exchange->Submit(Context().get(), MakeComplaint("1"), &submitted), Succeeds());
  GatedCatalogue::gate().Close();
  Calls calls(hub_.Connect(Certificates().supplier1));
  for (int i = 0; i < kReadThreads; ++i) calls.Start();
  ASSERT_TRUE(AwaitReads(kReadThreads));

  ASSERT_THAT(exchange->Submit(Context().get(), MakeComplaint("2"), &submitted), Succeeds());
  const auto context = Context();
  const auto stream = exchange->Subscribe(context.get(), v1::SubscribeRequest());
  v1::SubscribeResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.events_size(), 2);
  context->TryCancel();
  stream->Finish();

  GatedCatalogue::gate().Open();
  calls.AwaitEnded(kReadThreads);
}

}  // namespace
}  // namespace headwater::rpc
