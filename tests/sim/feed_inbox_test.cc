#include "suppliers-sim/feed_inbox.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "small_world.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

v1::Event At(int64_t sequence, const Step& step, bool order = true) {
  v1::Event event;
  event.set_sequence(sequence);
  *event.mutable_document() =
      NewDocument("order", absl::StrCat(sequence), RetailerGln(), SupplierGln(0), InstantOf(step));
  if (order) event.mutable_document()->mutable_order();
  return event;
}

TEST(FeedInboxTest, GivesOutStepByStep) {
  FeedInbox inbox;
  inbox.Put(At(1, {10, Phase::kReview}));
  inbox.Put(At(2, {10, Phase::kSupply}));
  inbox.Put(At(3, {11, Phase::kShop}));
  EXPECT_TRUE(inbox.TakeThrough({10, Phase::kShop}).empty());
  EXPECT_EQ(inbox.TakeThrough({10, Phase::kReview}).size(), 1u);
  EXPECT_EQ(inbox.TakeThrough({11, Phase::kShop}).size(), 2u);
}

// After a crash in the middle of a step its first documents are in the feed already.
// They must not be seen before the step has been played again.
TEST(FeedInboxTest, HoldsBackWhatIsOfAStepThatIsPlayedAgain) {
  FeedInbox inbox;
  inbox.Put(At(1, {10, Phase::kSupply}));
  EXPECT_TRUE(inbox.TakeThrough({10, Phase::kReview}).empty());
  EXPECT_EQ(inbox.TakeThrough({10, Phase::kSupply}).size(), 1u);
}

TEST(FeedInboxTest, PassesOverWhatConcernsNoOrder) {
  FeedInbox inbox;
  inbox.Put(At(1, {10, Phase::kShop}, /*order=*/false));
  EXPECT_TRUE(inbox.Await(1, absl::ZeroDuration()).ok());
  EXPECT_TRUE(inbox.TakeThrough({11, Phase::kShop}).empty());
}

TEST(FeedInboxTest, WaitsForWhatIsToCome) {
  FeedInbox inbox;
  EXPECT_EQ(inbox.Await(2, absl::Milliseconds(1)).code(), absl::StatusCode::kDeadlineExceeded);
  std::thread feed([&] {
    inbox.Put(At(1, {10, Phase::kShop}));
    inbox.Through(2);
  });
  EXPECT_TRUE(inbox.Await(2, absl::Seconds(30)).ok());
  feed.join();
}

TEST(FeedInboxTest, TellsWhyNothingMoreComes) {
  FeedInbox inbox;
  inbox.Fail(absl::DataLossError("a gap"));
  EXPECT_EQ(inbox.Await(2, absl::Seconds(30)).code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace headwater::sim
