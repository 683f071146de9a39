#include "hub/store/checkpoint_pace.h"

#include <gtest/gtest.h>

namespace headwater::store {
namespace {

// Commits of `pages` each into an empty log, until a checkpoint is due.
int CommitsUntilDue(CheckpointPace& pace, int pages) {
  for (int commits = 1;; ++commits) {
    if (pace.Due(commits * pages)) return commits;
  }
}

TEST(CheckpointPace, SmallCommitsShareALogOfAThousandPages) {
  CheckpointPace pace;
  EXPECT_EQ(CommitsUntilDue(pace, 1), 1000);
  EXPECT_EQ(CommitsUntilDue(pace, 10), 100);
  EXPECT_EQ(CommitsUntilDue(pace, 250), 4);
}

TEST(CheckpointPace, GreatCommitsComeFourToALog) {
  CheckpointPace pace;
  EXPECT_EQ(CommitsUntilDue(pace, 1000), 4);
  EXPECT_EQ(CommitsUntilDue(pace, 1300), 4);
}

TEST(CheckpointPace, TheLogHasABound) {
  CheckpointPace pace;
  EXPECT_EQ(CommitsUntilDue(pace, 7999), 2);
  EXPECT_EQ(CommitsUntilDue(pace, 8000), 1);
  EXPECT_EQ(CommitsUntilDue(pace, 1'000'000'000), 1);
}

// What keeps a checkpoint from emptying the log, a reader for one, keeps the log growing:
// each commit asks again.
TEST(CheckpointPace, StaysDueWhileTheLogStaysLong) {
  CheckpointPace pace;
  EXPECT_FALSE(pace.Due(990));
  for (int pages = 1000; pages < 1100; pages += 10) EXPECT_TRUE(pace.Due(pages));
}

TEST(CheckpointPace, ALogThatBeganAnewCountsFromItsStart) {
  CheckpointPace pace;
  EXPECT_TRUE(pace.Due(8000));
  EXPECT_FALSE(pace.Due(500)) << "one commit of 500 pages, four of which fit";
  EXPECT_FALSE(pace.Due(1000));
  EXPECT_FALSE(pace.Due(1500));
  EXPECT_TRUE(pace.Due(2000));
}

}  // namespace
}  // namespace headwater::store
