// The hub on PostgreSQL: Submit of orders of twenty lines and the next days of sales, beside what
// the same server takes from a client that does nothing else.
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "bench/benchmarks.h"
#include "bench/pgbench.h"
#include "bench/postgres_sales.h"
#include "bench/postgres_server.h"
#include "bench/rows.h"
#include "bench/sales_history.h"
#include "bench/server_process.h"
#include "bench/submit_load.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

constexpr int kInFlight = 64;

// A load with what the database server spent and wrote for it.
struct Loaded {
  Measurement load;
  absl::Duration database_cpu;
  int64_t database_written = 0;

  double database_cpu_micros() const {
    return absl::ToDoubleMicroseconds(database_cpu) / static_cast<double>(load.all);
  }
  double database_written_kib() const {
    return static_cast<double>(database_written) / 1024 / static_cast<double>(load.all);
  }
};

template <typename Load>
absl::StatusOr<Loaded> Observe(PostgresServer& server, Load load) {
  RETURN_IF_ERROR(server.Checkpoint());
  const absl::Duration cpu = server.cpu();
  const int64_t written = server.written();
  Loaded loaded;
  ASSIGN_OR_RETURN(loaded.load, load());
  loaded.database_cpu = server.cpu() - cpu;
  loaded.database_written = server.written() - written;
  return loaded;
}

absl::StatusOr<Loaded> SubmitToHub(Place& place, PostgresServer& server) {
  constexpr char kDatabase[] = "hub";
  RETURN_IF_ERROR(server.Create(kDatabase));
  Loaded loaded;
  {
    ASSIGN_OR_RETURN(const auto hub, StartHub(place, server.Url(kDatabase)));
    ASSIGN_OR_RETURN(
        loaded, Observe(server, [&] { return LoadServer(*hub, place.retailer(), kInFlight); }));
    RETURN_IF_ERROR(hub->Stop());
  }
  RETURN_IF_ERROR(server.Drop(kDatabase));
  return loaded;
}

absl::StatusOr<Loaded> SubmitToFloor(Place& place, PostgresServer& server) {
  constexpr char kDatabase[] = "floor";
  RETURN_IF_ERROR(server.Create(kDatabase));
  Loaded loaded;
  {
    ASSIGN_OR_RETURN(const auto floor, StartFloorOn(place, server.Url(kDatabase)));
    ASSIGN_OR_RETURN(
        loaded, Observe(server, [&] { return LoadServer(*floor, place.retailer(), kInFlight); }));
  }
  RETURN_IF_ERROR(server.Drop(kDatabase));
  return loaded;
}

// The databases of the rounds are copies of these, which are made in the first one.
absl::StatusOr<std::string> HubHistory(Place& place, PostgresServer& server) {
  const std::string name = "hub_history";
  ASSIGN_OR_RETURN(const bool has, server.Has(name));
  if (has) return name;
  RETURN_IF_ERROR(server.Create(name));
  RETURN_IF_ERROR(MakeHubHistory(place, server.Url(name), kIngestShape, kHistoryDays));
  return name;
}

absl::StatusOr<std::string> FloorHistory(PostgresServer& server) {
  const std::string name = "floor_history";
  ASSIGN_OR_RETURN(const bool has, server.Has(name));
  if (has) return name;
  RETURN_IF_ERROR(server.Create(name));
  RETURN_IF_ERROR(MakePostgresSales(server.Url(name)));
  RETURN_IF_ERROR(
      CopyPostgresSales(server.Url(name), kIngestShape, FirstSalesDay(), kHistoryDays).status());
  return name;
}

absl::StatusOr<Loaded> SalesToHub(Place& place, PostgresServer& server) {
  constexpr char kDatabase[] = "hub";
  ASSIGN_OR_RETURN(const std::string history, HubHistory(place, server));
  RETURN_IF_ERROR(server.Create(kDatabase, history));
  Loaded loaded;
  {
    ASSIGN_OR_RETURN(const auto hub, ServeHub(place, server.Url(kDatabase)));
    const absl::Duration before = hub->cpu();
    ASSIGN_OR_RETURN(loaded, Observe(server, [&] {
                       return SendSales(place, *hub, kIngestShape, FirstSalesDay() + kHistoryDays,
                                        kNextDays, kIngestUnanswered);
                     }));
    loaded.load.server_cpu = hub->cpu() - before;
    RETURN_IF_ERROR(hub->Stop());
  }
  RETURN_IF_ERROR(server.Drop(kDatabase));
  return loaded;
}

