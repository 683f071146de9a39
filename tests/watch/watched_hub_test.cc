// The pages of a hub that serves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "hub/hub_world.h"
#include "hub/hub_world_server.h"

namespace headwater::watch {
namespace {

using test::HubServer;
using test::HubWorld;
using test::Lane;
using test::Retailer;
using test::Supplier;
using testing::HasSubstr;

class WatchedHubTest : public testing::Test {
 protected:
  httplib::Result Get(const char* path) {
    return httplib::Client("127.0.0.1", server_.metrics_port()).Get(path);
  }
  // The sum over all lines that begin so; -1 without one.
  double Sum(const std::string& prefix) {
    const auto page = Get("/metrics");
    if (!page || page->status != 200) return -1;
    double sum = -1;
    for (absl::string_view line : absl::StrSplit(page->body, '\n')) {
      if (!absl::StartsWith(line, prefix)) continue;
      double value = 0;
      EXPECT_TRUE(absl::SimpleAtod(line.substr(line.rfind(' ') + 1), &value)) << line;
      sum = sum < 0 ? value : sum + value;
    }
    return sum;
  }

  HubServer server_{{1, 2}};
};

TEST_F(WatchedHubTest, CountsWhatItTook) {
  const auto told = static_cast<double>(HubWorld({1, 2}).size());
  EXPECT_EQ(Sum("headwater_documents_total"), told);
  EXPECT_EQ(Sum("headwater_submit_seconds_count"), told);
  EXPECT_EQ(Sum("headwater_group_documents_sum"), told);
  EXPECT_EQ(Sum("headwater_calls_total{method=\"Submit\"}"), told);
  EXPECT_EQ(Sum("headwater_documents_refused_total{"), -1) << "nothing was refused";
  EXPECT_GT(Sum("headwater_commit_seconds_sum"), 0);
  EXPECT_GT(Sum("headwater_written_bytes_total"), 0);
  EXPECT_EQ(Sum("headwater_state{state=\"serving\"}"), 1);
  EXPECT_GT(Sum("headwater_store_bytes"), 0);
  EXPECT_GT(Sum("headwater_resident_bytes"), 0);

  server_.Tell({Lane(1).Next(v1::Document::kOrder)});
  EXPECT_EQ(Sum("headwater_documents_total"), told + 1);
}

TEST_F(WatchedHubTest, KnowsTheFeeds) {
  for (const base::Gln party : {Retailer(), Supplier(1)}) {
    const auto head = static_cast<double>(server_.Head(party));
    const std::string label = absl::StrCat("{party=\"", party.ToString(), "\"}");
    EXPECT_EQ(Sum("headwater_feed_head" + label), head);
    EXPECT_EQ(Sum("headwater_feed_lag" + label), head) << "nothing is acknowledged";
  }
  EXPECT_EQ(Sum("headwater_feeds "), 3);
}

TEST_F(WatchedHubTest, SaysThatItGoesDown) {
  ASSERT_EQ(Get("/healthz")->status, 200);
  server_.Drain();
  const auto draining = Get("/healthz");
  ASSERT_TRUE(draining);
  EXPECT_EQ(draining->status, 503);
  EXPECT_THAT(draining->body, HasSubstr("draining"));
  EXPECT_EQ(Sum("headwater_state{state=\"draining\"}"), 1);
}

}  // namespace
}  // namespace headwater::watch
