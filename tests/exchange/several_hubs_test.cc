// Several hub processes on one database, which only PostgreSQL allows. A TestHub has its own
// connections, caches and writer, and shares nothing with another but the database.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "exchange/fake_room.h"
#include "hub/base/random.h"
#include "hub/exchange/feed_notices.h"
#include "hub/exchange/subscription.h"
#include "hub/store/postgres_database.h"
#include "hub/store/postgres_listener.h"
#include "support/test_store.h"

namespace headwater::test {
namespace {

using exchange::Subscription;

// A hub that hears the others, as hub.cc wires it.
class SeveralHub {
 public:
  explicit SeveralHub(const std::string& path)
      : hub_(OptionsAt(path)), listener_(ListenerAt(path)) {
    WaitUntilItListens(1);
  }

  TestHub& hub() { return hub_; }
  // Until it listened so many times, the first included.
  void WaitUntilItListens(int times) {
    absl::MutexLock lock(&mutex_);
    const auto enough = [this, times] { return listening_ >= times; };
    mutex_.Await(absl::Condition(&enough));
  }

 private:
  static TestHubOptions OptionsAt(const std::string& path) {
    TestHubOptions options = TallyHub();
    options.path = path;
    return options;
  }
  store::PostgresListenerOptions ListenerAt(const std::string& path) {
    store::PostgresListenerOptions options;
    options.url = StoreUrlOf(path);
    options.channel = exchange::kFeedChannel;
    options.pause_before_retry = absl::Milliseconds(10);
    options.listening = [this] {
      absl::Status published = hub_.exchange().ListensToFeedNotices();
      absl::MutexLock lock(&mutex_);
      if (published.ok()) ++listening_;
      return published;
    };
    options.heard = [this](std::string_view notice) { hub_.exchange().HeardFeedNotice(notice); };
    options.lost = [](const absl::Status&) {};
    return options;
  }

  TestHub hub_;
  absl::Mutex mutex_;
  int listening_ ABSL_GUARDED_BY(mutex_) = 0;
  store::PostgresListener listener_;
};

class SeveralHubs : public testing::Test {
 protected:
  // A subscription of the supplier at the end of what there is.
  static std::unique_ptr<Subscription> AtTheEnd(TestHub& hub) {
    auto subscription =
        Subscription::Open(hub.database(), hub.exchange().wakes(),
                           {Supplier(), exchange::Role::kSupplier}, v1::SubscribeRequest());
    EXPECT_THAT(subscription, IsOk());
    v1::SubscribeResponse response;
    do {
      EXPECT_THAT((*subscription)->Next(response), IsOk());
    } while (response.events_size() > 0);
    return *std::move(subscription);
  }
  static void ExpectNext(Subscription& subscription, const std::string& number) {
    v1::SubscribeResponse response;
    ASSERT_THAT(subscription.Next(response), IsOk());
    ASSERT_EQ(response.events_size(), 1);
    EXPECT_EQ(response.events(0).document().number(), number);
  }

