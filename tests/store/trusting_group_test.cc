// Groups of works that are trusted to go well. PostgreSQL's driver puts writes off, so what fails
// is found late; SQLite's makes no savepoint, so what is refused cannot be undone alone. Nobody
// but the work whose fault it is may notice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/store/commit_queue.h"
#include "hub/store/group_trust.h"
#include "hub/store/queue_steps.h"
#include "hub/store/redo.h"
#include "hub/store/remote_transaction.h"
#include "hub/store/trusting_transaction.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::Pair;

using Applied = std::function<absl::Status(Transaction&)>;

class FunctionWork final : public Work {
 public:
  FunctionWork(Applied apply, bool dry_run, StatusCode& verdict)
      : apply_(std::move(apply)), dry_run_(dry_run), verdict_(verdict) {}
  absl::Status Apply(Transaction& transaction) override { return apply_(transaction); }
  bool dry_run() const override { return dry_run_; }
  size_t size() const override { return 1; }
  void Done(absl::Status status) override { verdict_ = status.code(); }

 private:
  const Applied apply_;
  const bool dry_run_;
  StatusCode& verdict_;
};

Applied Inserts(int64_t item) {
  return [item](Transaction& transaction) { return Insert(transaction, item); };
}

absl::Status Update(Transaction& transaction, int64_t item, int64_t quantity) {
  return transaction.Execute(kUpdate, {quantity, item}).status();
}

absl::Status Ask(Transaction& transaction) {
  return transaction.Query(kItems, {}, [](const Row&) { return absl::OkStatus(); });
}

class TrustingGroup : public testing::Test {
 protected:
  // Applies these works in one group and tells their verdicts.
  std::vector<StatusCode> Run(const std::vector<Applied>& works, size_t dry = SIZE_MAX) {
    std::vector<StatusCode> verdicts(works.size(), StatusCode::kUnknown);
    QueueSteps steps;
    CommitQueueOptions options;
    options.beginning = [this] { ++begun_; };
    options.committed = [this] { ++committed_; };
    options.sealed = [](const absl::Status& cause) { FAIL() << cause; };
    options.steps = &steps;
    options.group_size_max = works.size();
    options.group_of_owner_max = works.size();
    CommitQueue queue(*database_, std::move(options));
    for (size_t i = 0; i < works.size(); ++i) {
      EXPECT_TRUE(queue.Push(std::make_unique<FunctionWork>(works[i], i == dry, verdicts[i])).ok());
    }
    queue.Stop();
    return verdicts;
  }

  const std::unique_ptr<Database> database_ = MakeStock();
  int begun_ = 0;
  int committed_ = 0;
};

constexpr StatusCode kOk = StatusCode::kOk;
constexpr StatusCode kThere = StatusCode::kAlreadyExists;

TEST_F(TrustingGroup, WhatFailsLateIsTheVerdictOfItsOwnWork) {
  InsertAll(*database_, {2});
  EXPECT_THAT(Run({Inserts(1), Inserts(2), Inserts(3)}), ElementsAre(kOk, kThere, kOk));
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3));
  EXPECT_EQ(committed_, 1);
}

TEST_F(TrustingGroup, AQuestionThatMeetsTheFaultOfAnotherIsNotBlamed) {
  InsertAll(*database_, {2});
  const Applied asks = [](Transaction& transaction) -> absl::Status {
    if (absl::Status asked = Ask(transaction); !asked.ok()) return absl::DataLossError("asked");
    return Insert(transaction, 3);
  };
  EXPECT_THAT(Run({Inserts(1), Inserts(2), asks}), ElementsAre(kOk, kThere, kOk));
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3));
}

TEST_F(TrustingGroup, AWorkThatIsRefusedTakesItsWritesWithIt) {
  InsertAll(*database_, {7});
  const auto refuse = [](bool asks) {
    return [asks](Transaction& transaction) -> absl::Status {
      if (absl::Status put = Insert(transaction, 8); !put.ok()) return put;
      if (absl::Status put = Update(transaction, 7, 5); !put.ok()) return put;
      if (absl::Status asked = asks ? Ask(transaction) : absl::OkStatus(); !asked.ok()) {
        return asked;
      }
      return absl::InvalidArgumentError("no");
    };
  };
  EXPECT_THAT(
      Run({Inserts(1), refuse(true), Inserts(2), refuse(false), Inserts(3)}),
      ElementsAre(kOk, StatusCode::kInvalidArgument, kOk, StatusCode::kInvalidArgument, kOk));
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3, 7));
  int64_t quantity = 0;
  ASSERT_TRUE(database_->BeginRead()
                  .value()
                  ->QueryOne(kQuantity, {7}, [&](const Row& row) { quantity = row.integer(0); })
                  .ok());
  EXPECT_EQ(quantity, 1);
}

