#include "hub/cli/top_screen.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "hub/base/absl_view.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

std::string CountText(double count) { return WithCommas(std::llround(count)); }

std::string RateText(double rate) {
  return rate < 100 ? absl::StrFormat("%.1f", rate) : CountText(rate);
}

// The numbers of the span between two looks.
class Span {
 public:
  Span(const TopLook* before, const TopLook& now) : now_(now.page) {
    const double age = now.page.Sum("headwater_uptime_seconds");
    if (before != nullptr && before->page.Sum("headwater_uptime_seconds") <= age) {
      before_ = &before->page;
      seconds_ = now.seconds - before->seconds;
    } else {
      seconds_ = age;
    }
  }

  double Rate(std::string_view name, const MetricLabels& labels = {}) const {
    if (seconds_ <= 0) return 0;
    const double earlier = before_ == nullptr ? 0 : before_->Sum(name, labels);
    return std::max(0.0, now_.Sum(name, labels) - earlier) / seconds_;
  }

  std::string Quantiles(const std::string& name) const {
    const auto buckets = now_.Histogram(name);
    const auto earlier =
        before_ == nullptr ? std::vector<MetricBucket>() : before_->Histogram(name);
    return absl::StrCat("p50 ", TimeText(Quantile(0.5, buckets, earlier)), "  p99 ",
                        TimeText(Quantile(0.99, buckets, earlier)));
  }

  const MetricPage& now() const { return now_; }

 private:
  const MetricPage& now_;
  const MetricPage* before_ = nullptr;
  double seconds_ = 0;
};

std::string StateOf(const MetricPage& page) {
  for (const Metric& state : page.All("headwater_state")) {
    const auto name = state.labels.find("state");
    if (state.value == 1 && name != state.labels.end()) return name->second;
  }
  return "unknown";
}

std::string CallsText(const MetricPage& page) {
  std::vector<std::pair<double, std::string>> open;
  double all = 0;
  for (const Metric& calls : page.All("headwater_calls_open")) {
    const auto method = calls.labels.find("method");
    if (calls.value <= 0 || method == calls.labels.end()) continue;
    all += calls.value;
    open.emplace_back(calls.value, method->second);
  }
  std::sort(open.rbegin(), open.rend());
  std::vector<std::string> texts;
  for (const auto& [count, method] : open) {
    texts.push_back(absl::StrCat(method, " ", CountText(count)));
  }
  return absl::StrCat(CountText(all), " open", texts.empty() ? "" : ": ",
                      absl::StrJoin(texts, ", "));
}

std::vector<std::string> HeadLines(std::string_view address, const Span& span) {
  const MetricPage& page = span.now();
  const double groups = span.Rate("headwater_group_documents_count");
  const double in_groups = span.Rate("headwater_group_documents_sum");
  return {
      absl::StrCat("headwater at ", base::AbslView(address), "  ", StateOf(page), "  up ",
                   AgeText(page.Sum("headwater_uptime_seconds"))),
      "",
      absl::StrCat(
          "Documents  ",
          RateText(span.Rate("headwater_documents_total", {{"outcome", "accepted"}})),
          "/s  refused ", RateText(span.Rate("headwater_documents_refused_total")), "/s  repeated ",
          RateText(span.Rate("headwater_documents_total", {{"outcome", "repeated"}})),
          "/s  dry runs ",
          RateText(span.Rate("headwater_documents_total", {{"outcome", "dry_run"}})), "/s"),
      absl::StrCat("Submit     ", span.Quantiles("headwater_submit_seconds")),
      absl::StrCat("Queue      ", CountText(page.Sum("headwater_queue_works")), " of ",
                   CountText(page.Sum("headwater_queue_works_max")), "  ",
                   SizeText(page.Sum("headwater_queue_bytes")), "  waits ",
                   span.Quantiles("headwater_queue_wait_seconds")),
      absl::StrCat("Commit     ", RateText(groups), "/s  ",
                   span.Quantiles("headwater_commit_seconds"), "  ",
                   absl::StrFormat("%.1f", groups > 0 ? in_groups / groups : 0), " documents each"),
      absl::StrCat("Calls      ", RateText(span.Rate("headwater_calls_total")), "/s  busy ",
                   RateText(span.Rate("headwater_busy_total") +
                            span.Rate("headwater_documents_refused_total", {{"reason", "BUSY"}})),
                   "/s  ", CallsText(page)),
      absl::StrCat("Memory     ", SizeText(page.Sum("headwater_resident_bytes")), "  database ",
                   SizeText(page.Sum("headwater_store_bytes", {{"file", "database"}})), "  log ",
                   SizeText(page.Sum("headwater_store_bytes", {{"file", "log"}})), "  reads ",
                   CountText(page.Sum("headwater_store_readers")), " on ",
                   CountText(page.Sum("headwater_store_read_connections")), " connections"),
      "",
  };
}

