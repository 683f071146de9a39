#include "hub/exchange/acknowledgement.h"

#include <gtest/gtest.h>

#include "exchange/fake_room.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/refusal.h"

namespace headwater::test {
namespace {

void Fill(TestHub& hub, int count) {
  for (int i = 0; i < count; ++i) {
    ASSERT_THAT(hub.Submit(Complaint(absl::StrCat("C-", i), Retailer(), Supplier())), IsOk());
  }
}

TEST(Acknowledgement, NeverGoesBack) {
  TestHub hub(TallyHub());
  Fill(hub, 5);
  const std::vector<std::pair<int64_t, int64_t>> steps = {{0, 0}, {3, 3}, {1, 3}, {3, 3}, {5, 5}};
  for (const auto& [sequence, expected] : steps) {
    const auto response = hub.Acknowledge(Supplier(), sequence);
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->acknowledged_sequence(), expected);
    EXPECT_EQ(response->head_sequence(), 5);
  }
  const auto reader = hub.database().BeginRead();
  EXPECT_EQ(*exchange::ReadAcknowledged(**reader, Supplier()), 5);
  EXPECT_EQ(*exchange::ReadAcknowledged(**reader, Retailer()), 0);
}

TEST(Acknowledgement, BeyondTheHeadIsRefusedWithTheHead) {
  TestHub hub(TallyHub());
  Fill(hub, 2);
  ASSERT_THAT(hub.Acknowledge(Supplier(), 1), IsOk());
  const auto refused = hub.Acknowledge(Supplier(), 3);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(refused, Refused(v1::REASON_CURSOR_BEYOND_HEAD));
  EXPECT_EQ(exchange::DetailOf(refused.status()).head_sequence(), 2);
  EXPECT_EQ(hub.Acknowledge(Supplier(), 0)->acknowledged_sequence(), 1);
  EXPECT_THAT(hub.Acknowledge(Supplier(2), 1), Refused(v1::REASON_CURSOR_BEYOND_HEAD));
}

TEST(Acknowledgement, SurvivesARestartAndARebuild) {
  TempFolder folder;
  TestHubOptions options = TallyHub();
  options.path = folder.File("hub.db");
  TestHub hub(std::move(options));
  Fill(hub, 3);
  ASSERT_THAT(hub.Acknowledge(Supplier(), 2), IsOk());
  ASSERT_THAT(hub.Rebuild(), IsOk());
  hub.Reopen();
  EXPECT_EQ(hub.Acknowledge(Supplier(), 0)->acknowledged_sequence(), 2);
}

}  // namespace
}  // namespace headwater::test
