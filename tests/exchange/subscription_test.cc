#include "hub/exchange/subscription.h"

#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "exchange/fake_room.h"
#include "hub/base/random.h"

namespace headwater::test {
namespace {

using exchange::Subscription;

std::unique_ptr<Subscription> Open(TestHub& hub, base::Gln party, int64_t after,
                                   const std::vector<std::string>& kinds = {}) {
  v1::SubscribeRequest request;
  request.set_after_sequence(after);
  for (const std::string& kind : kinds) request.add_kinds(kind);
  auto subscription = Subscription::Open(hub.database(), hub.exchange().wakes(),
                                         {party, exchange::Role::kSupplier}, request);
  EXPECT_THAT(subscription, IsOk());
  return *std::move(subscription);
}

TEST(Subscription, GivesWhatIsStoredAndThenWhatComes) {
  TestHub hub(TallyHub());
  ASSERT_THAT(hub.Submit(Complaint("C-1", Retailer(), Supplier())), IsOk());
  auto subscription = Open(hub, Supplier(), 0);
  v1::SubscribeResponse response;
  ASSERT_THAT(subscription->Next(response), IsOk());
  EXPECT_EQ(response.events_size(), 1);
  EXPECT_EQ(response.through_sequence(), 1);
  EXPECT_EQ(response.head_sequence(), 1);

  ASSERT_THAT(subscription->Next(response), IsOk());
  EXPECT_EQ(response.events_size(), 0);
  EXPECT_EQ(response.through_sequence(), 1);
  absl::Notification woken;
  ASSERT_TRUE(subscription->Wait([&woken] { woken.Notify(); }));
  ASSERT_THAT(hub.Submit(Complaint("C-2", Retailer(), Supplier())), IsOk());
  woken.WaitForNotification();
  ASSERT_THAT(subscription->Next(response), IsOk());
  EXPECT_EQ(response.events_size(), 1);
  EXPECT_EQ(response.events(0).sequence(), 2);
}

TEST(Subscription, DoesNotWaitWhileThereIsMore) {
  TestHub hub(TallyHub());
  auto subscription = Open(hub, Supplier(), 0);
  v1::SubscribeResponse response;
  ASSERT_THAT(subscription->Next(response), IsOk());
  ASSERT_THAT(hub.Submit(Complaint("C-1", Retailer(), Supplier())), IsOk());
  EXPECT_FALSE(subscription->Wait([] {}));
}

TEST(Subscription, BeyondTheHeadIsRefused) {
  TestHub hub(TallyHub());
  v1::SubscribeResponse response;
  EXPECT_THAT(Open(hub, Supplier(), 1)->Next(response), Refused(v1::REASON_CURSOR_BEYOND_HEAD));
}

TEST(Subscription, AKindThatIsNoneIsRefusedAtOnce) {
  TestHub hub(TallyHub());
  v1::SubscribeRequest request;
  request.add_kinds("nonsense");
  EXPECT_THAT(Subscription::Open(hub.database(), hub.exchange().wakes(),
                                 {Supplier(), exchange::Role::kSupplier}, request),
              Refused(v1::REASON_ARGUMENT_INVALID));
}

TEST(Subscription, ABatchHasSoManyEventsAndNoMore) {
  TestHub hub(TallyHub());
  for (int i = 0; i <= exchange::kEventBatchSizeMax; ++i) {
    ASSERT_THAT(hub.Submit(Complaint(absl::StrCat("C-", i), Retailer(), Supplier())), IsOk());
  }
  auto subscription = Open(hub, Supplier(), 0);
  v1::SubscribeResponse response;
  ASSERT_THAT(subscription->Next(response), IsOk());
  EXPECT_EQ(response.events_size(), exchange::kEventBatchSizeMax);
  EXPECT_FALSE(subscription->Wait([] {}));
  ASSERT_THAT(subscription->Next(response), IsOk());
  EXPECT_EQ(response.events_size(), 1);
}

TEST(Subscription, AFilterThatMatchesNothingMovesOn) {
  TestHub hub(TallyHub());
  auto subscription = Open(hub, Supplier(), 0, {"order"});
  v1::SubscribeResponse response;
  for (int i = 1; i <= 5; ++i) {
    ASSERT_THAT(hub.Submit(Complaint(absl::StrCat("C-", i), Retailer(), Supplier())), IsOk());
    ASSERT_THAT(subscription->Next(response), IsOk());
    EXPECT_EQ(response.events_size(), 0);
    EXPECT_EQ(response.through_sequence(), i);
  }
}

TEST(Subscription, ItsEndDropsTheWait) {
  TestHub hub(TallyHub());
  auto subscription = Open(hub, Supplier(), 0);
  v1::SubscribeResponse response;
  ASSERT_THAT(subscription->Next(response), IsOk());
  ASSERT_TRUE(subscription->Wait([] { FAIL(); }));
  subscription = nullptr;
  ASSERT_THAT(hub.Submit(Complaint("C-1", Retailer(), Supplier())), IsOk());
}

// A feed that grows on a thread of its own, with a bounded number of documents on
// their way.
class Growing {
 public:
  Growing(TestHub& hub, int64_t count) : hub_(hub), count_(count), thread_([this] { Run(); }) {}
  ~Growing() { thread_.join(); }

