#include "hub/watch/metrics_page.h"

#include <utility>
#include <vector>

#include "prometheus/metric_family.h"
#include "prometheus/metric_type.h"
#include "prometheus/text_serializer.h"

namespace headwater::watch {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

constexpr double kNanosPerSecond = 1e9;

class Page {
 public:
  // What follows belongs to it.
  void Begin(MetricType type, const char* name, const char* help) {
    families_.push_back({name, help, type, {}});
  }

  void Add(Labels labels, double value) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = value;
    metric.gauge.value = value;
    families_.back().metric.push_back(std::move(metric));
  }

  void AddOne(MetricType type, const char* name, const char* help, double value) {
    Begin(type, name, help);
    Add({}, value);
  }

  // Values are shown as parts of `unit`.
  void AddHistogram(const char* name, const char* help, const Histogram& histogram, double unit) {
    Begin(MetricType::Histogram, name, help);
    const Histogram::Counts counts = histogram.Read();
    ClientMetric metric;
    for (size_t i = 0; i < counts.bounds.size(); ++i) {
      metric.histogram.bucket.push_back(
          {counts.up_to[i], static_cast<double>(counts.bounds[i]) / unit});
    }
    metric.histogram.sample_count = counts.all;
    metric.histogram.sample_sum = static_cast<double>(counts.sum) / unit;
    families_.back().metric.push_back(std::move(metric));
  }

  std::string Text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  std::vector<MetricFamily> families_;
};

const char* NameOf(Taken taken) {
  switch (taken) {
    case Taken::kAccepted:
      return "accepted";
    case Taken::kRepeated:
      return "repeated";
    case Taken::kDryRun:
      return "dry_run";
  }
  return "";
}

void AddDocuments(const HubCounts& counts, Page& page) {
  page.Begin(MetricType::Counter, "headwater_documents_total",
             "Documents that were not refused: accepted, repeated (the receipt of an earlier "
             "request again) or dry_run.");
  for (const TakenCount& taken : counts.taken()) {
    page.Add({{"kind", taken.kind}, {"outcome", NameOf(taken.taken)}},
             static_cast<double>(taken.count));
  }
  page.Begin(MetricType::Counter, "headwater_documents_refused_total",
             "Documents that were refused, by the reason that gave the refusal its code.");
  for (const RefusedCount& refused : counts.refused()) {
    page.Add({{"kind", refused.kind}, {"reason", refused.reason}},
             static_cast<double>(refused.count));
  }
  page.AddHistogram("headwater_submit_seconds", "From the door to the verdict, refusals included.",
                    counts.submit_time(), kNanosPerSecond);
}

void AddWriter(const HubCounts& counts, const HubState& state, Page& page) {
  page.AddOne(MetricType::Gauge, "headwater_queue_works", "Works that wait for the writer.",
              static_cast<double>(state.waiting_works));
  page.AddOne(MetricType::Gauge, "headwater_queue_works_max",
              "Works that may wait; one more is refused with BUSY.",
              static_cast<double>(state.waiting_works_max));
  page.AddOne(MetricType::Gauge, "headwater_queue_bytes", "Bytes that wait for the writer.",
              static_cast<double>(state.waiting_bytes));
  page.AddHistogram("headwater_queue_wait_seconds", "From the door until the writer took it.",
                    counts.wait_time(), kNanosPerSecond);
  page.AddHistogram("headwater_group_documents", "Documents in one transaction.",
                    counts.group_size(), 1);
  page.AddHistogram("headwater_apply_seconds", "The work of one transaction before its COMMIT.",
                    counts.apply_time(), kNanosPerSecond);
  page.AddHistogram("headwater_commit_seconds", "One COMMIT with its sync.", counts.commit_time(),
                    kNanosPerSecond);
  page.AddOne(MetricType::Counter, "headwater_written_bytes_total",
              "Bytes of the documents in committed transactions.",
              static_cast<double>(counts.bytes()));
}

void AddFeeds(const exchange::FeedLags& lags, Page& page) {
  page.AddOne(MetricType::Gauge, "headwater_feeds", "Parties that have a feed.",
              static_cast<double>(lags.parties_in_all));
  page.Begin(MetricType::Gauge, "headwater_feed_head", "The last sequence of a party's feed.");
  for (const exchange::FeedLag& feed : lags.parties) {
    page.Add({{"party", feed.party.ToString()}}, static_cast<double>(feed.head));
  }
  page.Begin(MetricType::Gauge, "headwater_feed_lag",
             "Documents in a party's feed that it has not acknowledged. The parties with the "
             "longest lags where there are more than a thousand.");
  for (const exchange::FeedLag& feed : lags.parties) {
    page.Add({{"party", feed.party.ToString()}}, static_cast<double>(feed.lag()));
  }
}

void AddCalls(const HubState& state, Page& page) {
  page.Begin(MetricType::Gauge, "headwater_calls_open", "Calls and streams in progress.");
  for (const CallCount& calls : state.calls) {
    page.Add({{"method", calls.method}}, static_cast<double>(calls.open));
  }
  page.Begin(MetricType::Counter, "headwater_calls_total", "Calls and streams that were begun.");
  for (const CallCount& calls : state.calls) {
    page.Add({{"method", calls.method}}, static_cast<double>(calls.total));
  }
  page.Begin(MetricType::Counter, "headwater_busy_total",
             "Calls refused with BUSY outside of the writer's queue, by what was full.");
  for (const BusyCount& busy : state.busy) {
    page.Add({{"place", busy.place}}, static_cast<double>(busy.count));
  }
}

void AddStore(const StoreFiles& store, Page& page) {
  page.Begin(MetricType::Gauge, "headwater_store_bytes", "Size of the files of the store.");
  page.Add({{"file", "database"}}, static_cast<double>(store.database_bytes));
  page.Add({{"file", "log"}}, static_cast<double>(store.log_bytes));
  page.AddOne(MetricType::Gauge, "headwater_store_readers", "Snapshots that are being read.",
              static_cast<double>(store.readers));
  page.AddOne(MetricType::Gauge, "headwater_store_read_connections",
              "Connections for reads, those that are idle included.",
              static_cast<double>(store.connections));
}

void AddProcess(const HubState& state, Page& page) {
  page.Begin(MetricType::Gauge, "headwater_state",
             "1 for the state that the hub is in: serving, draining, or sealed (a commit failed "
             "and no more writes are taken until a restart).");
  page.Add({{"state", "serving"}}, state.serving == Serving::kServing ? 1 : 0);
  page.Add({{"state", "draining"}}, state.serving == Serving::kDraining ? 1 : 0);
  page.Add({{"state", "sealed"}}, state.serving == Serving::kSealed ? 1 : 0);
  page.AddOne(MetricType::Gauge, "headwater_uptime_seconds", "Since the hub was started.",
              state.uptime_seconds);
  page.AddOne(MetricType::Gauge, "headwater_resident_bytes", "Memory of the hub's process.",
              static_cast<double>(state.resident_bytes));
}

}  // namespace

std::string MetricsPage(const HubCounts& counts, const HubState& state) {
  Page page;
  AddProcess(state, page);
  AddDocuments(counts, page);
  AddWriter(counts, state, page);
  AddFeeds(state.lags, page);
  AddCalls(state, page);
  if (state.store.has_value()) AddStore(*state.store, page);
  return page.Text();
}

}  // namespace headwater::watch