  TempFolder folder_;
  SeveralHub a_{folder_.File("hub.db")};
  SeveralHub b_{folder_.File("hub.db")};
};

TEST_F(SeveralHubs, DocumentsOfAllStandInOneGapFreeFeed) {
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      TestHub& hub = t % 2 == 0 ? a_.hub() : b_.hub();
      for (int i = 0; i < kEach; ++i) {
        EXPECT_THAT(
            hub.Submit(Complaint(absl::StrCat("C-", t, "-", i), Supplier(), Retailer(), "add 1")),
            IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (TestHub* hub : {&a_.hub(), &b_.hub()}) {
    for (const base::Gln party : {Supplier(), Retailer()}) {
      const std::vector<v1::Event> events = hub->Events(party);
      ASSERT_EQ(events.size(), static_cast<size_t>(kThreads * kEach));
      for (size_t i = 0; i < events.size(); ++i) {
        EXPECT_EQ(events[i].sequence(), static_cast<int64_t>(i + 1));
      }
    }
    EXPECT_EQ(hub->Rows("SELECT number FROM tally"),
              std::vector<std::string>{absl::StrCat(kThreads * kEach)});
    const auto report = hub->Verify();
    ASSERT_THAT(report, IsOk());
    EXPECT_EQ(report->findings, std::vector<std::string>{});
    EXPECT_EQ(hub->faults(), std::vector<std::string>{});
  }
}

TEST_F(SeveralHubs, OneRequestToAllIsOneDocument) {
  constexpr int kRequests = 20;
  for (int i = 0; i < kRequests; ++i) {
    const v1::SubmitRequest request =
        MakeRequest(Complaint(absl::StrCat("C-", i), Supplier(), Retailer(), "add 1"));
    std::string receipts[2];
    std::thread other([&] {
      const auto receipt = b_.hub().Submit(Supplier(), request);
      ASSERT_THAT(receipt, IsOk());
      receipts[1] = receipt->SerializeAsString();
    });
    const auto receipt = a_.hub().Submit(Supplier(), request);
    other.join();
    ASSERT_THAT(receipt, IsOk());
    receipts[0] = receipt->SerializeAsString();
    EXPECT_EQ(receipts[0], receipts[1]);
  }
  EXPECT_EQ(a_.hub().Rows("SELECT count(*) FROM document"),
            std::vector<std::string>{absl::StrCat(kRequests)});
}

TEST_F(SeveralHubs, ASubscriberOfOneIsWokenByTheOther) {
  const auto subscription = AtTheEnd(b_.hub());
  for (const std::string number : {"C-1", "C-2", "C-3"}) {
    absl::Notification woken;
    ASSERT_TRUE(subscription->Wait([&woken] { woken.Notify(); }));
    ASSERT_THAT(a_.hub().Submit(Complaint(number, Retailer(), Supplier())), IsOk());
    woken.WaitForNotification();
    ExpectNext(*subscription, number);
  }
}

TEST_F(SeveralHubs, WhatWasCommittedWhileNobodyListenedWakesOnceItListensAgain) {
  const auto subscription = AtTheEnd(b_.hub());
  absl::Notification woken;
  ASSERT_TRUE(subscription->Wait([&woken] { woken.Notify(); }));
  // Both listeners, and what the pools and writers hold; not the one that asks.
  a_.hub().Rows(
      "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  ASSERT_THAT(a_.hub().Submit(Complaint("C-1", Retailer(), Supplier())), IsOk());
  woken.WaitForNotification();
  ExpectNext(*subscription, "C-1");
}

TEST_F(SeveralHubs, AHubWhoseConnectionsWereCutGoesOn) {
  ASSERT_THAT(a_.hub().Submit(Complaint("C-1", Retailer(), Supplier())), IsOk());
  b_.hub().Rows(
      "SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  ASSERT_THAT(a_.hub().Submit(Complaint("C-2", Retailer(), Supplier())), IsOk());
  EXPECT_TRUE(a_.hub().exchange().healthy());
  EXPECT_EQ(b_.hub().Events(Supplier()).size(), 2u);
}

TEST_F(SeveralHubs, TheSecondOfTwoRebuildsIsRefused) {
  ASSERT_THAT(a_.hub().Submit(Complaint("C-1", Supplier(), Retailer(), "add 1")), IsOk());
  const auto other = store::OpenPostgres({.url = StoreUrlOf(folder_.File("hub.db")),
                                          .writer_patience = absl::Milliseconds(10),
                                          .durability = store::Durability::kScratch});
  ASSERT_THAT(other, IsOk());
  const exchange::Registry kinds = KindsWithoutHandlers();
  int refused = 0;
  const auto report = a_.hub().Rebuild({.progress = [&](std::string_view, int64_t, int64_t) {
    const auto second = exchange::Rebuild(**other, a_.hub().schemas(),
                                          {Retailer(), kinds, a_.hub().directory()}, {});
    EXPECT_THAT(second, HasCode(absl::StatusCode::kUnavailable));
    EXPECT_THAT(std::string(second.status().message()), testing::HasSubstr("a rebuild is at work"));
    ++refused;
  }});
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->identical());
  EXPECT_GT(refused, 0);
}

TEST(FeedNotices, AreReadAsTheyWereTold) {
  const auto ends = exchange::ReadFeedNotice("4000001000005:12 4000001000104:7");
  ASSERT_THAT(ends, IsOk());
  EXPECT_EQ(*ends,
            (exchange::FeedEnds{{base::Gln(4000001000005), 12}, {base::Gln(4000001000104), 7}}));
  for (const char* strange : {"", "hello", "1:2:3 x", "5", "4000001000005:12 "}) {
    EXPECT_EQ(exchange::ReadFeedNotice(strange).status().code(), absl::StatusCode::kInvalidArgument)
        << strange;
  }
}

TEST(FeedNotices, ManyFeedsAreToldInSeveralNotices) {
  if (!StoreIsPostgres()) GTEST_FAIL() << "one_store keeps this from SQLite";
  const auto database = NewDatabase();
  exchange::FeedEnds ends;
  for (int64_t i = 0; i < 2000; ++i) ends.emplace_back(base::Gln(4000000000000 + i), i + 1);
  auto transaction = database->BeginWrite();
  ASSERT_THAT(transaction, IsOk());
  ASSERT_THAT(exchange::TellFeedEnds(**transaction, ends), IsOk());
  EXPECT_THAT((*transaction)->Commit(), IsOk());
}

}  // namespace
}  // namespace headwater::test
