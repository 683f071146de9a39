// Subscribe: how soon an event comes, and how fast a feed is read from its beginning.
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "bench/benchmarks.h"
#include "bench/channel.h"
#include "bench/feed_reader.h"
#include "bench/floor_feed.h"
#include "bench/order_source.h"
#include "bench/server_process.h"
#include "bench/stream_load.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr int kWarmUp = 200;
constexpr int kSubmits = 2000;
constexpr int kFanOutSubmits = 300;

// Counts how many readers have seen the document that was submitted last.
class Arrivals {
 public:
  void Expect(const std::string& document_id, int readers) {
    absl::MutexLock lock(&mutex_);
    document_id_ = document_id;
    missing_ = readers;
  }
  bool Take(const v1::SubscribeResponse& response) {
    const absl::Time now = absl::Now();
    absl::MutexLock lock(&mutex_);
    ++messages_;
    for (const v1::Event& event : response.events()) {
      if (event.document().document_id() != document_id_) continue;
      --missing_;
      last_ = now;
    }
    return true;
  }
  // The time of the last of them.
  std::optional<absl::Time> Await(absl::Duration patience) {
    absl::MutexLock lock(&mutex_);
    if (!mutex_.AwaitWithTimeout(absl::Condition(this, &Arrivals::All), patience)) {
      return std::nullopt;
    }
    return last_;
  }

 private:
  bool All() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return missing_ <= 0; }

  absl::Mutex mutex_;
  std::string document_id_ ABSL_GUARDED_BY(mutex_);
  int missing_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t messages_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_ ABSL_GUARDED_BY(mutex_);
};

// Submits one after the other, each once the one before has come to all readers.
absl::StatusOr<Measurement> MeasureArrivals(Place& place, const ServerProcess& server,
                                            int readers_wanted, int submits) {
  Arrivals arrivals;
  std::vector<std::unique_ptr<FeedReader>> readers;
  // Both parties of the orders read: one alone may not hold as many streams.
  ASSIGN_OR_RETURN(const base::TlsIdentity supplier, place.SupplierIdentity(0));
  for (int i = 0; i < readers_wanted; ++i) {
    readers.push_back(std::make_unique<FeedReader>(
        server.target(), i % 2 == 0 ? place.retailer() : supplier, /*after=*/1,
        [&arrivals](const v1::SubscribeResponse& response) { return arrivals.Take(response); }));
  }
  const auto stub = v1::ExchangeService::NewStub(OpenChannel(server.target(), place.retailer()));
  OrderSource orders(1, /*suppliers=*/1);
  Measurement measurement;
  const absl::Time begun = absl::Now();
  for (int i = 0; i < kWarmUp + submits; ++i) {
    v1::SubmitRequest* const request = orders.Take();
    arrivals.Expect(request->document().document_id(), readers_wanted);
    grpc::ClientContext context;
    v1::SubmitResponse response;
    const absl::Time sent = absl::Now();
    const grpc::Status status = stub->Submit(&context, *request, &response);
    if (!status.ok()) {
      return absl::UnknownError(absl::StrCat("a call failed: ", status.error_message()));
    }
    // A reader that was not there yet when the first were sent reads them from the hub; the
    // floor has nothing to read them from.
    const std::optional<absl::Time> seen =
        arrivals.Await(i < kWarmUp ? absl::Milliseconds(200) : absl::Seconds(20));
    orders.GiveBack(request);
    if (i < kWarmUp) continue;
    if (!seen.has_value()) return absl::UnknownError("an event did not come");
    measurement.latencies.Add(*seen - sent);
    ++measurement.count;
  }
  measurement.elapsed = absl::Now() - begun;
  return measurement;
}

absl::StatusOr<Measurement> HubArrivals(Place& place, int readers, int submits) {
  ASSIGN_OR_RETURN(const auto hub, StartHub(place));
  return MeasureArrivals(place, *hub, readers, submits);
}

