#include "hub/exchange/observer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "exchange/failing_database.h"
#include "exchange/fake_room.h"
#include "hub/exchange/refusal.h"

namespace headwater::test {
namespace {

using testing::IsEmpty;

// What one decision said, with its own memory.
struct Seen {
  std::string document_id;
  base::Gln caller;
  v1::Reason reason;
  int64_t sequence;
  bool repeated;
  int64_t group;
  int64_t waited;
  int64_t took;
};

// Its clock moves on by one with every look.
class KeptDecisions final : public exchange::Observer {
 public:
  int64_t MonotonicNanos() override { return ++now_; }
  void Decided(const exchange::Decision& decision) override {
    absl::MutexLock lock(&mutex_);
    seen_.push_back({decision.request.document().document_id(), decision.caller,
                     exchange::DetailOf(decision.outcome.status()).reason(),
                     decision.outcome.ok() ? decision.outcome->sequence() : 0, decision.repeated,
                     decision.group, decision.waited_nanos, decision.took_nanos});
  }
  void Committed(const exchange::GroupCommit& commit) override {
    absl::MutexLock lock(&mutex_);
    commits_.push_back(commit);
  }
  std::vector<Seen> seen() {
    absl::MutexLock lock(&mutex_);
    return seen_;
  }
  std::vector<exchange::GroupCommit> commits() {
    absl::MutexLock lock(&mutex_);
    return commits_;
  }

 private:
  std::atomic<int64_t> now_ = 0;
  absl::Mutex mutex_;
  std::vector<Seen> seen_ ABSL_GUARDED_BY(mutex_);
  std::vector<exchange::GroupCommit> commits_ ABSL_GUARDED_BY(mutex_);
};

class ObserverTest : public testing::Test {
 protected:
  absl::StatusOr<v1::Receipt> Submit(const v1::SubmitRequest& request) {
    absl::Notification done;
    absl::StatusOr<v1::Receipt> answer;
    exchange_.Submit({Supplier(), exchange::Role::kSupplier}, request,
                     [&](absl::StatusOr<v1::Receipt> receipt) {
                       answer = std::move(receipt);
                       decided_ = observer_.seen().size();
                       done.Notify();
                     });
    done.WaitForNotification();
    return answer;
  }

  TestHub hub_;
  FailingDatabase failing_{hub_.database()};
  const exchange::Registry registry_ = KindsWithoutHandlers();
  KeptDecisions observer_;
  size_t decided_ = 0;  // when the caller was told
  exchange::Exchange exchange_{failing_, registry_, hub_.directory(), hub_.clock(),
                               exchange::ExchangeOptions{.retailer = Retailer(),
                                                         .queue = {},
                                                         .fault_log = [](std::string_view) {},
                                                         .observer = &observer_}};
};

TEST_F(ObserverTest, HearsOfWhatIsAcceptedBeforeTheCaller) {
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer()));
  ASSERT_THAT(Submit(request), IsOk());
  EXPECT_EQ(decided_, 1u);
  ASSERT_THAT(Submit(request), IsOk());
  const auto seen = observer_.seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].document_id, request.document().document_id());
  EXPECT_EQ(seen[0].caller, Supplier());
  EXPECT_EQ(seen[0].reason, v1::REASON_UNSPECIFIED);
  EXPECT_EQ(seen[0].sequence, 1);
  EXPECT_EQ(seen[0].group, 1);
  EXPECT_GT(seen[0].waited, 0);
  EXPECT_GT(seen[0].took, seen[0].waited);
  EXPECT_FALSE(seen[0].repeated);
  EXPECT_TRUE(seen[1].repeated);
  EXPECT_EQ(seen[1].sequence, 1);
  EXPECT_EQ(seen[1].group, 2);
}

TEST_F(ObserverTest, HearsOfRefusalsAtTheDoorAndAtTheWriter) {
  v1::SubmitRequest shapeless = MakeRequest(Complaint("C-1", Supplier(), Retailer()));
  shapeless.mutable_document()->clear_number();
  EXPECT_FALSE(Submit(shapeless).ok());
  ASSERT_THAT(Submit(MakeRequest(Complaint("C-2", Supplier(), Retailer()))), IsOk());
  EXPECT_FALSE(Submit(MakeRequest(Complaint("C-2", Supplier(), Retailer()))).ok());
  const auto seen = observer_.seen();
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].reason, v1::REASON_FIELD_REQUIRED);
  EXPECT_EQ(seen[0].group, 0);
  EXPECT_GT(seen[0].took, 0);
  EXPECT_EQ(seen[2].reason, v1::REASON_NUMBER_REUSED);
  EXPECT_EQ(seen[2].group, 2);
}

TEST_F(ObserverTest, HearsOfACommitWithItsTimes) {
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer()));
  ASSERT_THAT(Submit(request), IsOk());
  v1::SubmitRequest dry_run = MakeRequest(Complaint("C-2", Supplier(), Retailer()));
  dry_run.set_validate_only(true);
  ASSERT_THAT(Submit(dry_run), IsOk());
  const auto commits = observer_.commits();
  ASSERT_EQ(commits.size(), 1u) << "a dry run alone is not committed";
  EXPECT_EQ(commits[0].documents, 1);
  EXPECT_GT(commits[0].bytes, static_cast<int64_t>(request.document().ByteSizeLong()));
  EXPECT_GT(commits[0].apply_nanos, 0);
  EXPECT_GT(commits[0].commit_nanos, 0);
}

TEST_F(ObserverTest, HearsOfNoCommitThatFailed) {
  failing_.FailCommits();
  EXPECT_THAT(Submit(MakeRequest(Complaint("C-1", Supplier(), Retailer()))),
              Refused(v1::REASON_STORE_SEALED));
  EXPECT_THAT(observer_.commits(), IsEmpty());
  // Nor does what comes after that reach the writer.
  EXPECT_FALSE(Submit(MakeRequest(Complaint("C-2", Supplier(), Retailer()))).ok());
  const auto seen = observer_.seen();
  ASSERT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen[0].reason, v1::REASON_STORE_SEALED);
  EXPECT_EQ(seen[0].group, 1);
  EXPECT_EQ(seen[1].reason, v1::REASON_STORE_SEALED);
  EXPECT_EQ(seen[1].group, 0);
}

}  // namespace
}  // namespace headwater::test
