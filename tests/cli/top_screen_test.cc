#include "hub/cli/top_screen.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

TopLook Look(double seconds, const std::string& text) {
  auto page = MetricPage::Parse(text);
  EXPECT_TRUE(page.ok()) << page.status();
  return {*std::move(page), seconds};
}

std::string Page(int uptime, int documents, int parties) {
  std::string text = absl::StrCat(
      "headwater_state{state=\"serving\"} 1\nheadwater_state{state=\"sealed\"} 0\n",
      "headwater_uptime_seconds ", uptime, "\n",
      "headwater_documents_total{kind=\"order\",outcome=\"accepted\"} ", documents, "\n",
      "headwater_documents_refused_total{kind=\"order\",reason=\"BUSY\"} ", documents / 10, "\n",
      "headwater_group_documents_count ", documents / 4, "\nheadwater_group_documents_sum ",
      documents, "\n", "headwater_commit_seconds_bucket{le=\"0.001\"} ", documents / 4,
      "\nheadwater_commit_seconds_bucket{le=\"+Inf\"} ", documents / 4, "\n",
      "headwater_queue_works 12\nheadwater_queue_works_max 4096\nheadwater_queue_bytes 2048\n",
      "headwater_calls_open{method=\"Subscribe\"} 8\nheadwater_calls_open{method=\"Submit\"} 1\n",
      "headwater_resident_bytes 104857600\nheadwater_feeds ", parties, "\n");
  for (int i = 0; i < parties; ++i) {
    absl::StrAppend(&text, "headwater_feed_lag{party=\"400000100", 1000 + i, "\"} ", i * 1000,
                    "\nheadwater_feed_head{party=\"400000100", 1000 + i, "\"} ", documents, "\n");
  }
  return text;
}

std::string Screen(const TopLook* before, const TopLook& now, ScreenSize size = {}) {
  return absl::StrJoin(TopScreen("127.0.0.1:9464", before, now, size), "\n");
}

TEST(TopScreenTest, ShowsTheRatesBetweenTwoLooks) {
  const TopLook before = Look(100, Page(50, 1000, 2));
  const TopLook now = Look(105, Page(55, 3000, 2));
  EXPECT_THAT(Screen(&before, now),
              AllOf(HasSubstr("127.0.0.1:9464  serving  up 55 s"), HasSubstr("400/s"),
                    HasSubstr("refused 40.0/s"), HasSubstr("12 of 4,096  2.0 KiB"),
                    HasSubstr("100/s  p50 500 us  p99 990 us  4.0 documents each"),
                    HasSubstr("9 open: Subscribe 8, Submit 1"), HasSubstr("busy 40.0/s"),
                    HasSubstr("Memory     100.0 MiB")));
}

TEST(TopScreenTest, ShowsThoseFurthestBehindFirst) {
  const TopLook now = Look(1, Page(10, 100, 3));
  const std::string screen = Screen(nullptr, now);
  const size_t most = screen.find("4000001001002");
  const size_t less = screen.find("4000001001001");
  ASSERT_NE(most, std::string::npos);
  ASSERT_NE(less, std::string::npos);
  EXPECT_LT(most, less);
  EXPECT_THAT(screen, HasSubstr("2,000"));
}

// A hub that came back begins to count anew.
TEST(TopScreenTest, ARestartIsNoNegativeRate) {
  const TopLook before = Look(100, Page(5000, 100'000, 1));
  const TopLook now = Look(105, Page(2, 10, 1));
  EXPECT_THAT(Screen(&before, now), AllOf(HasSubstr("Documents  5.0/s"), Not(HasSubstr("-5"))));
}

TEST(TopScreenTest, FitsTheScreen) {
  const TopLook now = Look(1, Page(10, 123'456'789, 50));
  for (const ScreenSize size : {ScreenSize{80, 24}, ScreenSize{20, 5}, ScreenSize{1, 1},
                                ScreenSize{200, 100}, ScreenSize{80, 10}, ScreenSize{80, 11}}) {
    const auto lines = TopScreen("127.0.0.1:9464", nullptr, now, size);
    EXPECT_LE(lines.size(), static_cast<size_t>(size.rows));
    for (const std::string& line : lines) {
      size_t width = 0;
      for (const char c : line) width += (c & 0xc0) != 0x80 ? 1 : 0;
      EXPECT_LE(width, static_cast<size_t>(size.columns)) << line;
    }
  }
  const auto lines = TopScreen("127.0.0.1:9464", nullptr, now, {80, 24});
  EXPECT_THAT(lines.back(), HasSubstr("and 37 more"));
  EXPECT_THAT(lines, SizeIs(24));
}

TEST(TopScreenTest, AHubWithoutPartiesHasAScreenToo) {
  const auto page = MetricPage::Parse("headwater_state{state=\"sealed\"} 1\n");
  EXPECT_THAT(Screen(nullptr, {*page, 0}), AllOf(HasSubstr("sealed"), HasSubstr("p99 -")));
}

TEST(TopTextTest, ValuesAreShortAndHaveTheirUnit) {
  EXPECT_EQ(TimeText(std::nullopt), "-");
  EXPECT_EQ(TimeText(0.00084), "840 us");
  EXPECT_EQ(TimeText(0.0012), "1.2 ms");
  EXPECT_EQ(TimeText(3.5), "3.5 s");
  EXPECT_EQ(SizeText(512), "512 B");
  EXPECT_EQ(SizeText(1536), "1.5 KiB");
  EXPECT_EQ(SizeText(3.5 * 1024 * 1024 * 1024), "3.5 GiB");
  EXPECT_EQ(AgeText(42), "42 s");
  EXPECT_EQ(AgeText(200), "3 min 20 s");
  EXPECT_EQ(AgeText(5 * 3600 + 130), "5 h 2 min");
  EXPECT_EQ(AgeText(76 * 3600), "3 d 4 h");
}

}  // namespace
}  // namespace headwater::cli
