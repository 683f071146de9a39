#include "hub/cli/metric_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace headwater::cli {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

MetricPage Parsed(std::string_view text) {
  auto page = MetricPage::Parse(text);
  EXPECT_TRUE(page.ok()) << page.status();
  return *std::move(page);
}

TEST(MetricPageTest, ReadsNamesLabelsAndValues) {
  const MetricPage page = Parsed(
      "# HELP up whether\n# TYPE up gauge\nup 1\n"
      "calls{method=\"Submit\",from=\"a\"} 3\ncalls{method=\"Submit\",from=\"b\"} 4.5\n"
      "calls{method=\"Odd \\\"}, \\\\ \\n\"} 1e2\n");
  EXPECT_EQ(page.Sum("up"), 1);
  EXPECT_EQ(page.Sum("calls"), 107.5);
  EXPECT_EQ(page.Sum("calls", {{"method", "Submit"}}), 7.5);
  EXPECT_EQ(page.Sum("calls", {{"method", "Submit"}, {"from", "b"}}), 4.5);
  EXPECT_EQ(page.Sum("calls", {{"method", "Odd \"}, \\ \n"}}), 100);
  EXPECT_EQ(page.Sum("calls", {{"path", ""}}), 0);
  EXPECT_EQ(page.Sum("nothing"), 0);
  EXPECT_TRUE(page.All("nothing").empty());
}

TEST(MetricPageTest, NamesALineThatIsNone) {
  for (const char* line : {"<html>", "up", "up one", "up{ 1", "up{a} 1", "up{a=\"1} 1", "{} 1"}) {
    const auto page = MetricPage::Parse(line);
    EXPECT_EQ(page.status().code(), absl::StatusCode::kInvalidArgument) << line;
    EXPECT_THAT(std::string(page.status().message()), testing::HasSubstr("not a line of metrics"));
  }
}

TEST(MetricPageTest, ReadsAHistogram) {
  const MetricPage page =
      Parsed("t_bucket{le=\"+Inf\"} 4\nt_bucket{le=\"0.5\"} 1\nt_bucket{le=\"1\"} 3\nt_count 4\n");
  const auto buckets = page.Histogram("t");
  ASSERT_EQ(buckets.size(), 3u);
  EXPECT_EQ(buckets[0].bound, 0.5);
  EXPECT_EQ(buckets[0].up_to, 1);
  EXPECT_EQ(buckets[1].up_to, 3);
  EXPECT_EQ(buckets[2].bound, kInfinity);
  EXPECT_EQ(buckets[2].up_to, 4);
}

TEST(QuantileTest, LiesEvenlyInItsBucket) {
  const std::vector<MetricBucket> now = {{1, 0}, {2, 100}, {4, 200}, {kInfinity, 200}};
  EXPECT_EQ(Quantile(0.5, now, {}), 2);
  EXPECT_EQ(Quantile(0.25, now, {}), 1.5);
  EXPECT_EQ(Quantile(0.75, now, {}), 3);
  EXPECT_EQ(Quantile(1, now, {}), 4);
}

TEST(QuantileTest, IsThatOfTheSpanBetweenTwoPages) {
  const std::vector<MetricBucket> before = {{1, 1000}, {2, 1000}, {kInfinity, 1000}};
  const std::vector<MetricBucket> now = {{1, 1000}, {2, 1010}, {kInfinity, 1010}};
  EXPECT_EQ(Quantile(0.5, now, before), 1.5);
  EXPECT_EQ(Quantile(0.5, now, now), std::nullopt);
}

TEST(QuantileTest, BeyondTheLastBoundIsTheLastBound) {
  EXPECT_EQ(Quantile(0.99, {{1, 0}, {kInfinity, 5}}, {}), 1);
  EXPECT_EQ(Quantile(0.5, {}, {}), std::nullopt);
}

}  // namespace
}  // namespace headwater::cli