absl::StatusOr<Loaded> SalesByCopy(PostgresServer& server) {
  constexpr char kDatabase[] = "floor";
  ASSIGN_OR_RETURN(const std::string history, FloorHistory(server));
  RETURN_IF_ERROR(server.Create(kDatabase, history));
  ASSIGN_OR_RETURN(Loaded loaded, Observe(server, [&] {
                     return CopyPostgresSales(server.Url(kDatabase), kIngestShape,
                                              FirstSalesDay() + kHistoryDays, kNextDays);
                   }));
  loaded.load.all = loaded.load.count;
  RETURN_IF_ERROR(server.Drop(kDatabase));
  return loaded;
}

}  // namespace

absl::Status MeasurePostgresSubmit(Place& place, bool odd, Report& report) {
  ASSIGN_OR_RETURN(PostgresServer* const server, PostgresServer::Of(place));
  std::optional<Loaded> hub;
  if (odd) {
    ASSIGN_OR_RETURN(hub, SubmitToHub(place, *server));
  }
  ASSIGN_OR_RETURN(Loaded floor, SubmitToFloor(place, *server));
  ASSIGN_OR_RETURN(const PgbenchBest pgbench, MeasurePgbench(place, *server));
  if (!odd) {
    ASSIGN_OR_RETURN(hub, SubmitToHub(place, *server));
  }
  Measurement& load = hub->load;
  RETURN_IF_ERROR(CheckSameRows(load.rows, load.all, floor.load.rows, floor.load.all));
  const absl::Duration p50 = load.latencies.Percentile(500);
  const absl::Duration p99 = load.latencies.Percentile(990);
  report.Add("postgresql, submit", "orders/s", AtLeast(0.6),
             {load.per_second(), floor.load.per_second(), p50, p99});
  report.Add("postgresql, submit, beside pgbench", "orders/s", AtLeast(2.0),
             {load.per_second(), pgbench.orders_per_second});
  report.Add("postgresql, submit, p99", "us", Goal(),
             {absl::ToDoubleMicroseconds(p99),
              absl::ToDoubleMicroseconds(floor.load.latencies.Percentile(990))});
  report.Add("postgresql, submit, hub CPU", "us", Goal(),
             {load.server_cpu_micros(), floor.load.server_cpu_micros()});
  report.Add("postgresql, submit, database CPU", "us", Goal(),
             {hub->database_cpu_micros(), floor.database_cpu_micros()});
  report.Add("postgresql, submit, to disk", "KiB", Goal(),
             {hub->database_written_kib(), floor.database_written_kib()});
  report.Add("postgresql, pgbench's connections", "", Goal(),
             {static_cast<double>(pgbench.clients)});
  return absl::OkStatus();
}

absl::Status MeasurePostgresSales(Place& place, bool odd, Report& report) {
  ASSIGN_OR_RETURN(PostgresServer* const server, PostgresServer::Of(place));
  std::optional<Loaded> hub;
  if (odd) {
    ASSIGN_OR_RETURN(hub, SalesToHub(place, *server));
  }
  ASSIGN_OR_RETURN(const Loaded floor, SalesByCopy(*server));
  if (!odd) {
    ASSIGN_OR_RETURN(hub, SalesToHub(place, *server));
  }
  report.Add("postgresql, sales, next day", "rows/s", AtLeast(0.4),
             {hub->load.per_second(), floor.load.per_second(), hub->load.latencies.Percentile(500),
              hub->load.latencies.Percentile(990)});
  report.Add("postgresql, sales, hub CPU", "us", Goal(), {hub->load.server_cpu_micros()});
  report.Add("postgresql, sales, database CPU", "us", Goal(),
             {hub->database_cpu_micros(), floor.database_cpu_micros()});
  return absl::OkStatus();
}

}  // namespace headwater::bench
