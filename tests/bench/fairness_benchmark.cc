// What the suppliers cost each other: a flood of one, and subscribers that never read. The
// floor is the same without it.
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/benchmarks.h"
#include "bench/channel.h"
#include "bench/order_source.h"
#include "bench/paced_load.h"
#include "bench/server_process.h"
#include "bench/subscriber_crowd.h"
#include "grpcpp/client_context.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

// Each of the others; the flood is of one more supplier.
constexpr double kDocumentsPerSecond = 60;
constexpr double kFloodTimes = 20;

constexpr int kSubscribers = 1000;
constexpr int kStuck = 100;
constexpr int kOrders = 80;
constexpr int kWarmUpOrders =
    600;  // fifty in the feed of each: more than a stream that is not read holds
constexpr absl::Duration kOrderPause = absl::Milliseconds(100);
constexpr absl::Duration kQuiet = absl::Seconds(1);

struct Writes {
  Latencies others;
  Latencies flood;
};

absl::StatusOr<Writes> MeasureWrites(Place& place, bool flood) {
  ASSIGN_OR_RETURN(const auto hub, StartHub(place));
  PacedLoad load{.target = hub->target(), .senders = {}};
  for (int i = 0; i < kSuppliers; ++i) {
    if (i == 0 && !flood) continue;
    ASSIGN_OR_RETURN(base::TlsIdentity tls, place.SupplierIdentity(i));
    load.senders.push_back({SupplierGln(i), std::move(tls),
                            i == 0 ? kFloodTimes * kDocumentsPerSecond : kDocumentsPerSecond});
  }
  ASSIGN_OR_RETURN(const std::vector<Measurement> measured, Run(load));
  Writes writes;
  for (size_t i = 0; i < measured.size(); ++i) {
    (flood && i == 0 ? writes.flood : writes.others).AddAll(measured[i].latencies);
  }
  return writes;
}

// An order to each supplier in turn, at a steady pace.
absl::Status SendOrders(v1::ExchangeService::Stub& stub, OrderSource& orders, int count,
                        absl::Duration pause) {
  absl::Time due = absl::Now();
  for (int i = 0; i < count; ++i) {
    absl::SleepFor(due - absl::Now());
    due += pause;
    v1::SubmitRequest* const request = orders.Take();
    grpc::ClientContext context;
    v1::SubmitResponse response;
    const grpc::Status status = stub.Submit(&context, *request, &response);
    orders.GiveBack(request);
    if (!status.ok()) {
      return absl::UnknownError(absl::StrCat("an order was refused: ", status.error_message()));
    }
  }
  return absl::OkStatus();
}

// How many of `all` belong to the party at `index` of `parties`.
int ShareOf(int all, int index, int parties) {
  return all * (index + 1) / parties - all * index / parties;
}

absl::StatusOr<Latencies> MeasureCrowd(Place& place, int stuck) {
  constexpr int kParties = kSuppliers + 1;
  ASSIGN_OR_RETURN(const auto hub, StartHub(place));
  SubscriberCrowd crowd(hub->target());
  for (int i = 0; i < kParties; ++i) {
    base::TlsIdentity party = place.retailer();
    if (i > 0) {
      ASSIGN_OR_RETURN(party, place.SupplierIdentity(i - 1));
    }
    crowd.Add(party, ShareOf(kSubscribers - kStuck, i, kParties), ShareOf(stuck, i, kParties));
  }
  RETURN_IF_ERROR(crowd.AwaitCaughtUp(absl::Seconds(60)));
  const auto stub = v1::ExchangeService::NewStub(OpenChannel(hub->target(), place.retailer()));
  OrderSource orders(1);
  RETURN_IF_ERROR(SendOrders(*stub, orders, kWarmUpOrders, absl::ZeroDuration()));
  crowd.AwaitQuiet(kQuiet);
  crowd.Measure();
  RETURN_IF_ERROR(SendOrders(*stub, orders, kOrders, kOrderPause));
  crowd.AwaitQuiet(kQuiet);
  RETURN_IF_ERROR(crowd.status());
  return crowd.latencies();
}

}  // namespace

absl::Status MeasureFairWrites(Place& place, bool odd, Report& report) {
  std::optional<Writes> flooded;
  if (odd) {
    ASSIGN_OR_RETURN(flooded, MeasureWrites(place, /*flood=*/true));
  }
  ASSIGN_OR_RETURN(Writes calm, MeasureWrites(place, /*flood=*/false));
  if (!odd) {
    ASSIGN_OR_RETURN(flooded, MeasureWrites(place, /*flood=*/true));
  }
  const absl::Duration p50 = flooded->others.Percentile(500);
  const absl::Duration p99 = flooded->others.Percentile(990);
  report.Add("fairness, the others beside a supplier at 20 times the rate, p99", "us", AtMost(2.0),
             {absl::ToDoubleMicroseconds(p99),
              absl::ToDoubleMicroseconds(calm.others.Percentile(990)), p50, p99});
  report.Add("fairness, that supplier itself, p99", "us", Goal(),
             {absl::ToDoubleMicroseconds(flooded->flood.Percentile(990)),
              absl::ToDoubleMicroseconds(calm.others.Percentile(990)),
              flooded->flood.Percentile(500), flooded->flood.Percentile(990)});
  return absl::OkStatus();
}

absl::Status MeasureFairFeeds(Place& place, bool odd, Report& report) {
  std::optional<Latencies> beside;
  if (odd) {
    ASSIGN_OR_RETURN(beside, MeasureCrowd(place, kStuck));
  }
  ASSIGN_OR_RETURN(Latencies alone, MeasureCrowd(place, 0));
  if (!odd) {
    ASSIGN_OR_RETURN(beside, MeasureCrowd(place, kStuck));
  }
  const absl::Duration p50 = beside->Percentile(500);
  const absl::Duration p99 = beside->Percentile(990);
  report.Add("fairness, 900 subscribers beside 100 that never read, p99", "us", AtMost(1.5),
             {absl::ToDoubleMicroseconds(p99), absl::ToDoubleMicroseconds(alone.Percentile(990)),
              p50, p99});
  return absl::OkStatus();
}

}  // namespace headwater::bench
