#include "hub/store/commit_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "hub/base/random.h"
#include "hub/store/table_hash.h"
#include "store/failing_database.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr uint64_t kSeed = 20260402;

// Where the verdicts of one test's works arrive.
class Results {
 public:
  void Add(int64_t item, absl::Status status) {
    absl::MutexLock lock(&mutex_);
    order_.push_back(item);
    statuses_.push_back(std::move(status));
  }
  std::vector<int64_t> order() const {
    absl::MutexLock lock(&mutex_);
    return order_;
  }
  std::vector<absl::StatusCode> codes() const {
    absl::MutexLock lock(&mutex_);
    std::vector<absl::StatusCode> codes;
    for (const absl::Status& status : statuses_) codes.push_back(status.code());
    return codes;
  }
  std::string message(size_t i) const {
    absl::MutexLock lock(&mutex_);
    return std::string(statuses_.at(i).message());
  }

 private:
  mutable absl::Mutex mutex_;
  std::vector<int64_t> order_ ABSL_GUARDED_BY(mutex_);
  std::vector<absl::Status> statuses_ ABSL_GUARDED_BY(mutex_);
};

struct Options {
  bool dry_run = false;
  size_t size = 100;
  int64_t owner = 0;
  std::function<absl::Status(Transaction&)> apply;  // by default: inserts the item
  std::function<void()> done;                       // before the verdict is noted
};

class ItemWork final : public Work {
 public:
  ItemWork(int64_t item, Results& results, Options options)
      : item_(item), results_(results), options_(std::move(options)) {}
  ~ItemWork() override { EXPECT_TRUE(done_ || !applied_) << "an applied work was never done"; }

  absl::Status Apply(Transaction& transaction) override {
    applied_ = true;
    return options_.apply ? options_.apply(transaction) : Insert(transaction, item_);
  }
  bool dry_run() const override { return options_.dry_run; }
  size_t size() const override { return options_.size; }
  int64_t owner() const override { return options_.owner; }
  void Done(absl::Status status) override {
    EXPECT_FALSE(done_) << "Done came twice";
    done_ = true;
    if (options_.done) options_.done();
    results_.Add(item_, std::move(status));
  }

 private:
  const int64_t item_;
  Results& results_;
  const Options options_;
  bool applied_ = false;
  bool done_ = false;
};

class CommitQueueTest : public testing::Test {
 protected:
  void Start(CommitQueueOptions options = {}) {
    options.committed = [this] { ++commits_; };
    options.sealed = [this](absl::Status status) {
      ++seals_;
      seal_ = std::move(status);
    };
    queue_ = std::make_unique<CommitQueue>(failing_, std::move(options));
  }

  absl::Status Push(int64_t item, Options options = {}) {
    return queue_->Push(std::make_unique<ItemWork>(item, results_, std::move(options)));
  }

  // Holds the writer inside a group of its own until `release_`, so that what is
  // pushed meanwhile forms the next group.
  void Hold() {
    ASSERT_TRUE(Push(-1, {.dry_run = true,
                          .apply =
                              [this](Transaction&) {
                                held_.Notify();
                                release_.WaitForNotification();
                                return absl::OkStatus();
                              }})
                    .ok());
    held_.WaitForNotification();
  }

  const std::unique_ptr<Database> database_ = MakeStock();
  Faults faults_;
  FailingDatabase failing_{*database_, faults_};
  Results results_;
  absl::Notification held_;
  absl::Notification release_;
  std::atomic<int> commits_ = 0;
  std::atomic<int> seals_ = 0;
  absl::Status seal_;
  std::unique_ptr<CommitQueue> queue_;
};

constexpr auto kOk = absl::StatusCode::kOk;
constexpr auto kUnavailable = absl::StatusCode::kUnavailable;

// Some are alone in their group and some are not, and those take different ways.
TEST_F(CommitQueueTest, WhatIsPushedIsReportedInOrder) {
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  base::SeededRandom random(kSeed);
  Start({.waiting_max = 10'000, .waiting_of_owner_max = 10'000});
  std::vector<int64_t> pushed;
  for (int64_t item = 1; item <= 3000; ++item) {
    ASSERT_TRUE(Push(item).ok());
    pushed.push_back(item);
    if (random.Below(20) == 0) {
      while (results_.order().size() < pushed.size()) std::this_thread::yield();
    }
  }
  queue_->Stop();
  EXPECT_EQ(results_.order(), pushed);
}