 private:
  static constexpr int kOnTheirWay = 1024;

  void Run() {
    for (int64_t i = 0; i < count_; ++i) {
      const auto request = std::make_shared<v1::SubmitRequest>(
          MakeRequest(Complaint(absl::StrCat("C-", i), Retailer(), Supplier())));
      {
        absl::MutexLock lock(&mutex_);
        mutex_.Await(absl::Condition(
            +[](int* on_their_way) { return *on_their_way < kOnTheirWay; }, &on_their_way_));
        ++on_their_way_;
      }
      hub_.exchange().Submit({Retailer(), exchange::Role::kRetailer}, *request,
                             [this, request](absl::StatusOr<v1::Receipt> receipt) {
                               EXPECT_THAT(receipt, IsOk());
                               absl::MutexLock lock(&mutex_);
                               --on_their_way_;
                             });
    }
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(
        +[](int* on_their_way) { return *on_their_way == 0; }, &on_their_way_));
  }

  TestHub& hub_;
  const int64_t count_;
  absl::Mutex mutex_;
  int on_their_way_ = 0;
  std::thread thread_;
};

// What a consumer keeps on its own disk: how far it has processed, and what.
struct Consumer {
  int64_t processed = 0;
  int64_t kills = 0;

  void Process(const v1::Event& event) {
    ASSERT_EQ(event.sequence(), processed + 1) << "lost or doubled";
    ASSERT_EQ(event.document().number(), absl::StrCat("C-", processed));
    processed = event.sequence();
  }
};

// One life: until the end of the feed, or until chance ends it, before, within or
// after a batch, or while it waits.
void Live(TestHub& hub, base::Random& random, int64_t end, int64_t lives, Consumer& consumer) {
  const auto subscription = Open(hub, Supplier(), consumer.processed);
  int64_t left = consumer.kills < lives ? random.Between(0, 2 * end / lives) : end + 1;
  v1::SubscribeResponse response;
  while (consumer.processed < end) {
    ASSERT_THAT(subscription->Next(response), IsOk());
    for (const v1::Event& event : response.events()) {
      if (left-- == 0) return;
      ASSERT_NO_FATAL_FAILURE(consumer.Process(event));
    }
    if (response.events_size() > 0) continue;
    const auto woken = std::make_shared<absl::Notification>();
    if (!subscription->Wait([woken] { woken->Notify(); })) continue;
    if (consumer.kills < lives && random.Below(4) == 0) return;
    woken->WaitForNotification();
  }
}

TEST(Subscription, KilledAtRandomTwoHundredTimesItSeesEachEventOnceAndInOrder) {
  constexpr int64_t kLives = 200;
  constexpr int64_t kEnd = 100'000;
  const uint64_t seed = base::SystemRandom().Next();
  std::cout << "seed " << seed << "\n";
  base::SeededRandom random(seed);
  TestHub hub;
  Consumer consumer;
  {
    Growing growing(hub, kEnd);
    while (consumer.processed < kEnd && !testing::Test::HasFatalFailure()) {
      Live(hub, random, kEnd, kLives, consumer);
      if (consumer.processed < kEnd) ++consumer.kills;
    }
  }
  // Chance may have spared it: the rest of its lives ends in the stored feed.
  EXPECT_EQ(consumer.processed, kEnd);
  std::cout << consumer.kills << " kills\n";
  EXPECT_GE(consumer.kills, kLives / 2);
}

}  // namespace
}  // namespace headwater::test