TEST_F(TrustingGroup, AWorkSeesWhatThoseBeforeItWrote) {
  std::vector<int64_t> seen;
  const Applied looks = [&seen](Transaction& transaction) {
    seen.clear();
    return transaction.Query(kItems, {}, [&seen](const Row& row) {
      seen.push_back(row.integer(0));
      return absl::OkStatus();
    });
  };
  EXPECT_THAT(Run({Inserts(1), Inserts(2), looks, Inserts(3)}), ElementsAre(kOk, kOk, kOk, kOk));
  EXPECT_THAT(seen, ElementsAre(1, 2));
}

// Rows of one INSERT are gathered over works, but never past what may change or read them.
TEST_F(TrustingGroup, WhatIsPutOffKeepsItsOrder) {
  static constexpr Sql kRaiseAll{"test.raise_all",
                                 "/* later */ UPDATE stock SET quantity = quantity + $1"};
  const Applied raises = [](Transaction& transaction) -> absl::Status {
    if (absl::Status put = Insert(transaction, 3); !put.ok()) return put;
    if (absl::Status put = transaction.Execute(kRaiseAll, {10}).status(); !put.ok()) return put;
    return Insert(transaction, 4);
  };
  EXPECT_THAT(Run({Inserts(1), Inserts(2), raises, Inserts(5)}), ElementsAre(kOk, kOk, kOk, kOk));
  std::vector<int64_t> quantities;
  for (int64_t item = 1; item <= 5; ++item) {
    ASSERT_TRUE(database_->BeginRead()
                    .value()
                    ->QueryOne(kQuantity, {item},
                               [&](const Row& row) { quantities.push_back(row.integer(0)); })
                    .ok());
  }
  EXPECT_THAT(quantities, ElementsAre(11, 11, 11, 1, 1));
}

// So much that it is sent before anybody asks; the fault is in what was sent.
TEST_F(TrustingGroup, AWorkThatIsRefusedAfterAFaultItDidNotHearOfIsRefused) {
  static constexpr Sql kRaise{
      "test.raise", "/* later */ UPDATE stock SET quantity = quantity + 1 WHERE item = $1"};
  InsertAll(*database_, {2});
  const Applied refuse = [](Transaction& transaction) -> absl::Status {
    for (int64_t item = 100; item < 200; ++item) {
      const absl::Status put = Insert(transaction, item == 110 ? 2 : item);
      if (!put.ok()) return absl::InvalidArgumentError("no");
      if (absl::Status raised = transaction.Execute(kRaise, {item}).status(); !raised.ok()) {
        return raised;
      }
    }
    return absl::InvalidArgumentError("no");
  };
  EXPECT_THAT(Run({Inserts(1), refuse, Inserts(3)}),
              ElementsAre(kOk, StatusCode::kInvalidArgument, kOk));
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3));
}

TEST_F(TrustingGroup, ManyWorksAreManyRows) {
  // More than go to the server at once.
  constexpr int64_t kWorks = 2'000;
  const std::string place(100, 'x');
  std::vector<Applied> works;
  std::vector<int64_t> items;
  for (int64_t item = 1; item <= kWorks; ++item) {
    works.push_back([item, &place](Transaction& transaction) {
      return transaction.Execute(kInsert, {item, place, 1}).status();
    });
    items.push_back(item);
  }
  EXPECT_THAT(Run(works), testing::Each(kOk));
  EXPECT_EQ(Items(*database_), items);
}

TEST_F(TrustingGroup, AFaultOfADryRunIsItsOwn) {
  InsertAll(*database_, {2});
  EXPECT_THAT(Run({Inserts(1), Inserts(2), Inserts(3)}, 1), ElementsAre(kOk, kThere, kOk));
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3));
  EXPECT_THAT(Run({Inserts(4), Inserts(5), Inserts(4)}, 1), ElementsAre(kOk, kOk, kThere));
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3, 4));
}