// Whoever is slow to hear of a commit holds up the writer before what is unreported piles
// up, and so callers are refused.
TEST_F(CommitQueueTest, TheWriterWaitsForTheReports) {
  constexpr size_t kGroup = 2;
  constexpr size_t kWaiting = 4;
  Start({.group_size_max = kGroup, .waiting_max = kWaiting});
  absl::Notification told;
  const auto wait = [&told] { told.WaitForNotification(); };
  Hold();
  size_t taken = 0;
  for (; taken < kGroup; ++taken) {
    ASSERT_TRUE(Push(static_cast<int64_t>(taken) + 1, {.done = wait}).ok());
  }
  release_.Notify();
  for (int i = 0; i < 20'000; ++i) {
    if (Push(static_cast<int64_t>(taken) + 1).ok()) ++taken;
    std::this_thread::yield();
  }
  // One group is being told, so many wait for it, one is in the writer's hands.
  EXPECT_LE(taken, kGroup * (kGroupsUnreportedMax + 2) + kWaiting);
  EXPECT_EQ(queue_->waiting(), kWaiting);
  told.Notify();
  queue_->Stop();
  EXPECT_EQ(results_.order().size(), taken + 1);
}

TEST_F(CommitQueueTest, WhatIsPushedIsCommittedInOrder) {
  Start();
  for (int64_t item = 1; item <= 20; ++item) ASSERT_TRUE(Push(item).ok());
  queue_->Stop();
  EXPECT_EQ(Items(*database_).size(), 20u);
  EXPECT_EQ(results_.codes(), std::vector<absl::StatusCode>(20, kOk));
  EXPECT_TRUE(std::ranges::is_sorted(results_.order()));
  EXPECT_TRUE(queue_->healthy());
}

TEST_F(CommitQueueTest, WhatWaitsFormsOneGroup) {
  Start();
  Hold();
  for (int64_t item = 1; item <= 10; ++item) ASSERT_TRUE(Push(item).ok());
  EXPECT_EQ(queue_->waiting(), 10u);
  release_.Notify();
  queue_->Stop();
  EXPECT_EQ(commits_, 1);
  EXPECT_EQ(queue_->waiting(), 0u);
  EXPECT_EQ(Items(*database_).size(), 10u);
}

TEST_F(CommitQueueTest, GroupsAreLimitedInNumber) {
  Start({.group_size_max = 4});
  Hold();
  for (int64_t item = 1; item <= 9; ++item) ASSERT_TRUE(Push(item).ok());
  release_.Notify();
  queue_->Stop();
  EXPECT_EQ(commits_, 3);
}

TEST_F(CommitQueueTest, GroupsAreLimitedInBytesButNeverEmpty) {
  Start({.group_bytes_max = 200});
  Hold();
  for (int64_t item = 1; item <= 4; ++item) ASSERT_TRUE(Push(item, {.size = 100}).ok());
  ASSERT_TRUE(Push(5, {.size = 1000}).ok());
  ASSERT_TRUE(Push(6, {.size = 1}).ok());
  release_.Notify();
  queue_->Stop();
  EXPECT_EQ(commits_, 4);  // 1 2, 3 4, 5, 6
  EXPECT_EQ(Items(*database_).size(), 6u);
}

