#include "bench/soak.h"

#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "bench/order_source.h"
#include "bench/paced_orders.h"
#include "bench/peers/process_tree.h"
#include "bench/sales_source.h"
#include "bench/server_process.h"
#include "bench/soak_company.h"
#include "bench/soak_report.h"
#include "bench/submit_load.h"
#include "bench/table_sizes.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr int kInFlight = 64;
constexpr double kShare = 0.5;  // of the full load
constexpr absl::Duration kFullWarmUp = absl::Seconds(2);
constexpr absl::Duration kFullDuration = absl::Seconds(10);
constexpr absl::Duration kSamplePause = absl::Seconds(5);
constexpr int kSamplesPerMinute = 12;
// What an order of twenty lines takes in the file with its feeds and indexes, at most: for the
// question whether the disk has room.
constexpr double kOrderFileBytes = 4'000;
constexpr uint64_t kRoomKept = uint64_t{2} << 30;

int64_t SizeOf(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<int64_t>(size);
}

absl::Status CheckRoom(const std::string& path, double bytes) {
  std::error_code error;
  const auto space = std::filesystem::space(std::filesystem::path(path).parent_path(), error);
  if (error) {
    return absl::FailedPreconditionError(absl::StrCat(path, ": ", error.message()));
  }
  const double wanted = bytes + static_cast<double>(kRoomKept);
  if (static_cast<double>(space.available) >= wanted) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrFormat(
      "the disk has %.1f GiB free, this run may want %.1f; say fewer --minutes or a lower --rate",
      static_cast<double>(space.available) / (1 << 30), wanted / (1 << 30)));
}

// Orders a second at which the hub is at half of its load.
absl::StatusOr<double> FindPace(Place& place, const ServerProcess& hub, SoakCompany& company,
                                const SoakOptions& options, std::ostream& out) {
  if (options.orders_per_second > 0) {
    out << absl::StrFormat("%.0f orders a second, as told\n", options.orders_per_second);
    return options.orders_per_second;
  }
  OrderSource orders(1);
  ASSIGN_OR_RETURN(const Measurement full, Run({.target = hub.target(),
                                                .tls = place.retailer(),
                                                .in_flight = kInFlight,
                                                .warm_up = kFullWarmUp,
                                                .duration = kFullDuration},
                                               orders));
  RETURN_IF_ERROR(company.status());
  const double pace = kShare * full.per_second();
  out << absl::StrFormat(
      "full load beside subscribers, sales and reads: %.0f orders/s; half of it: %.0f\n",
      full.per_second(), pace);
  return pace;
}

// Watches the hub through the minutes.
class Watch {
 public:
  Watch(const ServerProcess& hub, PacedOrders& orders, SoakCompany& company)
      : hub_(hub), orders_(orders), company_(company), next_(absl::Now()) {
    Counted();  // what was before
  }

  absl::StatusOr<SoakMinute> Minute() {
    SoakMinute minute;
    for (int i = 0; i < kSamplesPerMinute; ++i) {
      next_ += kSamplePause;
      absl::SleepFor(next_ - absl::Now());
      minute.samples.push_back({.resident = ResidentBytesOf(hub_.pid()),
                                .file = SizeOf(hub_.database()),
                                .log = SizeOf(hub_.database() + "-wal")});
      if (minute.samples.back().resident == 0) return absl::UnavailableError("the hub has ended");
      RETURN_IF_ERROR(company_.status());
      RETURN_IF_ERROR(CheckRoom(hub_.database(), 0));
    }
    const SoakMinute before = counted_;
    Counted();
    minute.orders = counted_.orders - before.orders;
    minute.reports = counted_.reports - before.reports;
    minute.reads = counted_.reads - before.reads;
    minute.events = counted_.events - before.events;
    if (minute.orders == 0 || minute.reports == 0 || minute.reads == 0 || minute.events == 0) {
      return absl::UnavailableError(absl::StrCat("a part of the load has ended: in this minute ",
                                                 minute.orders, " orders, ", minute.reports,
                                                 " reports of sales, ", minute.reads, " reads and ",
                                                 minute.events, " events"));
    }
    minute.lag = company_.lag();
    Latencies latencies = orders_.TakeLatencies();
    minute.p50 = latencies.Percentile(500);
    minute.p99 = latencies.Percentile(990);
    return minute;
  }

 private:
  void Counted() {
    counted_.orders = orders_.count();
    counted_.reports = company_.reports();
    counted_.reads = company_.reads();
    counted_.events = company_.events();
  }

  const ServerProcess& hub_;
  PacedOrders& orders_;
  SoakCompany& company_;
  absl::Time next_;
  SoakMinute counted_;  // its counts from the beginning on
};

absl::StatusOr<std::vector<SoakMinute>> Load(Place& place, const ServerProcess& hub,
                                             const SoakOptions& options, std::ostream& out) {
  ASSIGN_OR_RETURN(const auto company, SoakCompany::Begin(place, hub.target()));
  ASSIGN_OR_RETURN(const double pace, FindPace(place, hub, *company, options, out));
  RETURN_IF_ERROR(CheckRoom(hub.database(), pace * 60 * options.minutes * kOrderFileBytes));
  PacedOrders orders(
      {.target = hub.target(), .tls = place.retailer(), .per_second = pace, .run = 2});
  Watch watch(hub, orders, *company);
  std::vector<SoakMinute> minutes;
  PrintSoakHeader(out);
  for (int i = 1; i <= options.minutes; ++i) {
    ASSIGN_OR_RETURN(SoakMinute minute, watch.Minute());
    PrintSoakMinute(i, minute, out);
    out.flush();
    minutes.push_back(std::move(minute));
  }
  RETURN_IF_ERROR(orders.Stop());
  RETURN_IF_ERROR(company->Stop());
  return minutes;
}

}  // namespace

absl::StatusOr<bool> Soak(Place& place, const SoakOptions& options, std::ostream& out) {
  ASSIGN_OR_RETURN(const auto hub, StartHub(place));
  RETURN_IF_ERROR(SubmitAll(SalesStores(SoakCompany::Shape()), hub->target(), place.retailer()));
  ASSIGN_OR_RETURN(const std::vector<SoakMinute> minutes, Load(place, *hub, options, out));
  const int64_t log = SizeOf(hub->database() + "-wal");
  RETURN_IF_ERROR(hub->Stop());
  PrintSoakEnd(minutes, out);
  ASSIGN_OR_RETURN(const FileSize file, MeasureFile(hub->database()));
  ASSIGN_OR_RETURN(const RowCounts rows, CountRows(hub->database()));
  const auto documents = rows.find("document");
  const int64_t count = documents == rows.end() ? 0 : documents->second;
  out << absl::StrFormat("\nFiles: %d documents; the log was %.1f MiB until the hub ended\n", count,
                         static_cast<double>(log) / (1 << 20));
  PrintFile(file, count, out);
  const std::optional<double> growth = GrowthOf(minutes);
  return !growth || *growth < kGrowthMax;
}

}  // namespace headwater::bench