TEST_F(TrustingGroup, IsDoneOnceMoreAtMost) {
  InsertAll(*database_, {1, 2});
  EXPECT_THAT(Run({Inserts(1), Inserts(2), Inserts(3), Inserts(1)}),
              ElementsAre(kThere, kThere, kOk, kThere));
  EXPECT_EQ(begun_, test::StoreIsPostgres() ? 2 : 1);
  EXPECT_EQ(committed_, 1);
}

TEST_F(TrustingGroup, OfGoodWorksIsDoneOnce) {
  EXPECT_THAT(Run({Inserts(1), Inserts(2)}), ElementsAre(kOk, kOk));
  EXPECT_EQ(begun_, 1);
}

TEST_F(TrustingGroup, EachQuestionGetsItsRows) {
  static constexpr Sql kAbove{"test.above", "SELECT item FROM stock WHERE item > $1 ORDER BY item"};
  InsertAll(*database_, {1, 2});
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(Insert(**transaction, 3).ok());
  const std::vector<Question> questions = {{&kAbove, {1}}, {&kAbove, {9}}, {&kQuantity, {3}}};
  std::multimap<size_t, int64_t> rows;
  const absl::Status asked = QueryEach(**transaction, questions, [&](size_t i, const Row& row) {
    rows.emplace(i, row.integer(0));
    return absl::OkStatus();
  });
  ASSERT_TRUE(asked.ok()) << asked;
  EXPECT_THAT(rows, ElementsAre(Pair(0, 2), Pair(0, 3), Pair(2, 1)));
  EXPECT_TRUE(QueryEach(**transaction, {}, [](size_t, const Row&) {
                return absl::InternalError("a row");
              }).ok());
}

TEST_F(TrustingGroup, AfterALateFaultTheTransactionSaysNothingElse) {
  InsertAll(*database_, {2});
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  if (!test::StoreIsPostgres()) return;  // nothing fails late there
  AsTrusting(**transaction)->TrustReleases();
  for (const int64_t item : {1, 2}) {
    ASSERT_TRUE((*transaction)->Savepoint().ok());
    ASSERT_TRUE(Insert(**transaction, item).ok());
    ASSERT_TRUE((*transaction)->Release().ok());
  }
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  EXPECT_TRUE(IsRedo(Ask(**transaction)));
  EXPECT_TRUE(IsRedo((*transaction)->RollbackToSavepoint()));
  EXPECT_TRUE(IsRedo(Insert(**transaction, 3)));
  EXPECT_TRUE(IsRedo((*transaction)->Commit()));
  transaction->reset();
  EXPECT_THAT(Items(*database_), ElementsAre(2));
  InsertAll(*database_, {4});
  EXPECT_THAT(Items(*database_), ElementsAre(2, 4));
}

TEST_F(TrustingGroup, ARefusedWorkThatOnlyReadTakesNobodyWithIt) {
  const Applied refuse = [](Transaction& transaction) -> absl::Status {
    if (absl::Status asked = Ask(transaction); !asked.ok()) return asked;
    return absl::InvalidArgumentError("no");
  };
  EXPECT_THAT(Run({Inserts(1), refuse, Inserts(2)}),
              ElementsAre(kOk, StatusCode::kInvalidArgument, kOk));
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2));
  EXPECT_EQ(begun_, 1);
}

TEST_F(TrustingGroup, WhatSqliteCannotUndoAloneEndsTheTransaction) {
  if (test::StoreIsPostgres()) return;  // it makes the savepoint where one is needed
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  AsTrusting(**transaction)->TrustReleases();
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 1).ok());
  ASSERT_TRUE((*transaction)->Release().ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Ask(**transaction).ok());
  ASSERT_TRUE((*transaction)->RollbackToSavepoint().ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 2).ok());
  EXPECT_TRUE(IsRedo((*transaction)->RollbackToSavepoint()));
  EXPECT_TRUE(IsRedo(Ask(**transaction)));
  EXPECT_TRUE(IsRedo(Insert(**transaction, 3)));
  EXPECT_TRUE(IsRedo((*transaction)->Commit()));
  transaction->reset();
  EXPECT_THAT(Items(*database_), ElementsAre());
}

TEST(GroupTrust, IsGivenAgainAfterSomeGroupsWithCare) {
  GroupTrust trust;
  EXPECT_TRUE(trust.Take());
  trust.Misplaced();
  for (int i = 0; i < kGroupsCareful; ++i) EXPECT_FALSE(trust.Take()) << i;
  EXPECT_TRUE(trust.Take());
}

}  // namespace
}  // namespace headwater::store
