#include "hub/store/queue_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/store/commit_queue.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class NotingWork final : public Work {
 public:
  NotingWork(int64_t item, std::vector<std::string>& notes) : item_(item), notes_(notes) {}
  absl::Status Apply(Transaction& transaction) override {
    notes_.push_back(absl::StrCat("applied ", item_));
    return Insert(transaction, item_);
  }
  size_t size() const override { return 1; }
  void Done(absl::Status status) override {
    notes_.push_back(absl::StrCat("done ", item_, status.ok() ? " OK" : " not OK"));
  }

 private:
  const int64_t item_;
  std::vector<std::string>& notes_;
};

class QueueStepsTest : public testing::Test {
 protected:
  void Start() {
    CommitQueueOptions options;
    options.steps = &steps_;
    options.committed = [this] { notes_.push_back("committed"); };
    queue_ = std::make_unique<CommitQueue>(*database_, std::move(options));
  }
  void Push(int64_t item) {
    ASSERT_TRUE(queue_->Push(std::make_unique<NotingWork>(item, notes_)).ok());
  }

  const std::unique_ptr<Database> database_ = MakeStock();
  std::vector<std::string> notes_;
  QueueSteps steps_;
  std::unique_ptr<CommitQueue> queue_;
};

TEST_F(QueueStepsTest, EachStepDoesOneThing) {
  Start();
  EXPECT_FALSE(steps_.Write());
  EXPECT_FALSE(steps_.Report());
  Push(1);
  Push(2);
  ASSERT_TRUE(steps_.Write());  // takes
  EXPECT_EQ(queue_->waiting(), 0u);
  ASSERT_TRUE(steps_.Write());  // begins
  EXPECT_THAT(notes_, IsEmpty());
  ASSERT_TRUE(steps_.Write());
  EXPECT_THAT(notes_, ElementsAre("applied 1"));
  ASSERT_TRUE(steps_.Write());
  EXPECT_THAT(notes_, ElementsAre("applied 1", "applied 2"));
  EXPECT_THAT(Items(*database_), IsEmpty());
  ASSERT_TRUE(steps_.Write());  // commits
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2));
  EXPECT_EQ(notes_.size(), 2u);
  ASSERT_TRUE(steps_.Write());
  EXPECT_EQ(notes_.back(), "committed");
  ASSERT_TRUE(steps_.Write());  // hands over
  EXPECT_FALSE(steps_.Write());
  EXPECT_EQ(notes_.back(), "committed");
  ASSERT_TRUE(steps_.Report());
  EXPECT_THAT(notes_, ElementsAre("applied 1", "applied 2", "committed", "done 1 OK", "done 2 OK"));
  EXPECT_FALSE(steps_.Report());
}

TEST_F(QueueStepsTest, TheWriterWaitsForTheReports) {
  Start();
  int64_t item = 0;
  // Two at a time, as one alone is reported by the writer.
  const auto push = [&] {
    Push(++item);
    Push(++item);
  };
  for (size_t i = 0; i < 2 * kGroupsUnreportedMax; ++i) {
    push();
    while (steps_.Write()) {
    }
  }
  const auto stored = static_cast<int64_t>(Items(*database_).size());
  EXPECT_LT(stored, item);
  while (steps_.Report() || steps_.Write()) {
  }
  EXPECT_EQ(static_cast<int64_t>(Items(*database_).size()), item);
}

TEST_F(QueueStepsTest, StopFinishesWhatWaits) {
  Start();
  Push(1);
  ASSERT_TRUE(steps_.Write());
  Push(2);
  queue_->Stop();
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2));
  EXPECT_EQ(notes_.back(), "done 2 OK");
}

TEST_F(QueueStepsTest, NothingIsLeftToDoOnceTheQueueIsGone) {
  Start();
  queue_ = nullptr;
  EXPECT_FALSE(steps_.Write());
  EXPECT_FALSE(steps_.Report());
}

}  // namespace
}  // namespace headwater::store
