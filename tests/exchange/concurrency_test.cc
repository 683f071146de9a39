#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "exchange/fake_room.h"
#include "hub/base/random.h"

namespace headwater::test {
namespace {

// Submits without waiting and gathers what comes back.
class Gather {
 public:
  Gather(TestHub& hub, int count) : hub_(hub), left_(count) {}

  void Submit(base::Gln caller, exchange::Role role, const v1::SubmitRequest& request) {
    hub_.exchange().Submit({caller, role}, request, [this](absl::StatusOr<v1::Receipt> receipt) {
      {
        absl::MutexLock lock(&mutex_);
        if (receipt.ok()) {
          receipts_.push_back(receipt->SerializeAsString());
        } else {
          refusals_.push_back(Describe(receipt.status()));
        }
      }
      left_.DecrementCount();
    });
  }
  void Wait() { left_.Wait(); }

  const std::vector<std::string>& receipts() const { return receipts_; }
  const std::vector<std::string>& refusals() const { return refusals_; }

 private:
  TestHub& hub_;
  absl::Mutex mutex_;
  std::vector<std::string> receipts_;
  std::vector<std::string> refusals_;
  absl::BlockingCounter left_;
};

void InThreads(int threads, const std::function<void(int)>& work) {
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) running.emplace_back(work, i);
  for (std::thread& thread : running) thread.join();
}

TEST(Concurrency, AThousandIdenticalSubmitsMakeOneDocument) {
  constexpr int kThreads = 20;
  constexpr int kEach = 50;
  TestHub hub(TallyHub());
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer(), "add 7"));
  Gather gather(hub, kThreads * kEach);
  InThreads(kThreads, [&](int) {
    for (int i = 0; i < kEach; ++i) {
      gather.Submit(Supplier(), exchange::Role::kSupplier, request);
      hub.clock().Advance(absl::Milliseconds(1));
    }
  });
  gather.Wait();
  EXPECT_EQ(gather.refusals(), std::vector<std::string>{});
  ASSERT_EQ(gather.receipts().size(), 1000u);
  EXPECT_EQ(std::set<std::string>(gather.receipts().begin(), gather.receipts().end()).size(), 1u);
  EXPECT_EQ(hub.Rows("SELECT count(*) FROM document"), std::vector<std::string>{"1"});
  EXPECT_EQ(hub.Rows("SELECT number FROM tally"), std::vector<std::string>{"7"});
}

TEST(Concurrency, OfManyBytesUnderOneRequestIdOneWins) {
  TestHub hub(TallyHub());
  std::vector<v1::SubmitRequest> requests;
  const std::string request_id = NextUuid();
  for (int i = 0; i < 100; ++i) {
    requests.push_back(MakeRequest(Complaint(absl::StrCat("C-", i), Supplier(), Retailer())));
    requests.back().set_request_id(request_id);
  }
  Gather gather(hub, 100);
  InThreads(4, [&](int thread) {
    for (size_t i = static_cast<size_t>(thread); i < requests.size(); i += 4) {
      gather.Submit(Supplier(), exchange::Role::kSupplier, requests[i]);
    }
  });
  gather.Wait();
  EXPECT_EQ(gather.receipts().size(), 1u);
  EXPECT_EQ(gather.refusals().size(), 99u);
  EXPECT_EQ(hub.Rows("SELECT count(*) FROM document"), std::vector<std::string>{"1"});
}

// Good and bad ones in the same groups: the good ones count, the bad ones leave
// nothing behind.
TEST(Concurrency, ABadDocumentNeverHarmsItsNeighbours) {
  const uint64_t seed = base::SystemRandom().Next();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::cout << "seed " << seed << "\n";
  base::SeededRandom random(seed);
  constexpr int kCount = 600;
  TestHub hub(TallyHub());
  std::vector<v1::SubmitRequest> requests;
  int64_t good = 0;
  for (int i = 0; i < kCount; ++i) {
    const std::string number = absl::StrCat("C-", i);
    const uint64_t kind = random.Below(6);
    const char* text = kind == 0 ? "refuse" : kind == 1 ? "break" : "add 1";
    auto document = Complaint(number, Supplier(), Retailer(), text);
    if (kind == 2 && i > 0) document.set_number(requests.back().document().number());
    requests.push_back(MakeRequest(document));
    if (kind == 3) requests.back().set_validate_only(true);
    if (kind == 4) requests.back().mutable_document()->set_receiver_gln(Supplier(2).ToString());
    good += kind == 5 ? 1 : 0;
  }
  Gather gather(hub, kCount);
  for (const auto& request : requests) {
    gather.Submit(Supplier(), exchange::Role::kSupplier, request);
  }
  gather.Wait();
  const std::vector<std::string> counted = hub.Rows("SELECT number FROM tally");
  const std::vector<std::string> stored = hub.Rows("SELECT count(*) FROM document");
  EXPECT_EQ(counted, stored);
  EXPECT_GE(std::stoll(stored[0]), good);
  EXPECT_EQ(std::stoull(hub.Rows("SELECT sequence FROM feed_head ORDER BY party DESC")[0]),
            hub.Events(Supplier()).size());
  EXPECT_TRUE(hub.Rebuild()->identical());
  EXPECT_EQ(hub.Verify()->findings, std::vector<std::string>{});
}

}  // namespace
}  // namespace headwater::test