TEST_F(CommitQueueTest, ABadWorkHarmsNoNeighbour) {
  Start();
  Hold();
  ASSERT_TRUE(Push(1).ok());
  ASSERT_TRUE(Push(2, {.apply =
                           [](Transaction& transaction) {
                             EXPECT_TRUE(Insert(transaction, 100).ok());
                             return Insert(transaction, 1);
                           }})
                  .ok());
  ASSERT_TRUE(Push(3, {.apply =
                           [](Transaction& transaction) {
                             EXPECT_TRUE(Insert(transaction, 101).ok());
                             return absl::InvalidArgumentError("no");
                           }})
                  .ok());
  ASSERT_TRUE(Push(4).ok());
  release_.Notify();
  queue_->Stop();
  EXPECT_EQ(commits_, 1);
  EXPECT_THAT(Items(*database_), ElementsAre(1, 4));
  EXPECT_THAT(results_.codes(), ElementsAre(kOk, kOk, absl::StatusCode::kAlreadyExists,
                                            absl::StatusCode::kInvalidArgument, kOk));
  EXPECT_TRUE(queue_->healthy());
}

TEST_F(CommitQueueTest, DryRunsLeaveNothingAndAloneAreNotCommitted) {
  InsertAll(*database_, {1});
  const auto hash = [&] { return HashTable(*database_->BeginRead().value(), kStock).value(); };
  const std::string before = hash();
  Start();
  Hold();
  ASSERT_TRUE(Push(2, {.dry_run = true}).ok());
  ASSERT_TRUE(Push(1, {.dry_run = true}).ok());
  release_.Notify();
  queue_->Stop();
  EXPECT_EQ(hash(), before);
  EXPECT_EQ(commits_, 0);
  EXPECT_EQ(faults_.commits, 0);
  EXPECT_THAT(results_.codes(), ElementsAre(kOk, kOk, absl::StatusCode::kAlreadyExists));
}

TEST_F(CommitQueueTest, ADryRunAmongWritesIsUndone) {
  Start();
  Hold();
  ASSERT_TRUE(Push(1).ok());
  ASSERT_TRUE(Push(2, {.dry_run = true}).ok());
  ASSERT_TRUE(Push(2).ok());
  release_.Notify();
  queue_->Stop();
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2));
  EXPECT_THAT(results_.codes(), ElementsAre(kOk, kOk, kOk, kOk));
}

TEST_F(CommitQueueTest, AFullQueueRefusesTheOneAfterTheLimit) {
  Start({.waiting_max = 3});
  Hold();
  for (int64_t item = 1; item <= 3; ++item) EXPECT_TRUE(Push(item).ok());
  EXPECT_EQ(Push(4).code(), absl::StatusCode::kResourceExhausted);
  release_.Notify();
  queue_->Stop();
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3));
  EXPECT_THAT(results_.order(), ElementsAre(-1, 1, 2, 3));
}

TEST_F(CommitQueueTest, AFullQueueRefusesTheByteAfterTheLimit) {
  Start({.waiting_bytes_max = 1000});
  Hold();
  EXPECT_EQ(Push(1, {.size = 1001}).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Push(2, {.size = 600}).ok());
  EXPECT_EQ(Push(3, {.size = 401}).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Push(4, {.size = 400}).ok());
  EXPECT_EQ(Push(5, {.size = 1}).code(), absl::StatusCode::kResourceExhausted);
  release_.Notify();
  queue_->Stop();
  EXPECT_THAT(Items(*database_), ElementsAre(2, 4));
}

TEST_F(CommitQueueTest, AnOwnerIsRefusedTheOneAfterItsLimitAndOthersAreNot) {
  Start({.waiting_of_owner_max = 2});
  Hold();
  EXPECT_TRUE(Push(1, {.owner = 7}).ok());
  EXPECT_TRUE(Push(2, {.owner = 7}).ok());
  const absl::Status refused = Push(3, {.owner = 7});
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("as one party may"));
  EXPECT_TRUE(Push(4, {.owner = 8}).ok());
  EXPECT_EQ(queue_->waiting(), 3u);
  EXPECT_EQ(queue_->waiting_bytes(), 300u);
  release_.Notify();
  queue_->Stop();
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 4));
}

TEST_F(CommitQueueTest, AFloodLeavesTheOthersTheirPlaceInTheNextGroup) {
  Start({.group_size_max = 4});
  Hold();
  // A turn's bytes are one work of this size.
  const auto push = [this](int64_t item, int64_t owner) {
    return Push(item, {.size = 8 << 10, .owner = owner});
  };
  for (int64_t item = 1; item <= 6; ++item) ASSERT_TRUE(push(item, 1).ok());
  ASSERT_TRUE(push(100, 2).ok());
  ASSERT_TRUE(push(101, 2).ok());
  release_.Notify();
  queue_->Stop();
  EXPECT_THAT(results_.order(), ElementsAre(-1, 1, 100, 2, 101, 3, 4, 5, 6));
}

