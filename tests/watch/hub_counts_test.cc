#include "hub/watch/hub_counts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "watch/decisions.h"

namespace headwater::watch {
namespace {

using test::Supplier;

TEST(HubCountsTest, CountsNothingAtFirst) {
  const HubCounts counts;
  EXPECT_TRUE(counts.taken().empty());
  EXPECT_TRUE(counts.refused().empty());
  EXPECT_EQ(counts.submit_time().Read().all, 0u);
}

TEST(HubCountsTest, TellsAcceptedRepeatedAndDryRunsApart) {
  HubCounts counts;
  v1::SubmitRequest request = OrderRequest();
  const auto outcome = Accepted();
  const exchange::Decision accepted{
      .request = request, .caller = Supplier(), .outcome = outcome, .group = 1};
  counts.Count(accepted);
  counts.Count(accepted);
  exchange::Decision repeated = {
      .request = request, .caller = Supplier(), .outcome = outcome, .repeated = true, .group = 1};
  counts.Count(repeated);
  v1::SubmitRequest dry_run = OrderRequest();
  dry_run.set_validate_only(true);
  counts.Count({.request = dry_run, .caller = Supplier(), .outcome = outcome, .group = 1});
  const auto taken = counts.taken();
  ASSERT_EQ(taken.size(), 3u);
  for (const TakenCount& one : taken) EXPECT_EQ(one.kind, "order");
  EXPECT_EQ(taken[0].taken, Taken::kAccepted);
  EXPECT_EQ(taken[0].count, 2u);
  EXPECT_EQ(taken[1].taken, Taken::kRepeated);
  EXPECT_EQ(taken[1].count, 1u);
  EXPECT_EQ(taken[2].taken, Taken::kDryRun);
  EXPECT_EQ(taken[2].count, 1u);
  EXPECT_TRUE(counts.refused().empty());
}

TEST(HubCountsTest, CountsRefusalsByKindAndReason) {
  HubCounts counts;
  const v1::SubmitRequest order = OrderRequest();
  const auto number_reused = Refused(v1::REASON_NUMBER_REUSED);
  counts.Count({.request = order, .caller = Supplier(), .outcome = number_reused, .group = 1});
  counts.Count({.request = order, .caller = Supplier(), .outcome = number_reused, .group = 2});
  const v1::SubmitRequest nothing;
  const auto required = Refused(v1::REASON_FIELD_REQUIRED);
  counts.Count({.request = nothing, .caller = Supplier(), .outcome = required});
  const auto refused = counts.refused();
  ASSERT_EQ(refused.size(), 2u);
  EXPECT_EQ(refused[0].kind, "order");
  EXPECT_EQ(refused[0].reason, "NUMBER_REUSED");
  EXPECT_EQ(refused[0].count, 2u);
  EXPECT_EQ(refused[1].kind, "none");
  EXPECT_EQ(refused[1].reason, "FIELD_REQUIRED");
  EXPECT_EQ(refused[1].count, 1u);
  EXPECT_EQ(counts.submit_time().Read().all, 3u);
  EXPECT_EQ(counts.wait_time().Read().all, 2u) << "one did not come to the writer";
}

// Every kind and every reason of the contract has its own count.
TEST(HubCountsTest, EveryKindAndReasonIsCounted) {
  HubCounts counts;
  const auto* const body = v1::Document::descriptor()->FindOneofByName("body");
  const auto* const reasons = v1::Reason_descriptor();
  for (int k = 0; k < body->field_count(); ++k) {
    v1::SubmitRequest request;
    v1::Document& document = *request.mutable_document();
    document.GetReflection()->MutableMessage(&document, body->field(k));
    for (int r = 0; r < reasons->value_count(); ++r) {
      v1::ErrorDetail detail;
      detail.set_reason(static_cast<v1::Reason>(reasons->value(r)->number()));
      const absl::StatusOr<v1::Receipt> outcome =
          exchange::WithDetail(absl::UnknownError("no"), detail);
      counts.Count({.request = request, .caller = Supplier(), .outcome = outcome});
    }
  }
  const auto refused = counts.refused();
  EXPECT_EQ(refused.size(), static_cast<size_t>(body->field_count() * reasons->value_count()));
  for (const RefusedCount& one : refused) EXPECT_EQ(one.count, 1u) << one.kind << one.reason;
}

TEST(HubCountsTest, CountsGroups) {
  HubCounts counts;
  counts.Count({.documents = 3, .bytes = 500, .apply_nanos = 60'000, .commit_nanos = 300'000});
  counts.Count({.documents = 1, .bytes = 100, .apply_nanos = 20'000, .commit_nanos = 200'000});
  EXPECT_EQ(counts.groups(), 2u);
  EXPECT_EQ(counts.bytes(), 600u);
  EXPECT_EQ(counts.group_size().Read().sum, 4);
  EXPECT_EQ(counts.commit_time().Read().sum, 500'000);
  EXPECT_EQ(counts.apply_time().Read().sum, 80'000);
}

}  // namespace
}  // namespace headwater::watch
