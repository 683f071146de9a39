#include "hub/exchange/rebuild.h"

#include <gtest/gtest.h>

#include "exchange/fake_room.h"

namespace headwater::test {
namespace {

using exchange::RebuildReport;
using exchange::RebuiltTable;

void Fill(TestHub& hub, int count) {
  for (int i = 0; i < count; ++i) {
    hub.clock().Advance(absl::Seconds(7));
    const std::string text = absl::StrCat("add ", i);
    const bool up = i % 3 == 0;
    const base::Gln supplier = Supplier(1 + i % 2);
    ASSERT_THAT(hub.Submit(Complaint(absl::StrCat("C-", i), up ? supplier : Retailer(),
                                     up ? Retailer() : supplier, text)),
                IsOk());
  }
}

const RebuiltTable& Table(const RebuildReport& report, std::string_view name) {
  for (const RebuiltTable& table : report.tables) {
    if (table.name == name) return table;
  }
  ADD_FAILURE() << "no table " << name;
  return report.tables.front();
}

TEST(Rebuild, GivesTheSameTablesBitForBit) {
  TestHub hub(TallyHub());
  Fill(hub, 700);  // more than one batch
  const auto before = hub.TableHashes();
  std::vector<int64_t> progress;
  const auto report =
      hub.Rebuild({.progress = [&progress](std::string_view step, int64_t done, int64_t) {
        if (step == "replay") progress.push_back(done);
      }});
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->identical());
  EXPECT_EQ(report->documents, 700);
  EXPECT_EQ(report->tables.size(), 3u);
  EXPECT_EQ(Table(*report, "tally").rows, 2);
  EXPECT_EQ(Table(*report, "feed_entry").rows, 1400);
  EXPECT_EQ(hub.TableHashes(), before);
  EXPECT_GE(progress.size(), 2u);
  EXPECT_EQ(progress.back(), 700);
}

TEST(Rebuild, OfAnEmptyHubIsEmpty) {
  TestHub hub(TallyHub());
  const auto report = hub.Rebuild();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->identical());
  EXPECT_EQ(report->documents, 0);
}

TEST(Rebuild, MendsWhatWasAlteredAndNamesIt) {
  TestHub hub(TallyHub());
  Fill(hub, 20);
  const auto before = hub.TableHashes();
  hub.Execute(
      absl::StrCat("UPDATE tally SET number = number + 1 WHERE supplier = ", Supplier(1).value()));
  hub.Execute(
      absl::StrCat("DELETE FROM feed_entry WHERE sequence = 3 AND party = ", Supplier(2).value()));
  const auto report = hub.Rebuild();
  ASSERT_THAT(report, IsOk());
  EXPECT_FALSE(report->identical());
  EXPECT_EQ(hub.TableHashes(), before);
  ASSERT_EQ(Table(*report, "tally").named.size(), 1u);
  EXPECT_THAT(Table(*report, "tally").named[0],
              testing::AllOf(testing::HasSubstr("tally"), testing::HasSubstr("number"),
                             testing::HasSubstr(absl::StrCat(Supplier(1).value()))));
  EXPECT_EQ(Table(*report, "feed_entry").differences, 1);
  EXPECT_FALSE(Table(*report, "feed_head").changed());
}

TEST(Rebuild, ReceiptsAreTheSameAfterwards) {
  TestHub hub(TallyHub());
  Fill(hub, 10);
  const auto request = MakeRequest(Complaint("X-1", Supplier(), Retailer(), "add 1"));
  const auto receipt = hub.Submit(Supplier(), request);
  ASSERT_THAT(receipt, IsOk());
  ASSERT_THAT(hub.Rebuild(), IsOk());
  EXPECT_EQ(hub.Submit(Supplier(), request)->SerializeAsString(), receipt->SerializeAsString());
  Fill(hub, 0);
  EXPECT_EQ(hub.Submit(Complaint("X-2", Supplier(), Retailer()))->sequence(),
            receipt->sequence() + 1);
}

TEST(Rebuild, AVersionThatAReceiptToldIsNotTakenBack) {
  TestHub hub(TallyHub());
  Fill(hub, 4);
  hub.Execute("UPDATE document SET version = 9 WHERE commit_number = 2");
  const auto report = hub.Rebuild();
  ASSERT_THAT(report, IsOk());
  ASSERT_EQ(report->notes.size(), 1u);
  EXPECT_THAT(report->notes[0],
              testing::AllOf(testing::HasSubstr("document (2)"), testing::HasSubstr("9")));
  EXPECT_FALSE(report->identical());
}

TEST(Rebuild, ADocumentThatCannotBeFoldedStopsItAndChangesNothing) {
  TestHub hub(TallyHub());
  Fill(hub, 9);
  hub.Execute("UPDATE document SET payload = x'ff' WHERE commit_number = 5");
  const auto before = hub.TableHashes();
  const auto report = hub.Rebuild();
  EXPECT_THAT(report, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Describe(report.status()), testing::HasSubstr("document (5)"));
  EXPECT_EQ(hub.TableHashes(), before);
}

TEST(Rebuild, InterruptedItChangesNothing) {
  TestHub hub(TallyHub());
  Fill(hub, 600);
  hub.Execute("UPDATE tally SET number = 0");
  const auto before = hub.TableHashes();
  std::atomic<bool> interrupt = false;
  const auto report = hub.Rebuild(
      {.progress = [&interrupt](std::string_view, int64_t, int64_t) { interrupt = true; },
       .interrupt = &interrupt});
  EXPECT_THAT(report, HasCode(absl::StatusCode::kCancelled));
  EXPECT_EQ(hub.TableHashes(), before);
}

}  // namespace
}  // namespace headwater::test