TEST_F(CommitQueueTest, AFailedCommitSealsTheQueue) {
  Start();
  Hold();
  faults_.commit = true;
  ASSERT_TRUE(Push(1).ok());
  ASSERT_TRUE(Push(2, {.dry_run = true}).ok());
  ASSERT_TRUE(Push(3, {.apply =
                           [&](Transaction&) {
                             // Waits behind the group that fails.
                             EXPECT_TRUE(Push(4).ok());
                             return absl::InvalidArgumentError("no");
                           }})
                  .ok());
  release_.Notify();
  while (results_.order().size() < 5) std::this_thread::yield();
  queue_->Stop();
  EXPECT_FALSE(queue_->healthy());
  EXPECT_EQ(seals_, 1);
  EXPECT_EQ(seal_, absl::UnavailableError("sync failed"));
  EXPECT_EQ(commits_, 0);
  EXPECT_EQ(faults_.commits, 1);
  EXPECT_THAT(results_.order(), testing::UnorderedElementsAre(-1, 1, 2, 3, 4));
  EXPECT_THAT(results_.codes(),
              ElementsAre(kOk, kUnavailable, kUnavailable, kUnavailable, kUnavailable));
  EXPECT_THAT(Items(*database_), IsEmpty());
  EXPECT_EQ(Push(5).code(), kUnavailable);
}

TEST_F(CommitQueueTest, AfterAFailedCommitTheOutcomeIsSaidToBeUnknown) {
  Start();
  faults_.commit_reply = true;
  ASSERT_TRUE(Push(1).ok());
  queue_->Stop();
  EXPECT_EQ(results_.message(0),
            "commit failed; the hub stopped taking writes; retry the same request_id after it has "
            "restarted");
  EXPECT_THAT(Items(*database_), ElementsAre(1));
  EXPECT_FALSE(queue_->healthy());
  const absl::Status after = Push(2);
  EXPECT_EQ(after.code(), kUnavailable);
  EXPECT_THAT(std::string(after.message()), HasSubstr("nothing of this was written"));
}

TEST_F(CommitQueueTest, ABrokenTransactionSealsWithoutACommit) {
  for (std::atomic<bool>* fault : {&faults_.savepoint, &faults_.undo}) {
    *fault = true;
    Start();
    ASSERT_TRUE(Push(1, {.dry_run = true}).ok());
    queue_->Stop();
    EXPECT_FALSE(queue_->healthy());
    *fault = false;
  }
  EXPECT_EQ(seals_, 2);
  EXPECT_EQ(faults_.commits, 0);
  EXPECT_THAT(results_.message(0), AllOf(HasSubstr("nothing of this was written")));
  EXPECT_THAT(results_.codes(), ElementsAre(kUnavailable, kUnavailable));
}

TEST_F(CommitQueueTest, AGroupThatCannotBeginFailsAlone) {
  Start();
  faults_.begin = true;
  ASSERT_TRUE(Push(1).ok());
  while (results_.codes().empty()) std::this_thread::yield();
  faults_.begin = false;
  ASSERT_TRUE(Push(2).ok());
  queue_->Stop();
  EXPECT_TRUE(queue_->healthy());
  EXPECT_THAT(results_.codes(), ElementsAre(kUnavailable, kOk));
  EXPECT_THAT(Items(*database_), ElementsAre(2));
}

TEST_F(CommitQueueTest, AGroupThatTheDatabaseUndidFailsAlone) {
  Start();
  faults_.undone = true;
  ASSERT_TRUE(Push(1).ok());
  while (results_.codes().empty()) std::this_thread::yield();
  faults_.undone = false;
  ASSERT_TRUE(Push(2).ok());
  queue_->Stop();
  EXPECT_TRUE(queue_->healthy());
  EXPECT_EQ(seals_, 0);
  EXPECT_THAT(results_.codes(), ElementsAre(kUnavailable, kOk));
  EXPECT_THAT(results_.message(0), HasSubstr("nothing of this was written"));
  EXPECT_THAT(Items(*database_), ElementsAre(2));
}