// Those furthest behind first, in so many rows at most.
std::vector<std::string> LagLines(const Span& span, size_t rows) {
  std::vector<std::pair<double, std::string>> lags;
  for (const Metric& lag : span.now().All("headwater_feed_lag")) {
    const auto party = lag.labels.find("party");
    if (party != lag.labels.end()) lags.emplace_back(lag.value, party->second);
  }
  std::sort(lags.begin(), lags.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> lines = {
      absl::StrFormat("%-13s %12s %12s %10s", "party", "behind", "feed", "grows")};
  const auto all = static_cast<size_t>(span.now().Sum("headwater_feeds"));
  // The last row tells of those that have none.
  const size_t room = rows < 1 ? 0 : rows - 1;
  const size_t shown = all <= room ? lags.size() : std::min(lags.size(), room < 1 ? 0 : room - 1);
  for (size_t i = 0; i < shown; ++i) {
    const auto& [lag, party] = lags[i];
    const MetricLabels label = {{"party", party}};
    lines.push_back(absl::StrFormat("%-13s %12s %12s %8s/s", party, CountText(lag),
                                    CountText(span.now().Sum("headwater_feed_head", label)),
                                    RateText(span.Rate("headwater_feed_head", label))));
  }
  if (shown < all) lines.push_back(absl::StrCat("and ", all - shown, " more"));
  return lines;
}

}  // namespace

std::vector<std::string> TopScreen(std::string_view address, const TopLook* before,
                                   const TopLook& now, const ScreenSize& size) {
  const Span span(before, now);
  const auto rows = static_cast<size_t>(std::max(size.rows, 1));
  std::vector<std::string> lines = HeadLines(address, span);
  if (lines.size() < rows) {
    for (std::string& line : LagLines(span, rows - lines.size())) lines.push_back(std::move(line));
  }
  if (lines.size() > rows) lines.resize(rows);
  for (std::string& line : lines) {
    line = CutTo(std::move(line), static_cast<size_t>(std::max(size.columns, 1)));
  }
  return lines;
}

std::string TimeText(std::optional<double> seconds) {
  if (!seconds) return "-";
  if (*seconds < 1e-3) return absl::StrFormat("%.0f us", *seconds * 1e6);
  if (*seconds < 1) return absl::StrFormat("%.1f ms", *seconds * 1e3);
  return absl::StrFormat("%.1f s", *seconds);
}

std::string SizeText(double bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  while (bytes >= 1024 && unit + 1 < kUnits.size()) {
    bytes /= 1024;
    ++unit;
  }
  return absl::StrFormat(unit == 0 ? "%.0f %s" : "%.1f %s", bytes, kUnits[unit]);
}

std::string AgeText(double seconds) {
  const int64_t all = static_cast<int64_t>(seconds);
  constexpr int64_t kMinute = 60;
  constexpr int64_t kHour = 60 * kMinute;
  constexpr int64_t kDay = 24 * kHour;
  if (all < kMinute) return absl::StrCat(all, " s");
  if (all < kHour) return absl::StrCat(all / kMinute, " min ", all % kMinute, " s");
  if (all < kDay) return absl::StrCat(all / kHour, " h ", all % kHour / kMinute, " min");
  return absl::StrCat(all / kDay, " d ", all % kDay / kHour, " h");
}

}  // namespace headwater::cli
