#include "hub/exchange/feed_lag.h"

#include <gtest/gtest.h>

#include "exchange/fake_room.h"

namespace headwater::test {
namespace {

using exchange::FeedLags;

FeedLags Lags(TestHub& hub, int64_t parties_max = exchange::kFeedLagsMax) {
  const auto reader = hub.database().BeginRead();
  EXPECT_THAT(reader.status(), IsOk());
  auto lags = exchange::ReadFeedLags(**reader, parties_max);
  EXPECT_THAT(lags.status(), IsOk());
  return *std::move(lags);
}

void Tell(TestHub& hub, base::Gln supplier, int count) {
  for (int i = 0; i < count; ++i) {
    ASSERT_THAT(
        hub.Submit(Complaint(absl::StrCat(supplier.ToString(), "-", i), Retailer(), supplier)),
        IsOk());
  }
}

TEST(FeedLag, IsWhatAPartyHasNotAcknowledged) {
  TestHub hub(TallyHub());
  EXPECT_EQ(Lags(hub).parties_in_all, 0);
  Tell(hub, Supplier(1), 3);
  Tell(hub, Supplier(2), 5);
  ASSERT_THAT(hub.Acknowledge(Supplier(2), 5), IsOk());
  ASSERT_THAT(hub.Acknowledge(Retailer(), 2), IsOk());
  const FeedLags lags = Lags(hub);
  ASSERT_EQ(lags.parties.size(), 3u);
  EXPECT_EQ(lags.parties_in_all, 3);
  for (const exchange::FeedLag& feed : lags.parties) {
    const int64_t head = feed.party == Retailer() ? 8 : feed.party == Supplier(1) ? 3 : 5;
    const int64_t lag = feed.party == Retailer() ? 6 : feed.party == Supplier(1) ? 3 : 0;
    EXPECT_EQ(feed.head, head) << feed.party.ToString();
    EXPECT_EQ(feed.lag(), lag) << feed.party.ToString();
  }
}

TEST(FeedLag, ThoseFurthestBehindAreNamedAndAllAreCounted) {
  TestHub hub(TallyHub());
  Tell(hub, Supplier(1), 1);
  Tell(hub, Supplier(2), 3);
  Tell(hub, Supplier(3), 2);
  EXPECT_EQ(Lags(hub, 4).parties.size(), 4u);
  const FeedLags lags = Lags(hub, 3);
  EXPECT_EQ(lags.parties_in_all, 4);
  ASSERT_EQ(lags.parties.size(), 3u);
  for (const exchange::FeedLag& feed : lags.parties) EXPECT_NE(feed.party, Supplier(1));
}

}  // namespace
}  // namespace headwater::test