// A server that was lost in the COMMIT: it shows to the next transaction what became of it.
TEST_F(CommitQueueTest, ACommitOfUnknownOutcomeIsToldSoAndTheNextGroupGoesOn) {
  for (std::atomic<bool>* fault : {&faults_.commit_unknown, &faults_.reply_unknown}) {
    Start();
    *fault = true;
    ASSERT_TRUE(Push(fault == &faults_.commit_unknown ? 1 : 2).ok());
    const size_t told = fault == &faults_.commit_unknown ? 1 : 3;
    while (results_.codes().size() < told) std::this_thread::yield();
    *fault = false;
    ASSERT_TRUE(Push(fault == &faults_.commit_unknown ? 3 : 4).ok());
    queue_->Stop();
    EXPECT_TRUE(queue_->healthy());
  }
  EXPECT_EQ(seals_, 0);
  EXPECT_EQ(commits_, 2);
  EXPECT_THAT(results_.codes(), ElementsAre(kUnavailable, kOk, kUnavailable, kOk));
  EXPECT_THAT(results_.message(0), HasSubstr("whether this was written is not known"));
  EXPECT_THAT(results_.message(2), HasSubstr("whether this was written is not known"));
  EXPECT_THAT(Items(*database_), ElementsAre(2, 3, 4));
}

TEST_F(CommitQueueTest, StopDrainsAndThenRefuses) {
  Start();
  Hold();
  for (int64_t item = 1; item <= 5; ++item) ASSERT_TRUE(Push(item).ok());
  std::thread stopping([&] { queue_->Stop(); });
  // The queue may be full before the other thread gets to close it.
  while (Push(100, {.dry_run = true}).code() != kUnavailable) std::this_thread::yield();
  EXPECT_EQ(Push(6).code(), kUnavailable);
  release_.Notify();
  stopping.join();
  queue_->Stop();
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(CommitQueueTest, TheDestructorDrains) {
  Start();
  for (int64_t item = 1; item <= 5; ++item) ASSERT_TRUE(Push(item).ok());
  queue_ = nullptr;
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3, 4, 5));
}

TEST_F(CommitQueueTest, CommittedIsCalledBeforeDone) {
  std::vector<std::string> calls;
  CommitQueueOptions options;
  options.committed = [&] {
    calls.push_back(absl::StrCat("committed, ", Items(*database_).size(), " rows"));
    calls.push_back(absl::StrCat(results_.order().size(), " done"));
  };
  queue_ = std::make_unique<CommitQueue>(failing_, std::move(options));
  ASSERT_TRUE(Push(1).ok());
  queue_->Stop();
  EXPECT_THAT(calls, ElementsAre("committed, 1 rows", "0 done"));
  EXPECT_THAT(results_.order(), ElementsAre(1));
}

TEST_F(CommitQueueTest, ManyPushersAtOnce) {
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  Start({.group_size_max = 16});
  std::vector<std::thread> pushers;
  for (int64_t pusher = 0; pusher < 4; ++pusher) {
    pushers.emplace_back([&, pusher] {
      base::SeededRandom random(kSeed + static_cast<uint64_t>(pusher));
      for (int64_t i = 0; i < 200; ++i) {
        const bool dry_run = random.Below(4) == 0;
        ASSERT_TRUE(Push(pusher * 1000 + (dry_run ? 500 : 0) + i, {.dry_run = dry_run}).ok());
      }
    });
  }
  for (std::thread& pusher : pushers) pusher.join();
  queue_->Stop();
  const std::vector<int64_t> items = Items(*database_);
  EXPECT_EQ(results_.order().size(), 800u);
  EXPECT_TRUE(std::ranges::all_of(items, [](int64_t item) { return item % 1000 < 500; }));
  EXPECT_EQ(results_.codes(), std::vector<absl::StatusCode>(800, kOk));
}

}  // namespace
}  // namespace headwater::store