absl::StatusOr<Measurement> FloorArrivals(Place& place, int readers, int submits) {
  ASSIGN_OR_RETURN(const auto floor, StartFloor(place, FloorKind::kOrders));
  return MeasureArrivals(place, *floor, readers, submits);
}

// Reads until `events` have come; keeps the messages where `kept` is not null.
absl::StatusOr<Measurement> ReadAll(Place& place, const ServerProcess& server, int64_t events,
                                    std::vector<v1::SubscribeResponse>* kept) {
  Measurement measurement;
  const absl::Time begun = absl::Now();
  FeedReader reader(server.target(), place.retailer(), /*after=*/0,
                    [&](const v1::SubscribeResponse& response) {
                      measurement.count += response.events_size();
                      if (kept != nullptr) kept->push_back(response);
                      return measurement.count < events;
                    });
  RETURN_IF_ERROR(reader.Wait());
  measurement.elapsed = absl::Now() - begun;
  return measurement;
}

}  // namespace

absl::Status MeasureFeedLatency(Place& place, bool odd, Report& report) {
  std::optional<Measurement> hub;
  if (odd) {
    ASSIGN_OR_RETURN(hub, HubArrivals(place, 1, kSubmits));
  }
  ASSIGN_OR_RETURN(Measurement floor, FloorArrivals(place, 1, kSubmits));
  if (!odd) {
    ASSIGN_OR_RETURN(hub, HubArrivals(place, 1, kSubmits));
  }
  const absl::Duration p50 = hub->latencies.Percentile(500);
  const absl::Duration p99 = hub->latencies.Percentile(990);
  report.Add("feed, idle, submit to event, p99", "us", AtMost(1.5),
             {absl::ToDoubleMicroseconds(p99),
              absl::ToDoubleMicroseconds(floor.latencies.Percentile(990)), p50, p99});
  return absl::OkStatus();
}

absl::Status MeasureFeedReplay(Place& place, bool, Report& report) {
  ASSIGN_OR_RETURN(const auto hub, StartHub(place));
  ASSIGN_OR_RETURN(const Measurement written, Run({.target = hub->target(),
                                                   .tls = place.retailer(),
                                                   .source = OrdersOfStream,
                                                   .duration = absl::Seconds(3)}));
  // The first reading warms the caches and gives the floor its messages.
  std::vector<v1::SubscribeResponse> messages;
  RETURN_IF_ERROR(ReadAll(place, *hub, written.count, &messages).status());
  const std::string path = place.NewPath("replay");
  RETURN_IF_ERROR(WriteFeed(path, messages));
  messages.clear();
  ASSIGN_OR_RETURN(const Measurement read, ReadAll(place, *hub, written.count, nullptr));
  ASSIGN_OR_RETURN(const auto floor, StartFloor(place, FloorKind::kEcho, path));
  ASSIGN_OR_RETURN(const Measurement bare, ReadAll(place, *floor, written.count, nullptr));
  report.Add("feed, replay from zero", "events/s", AtLeast(0.6),
             {read.per_second(), bare.per_second()});
  return absl::OkStatus();
}

absl::Status MeasureFeedFanOut(Place& place, bool, Report& report) {
  for (const int readers : {50, 300}) {
    ASSIGN_OR_RETURN(Measurement floor, FloorArrivals(place, readers, kFanOutSubmits));
    ASSIGN_OR_RETURN(Measurement hub, HubArrivals(place, readers, kFanOutSubmits));
    const absl::Duration p50 = hub.latencies.Percentile(500);
    report.Add(absl::StrCat("feed, ", readers, " subscribers, to the last"), "us", Goal(),
               {absl::ToDoubleMicroseconds(p50),
                absl::ToDoubleMicroseconds(floor.latencies.Percentile(500)), p50,
                hub.latencies.Percentile(990)});
  }
  return absl::OkStatus();
}

}  // namespace headwater::bench
