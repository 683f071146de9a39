#include "hub/watch/metrics_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/watch/health_page.h"
#include "watch/decisions.h"

namespace headwater::watch {
namespace {

using test::Supplier;
using testing::HasSubstr;
using testing::Not;

TEST(MetricsPageTest, ShowsWhatWasCounted) {
  HubCounts counts;
  const v1::SubmitRequest request = OrderRequest();
  const auto accepted = Accepted();
  counts.Count({.request = request,
                .caller = Supplier(),
                .outcome = accepted,
                .group = 1,
                .waited_nanos = 100'000,
                .took_nanos = 2'000'000});
  const auto refused = Refused(v1::REASON_NUMBER_REUSED);
  counts.Count({.request = request, .caller = Supplier(), .outcome = refused, .took_nanos = 1});
  counts.Count({.documents = 1, .bytes = 1638, .apply_nanos = 50'000, .commit_nanos = 300'000});
  HubState state;
  state.uptime_seconds = 1.5;
  state.waiting_works = 7;
  state.store = {.database_bytes = 8192};
  state.calls = {{"Submit", 2, 30}};
  state.busy = {{"reads", 4}};
  state.lags = {{{Supplier(), 12, 5}}, 1};
  const std::string page = MetricsPage(counts, state);
  const auto shows = [&page](const std::string& line) {
    EXPECT_THAT(page, HasSubstr("\n" + line + "\n"));
  };
  shows("headwater_documents_total{kind=\"order\",outcome=\"accepted\"} 1");
  shows("headwater_documents_refused_total{kind=\"order\",reason=\"NUMBER_REUSED\"} 1");
  shows("headwater_submit_seconds_count 2");
  shows("headwater_submit_seconds_bucket{le=\"0.001\"} 1");
  shows("headwater_submit_seconds_bucket{le=\"0.0025\"} 2");
  shows("headwater_submit_seconds_bucket{le=\"+Inf\"} 2");
  shows("headwater_commit_seconds_count 1");
  shows("headwater_group_documents_bucket{le=\"1\"} 1");
  shows("headwater_written_bytes_total 1638");
  shows("headwater_queue_works 7");
  shows("headwater_store_bytes{file=\"database\"} 8192");
  shows("headwater_calls_open{method=\"Submit\"} 2");
  shows("headwater_calls_total{method=\"Submit\"} 30");
  shows("headwater_busy_total{place=\"reads\"} 4");
  shows("headwater_feed_lag{party=\"" + Supplier().ToString() + "\"} 7");
  shows("headwater_feed_head{party=\"" + Supplier().ToString() + "\"} 12");
  shows("headwater_uptime_seconds 1.5");
}

TEST(MetricsPageTest, HasOneStateAtATime) {
  const HubCounts counts;
  for (const auto& [serving, name] : {std::pair(Serving::kServing, "serving"),
                                      {Serving::kDraining, "draining"},
                                      {Serving::kSealed, "sealed"}}) {
    HubState state;
    state.serving = serving;
    const std::string page = MetricsPage(counts, state);
    for (const std::string other : {"serving", "draining", "sealed"}) {
      EXPECT_THAT(page, HasSubstr("headwater_state{state=\"" + other + "\"} " +
                                  (other == name ? "1" : "0")));
    }
  }
}

// Nothing that a client wrote may become a label: it would be unbounded, and seen by others.
TEST(MetricsPageTest, ShowsNothingThatWasSent) {
  HubCounts counts;
  v1::SubmitRequest request = OrderRequest();
  request.mutable_document()->set_number("SECRET-NUMBER");
  const auto outcome = Refused(v1::REASON_NUMBER_REUSED);
  counts.Count({.request = request, .caller = Supplier(), .outcome = outcome});
  const std::string page = MetricsPage(counts, HubState());
  for (const char* sent : {"SECRET", "document-1", "request-1"}) {
    EXPECT_THAT(page, Not(HasSubstr(sent)));
  }
}

TEST(HealthPageTest, IsGoodWhileTheHubServes) {
  EXPECT_EQ(HealthPageOf(Serving::kServing).code, 200);
  EXPECT_EQ(HealthPageOf(Serving::kServing).body, "{\"status\":\"serving\"}\n");
  const HealthPage draining = HealthPageOf(Serving::kDraining);
  EXPECT_EQ(draining.code, 503);
  EXPECT_THAT(draining.body, HasSubstr("going down"));
  const HealthPage sealed = HealthPageOf(Serving::kSealed);
  EXPECT_EQ(sealed.code, 503);
  EXPECT_THAT(sealed.body, HasSubstr("no more writes"));
}

}  // namespace
}  // namespace headwater::watch
