#include "bench/pgbench.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "bench/order_source.h"
#include "bench/postgres_orders.h"
#include "bench/postgres_session.h"
#include "hub/base/error.h"
#include "support/child.h"
#include "support/keys.h"

namespace headwater::bench {
namespace {

constexpr int kClients[] = {1, 2, 4, 8, 16, 32};
constexpr int kThreads = 2;
constexpr int kSeconds = 2;
constexpr int kPatienceSeconds = 60;
// Numbers of two runs, and of two clients of one, do not meet.
constexpr int64_t kNumbersOfRun = 1'000'000'000'000;
constexpr int64_t kNumbersOfClient = 1'000'000'000;

// What a client cannot leave out is in it, and nothing else: the texts and numbers of an order are
// the same in each, and nothing but its number is sent. One statement, since each more is a round
// trip and 22 of them are three times as slow.
std::string Script() {
  OrderSource orders(1);
  const v1::Document& document = orders.Take()->document();
  return absl::StrCat(
      "\\set i :i + 1\n\\set id :first + :client_id * ", kNumbersOfClient, " + :i\n",
      "WITH d AS (INSERT INTO document(commit_number, document_id, sender, kind, number, receiver, "
      "request_id, sender_sequence, receiver_sequence, version, commit_time, content_hash, payload)"
      " VALUES(:id::bigint, uuid_send(gen_random_uuid()), ",
      document.sender_gln(), ", ", static_cast<int>(document.body_case()),
      ", 'PO-' || :id::bigint, ", document.receiver_gln(),
      ", uuid_send(gen_random_uuid()), :id::bigint, :id::bigint, 1, 1700000000000000, "
      "decode(repeat('01', 32), 'hex'), convert_to(repeat('x', ",
      document.ByteSizeLong(), "), 'UTF8'))), ",
      "o AS (INSERT INTO purchase_order(supplier, order_number, document_id, version, state, "
      "order_type, ship_to, issue_time, ship_zone, delivery_start, delivery_end, delivery_zone, "
      "currency, payment_method, tally_lines, tally_open, tally_pending, tally_in_transit, "
      "tally_despatched, tally_received, tally_supplier_ended, tally_finished, tally_filled) "
      "VALUES(",
      document.receiver_gln(), ", 'PO-' || :id::bigint, '", document.document_id(), "', 1, 1, 1, ",
      document.order().ship_to_gln(),
      ", 1700000000000000, '', 1700000000000000, 1700000000000000, '",
      document.order().delivery_window().time_zone(), "', '", document.order().currency_code(),
      "', 1, ", kLinesPerOrder, ", ", kLinesPerOrder, ", ", kLinesPerOrder, ", 0, 0, 0, 0, 0, 0)) ",
      "INSERT INTO purchase_order_line(supplier, order_number, line_number, gtin, base_gtin, "
      "base_count, measure_unit, price_micros, price_gtin, price_unit, price_pieces, fill_policy, "
      "ordered, changed, over_despatched, open, acknowledged, backordered, substituted, rejected, "
      "cancelled_by_buyer, cancelled_by_supplier, despatched, in_transit, received, "
      "short_received, over_received, accepted, damaged, refused, on_order) SELECT ",
      document.receiver_gln(), ", 'PO-' || :id::bigint, n, ",
      document.order().lines(0).item().gtin(), ", ", document.order().lines(0).item().gtin(),
      ", 1, '', 1990000, 0, '', 1, 1, 12, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12 "
      "FROM generate_series(1, ",
      kLinesPerOrder, ") AS l(n);\n");
}

// "tps = 2405.1 (without initial connection time)"
absl::StatusOr<double> RateIn(const std::string& output) {
  for (absl::string_view line : absl::StrSplit(output, '\n')) {
    double rate = 0;
    if (absl::ConsumePrefix(&line, "tps = ") &&
        absl::SimpleAtod(line.substr(0, line.find(' ')), &rate)) {
      return rate;
    }
  }
  return absl::InternalError(absl::StrCat("pgbench does not tell its rate: ", output));
}

absl::StatusOr<double> RunPgbench(Place& place, PostgresServer& server, const std::string& database,
                                  const std::string& script, int clients) {
  ASSIGN_OR_RETURN(const std::string program, PostgresProgram("pgbench"));
  const std::string log = place.NewPath("pgbench") + ".log";
  test::Child child(
      {program, "--no-vacuum", "--protocol=prepared", absl::StrCat("--client=", clients),
       absl::StrCat("--jobs=", std::min(clients, kThreads)), absl::StrCat("--time=", kSeconds),
       "--file=" + script, "--define=i=0", absl::StrCat("--define=first=", clients * kNumbersOfRun),
       "--host=" + server.folder(), "--username=headwater", database},
      log);
  child.Start();
  if (const int status = child.Wait(kPatienceSeconds); status != 0) {
    return absl::InternalError(absl::StrCat("pgbench gave ", status, ": ", child.Log()));
  }
  return RateIn(child.Log());
}

}  // namespace

absl::StatusOr<PgbenchBest> MeasurePgbench(Place& place, PostgresServer& server) {
  constexpr char kDatabase[] = "pgbench";
  RETURN_IF_ERROR(server.Create(kDatabase));
  {
    ASSIGN_OR_RETURN(PostgresSession session, PostgresSession::Open(server.Url(kDatabase)));
    RETURN_IF_ERROR(session.Execute(PostgresOrderTables()));
  }
  const std::string script = place.NewPath("pgbench") + ".sql";
  std::ofstream(script) << Script();
  PgbenchBest best;
  for (const int clients : kClients) {
    ASSIGN_OR_RETURN(const double rate, RunPgbench(place, server, kDatabase, script, clients));
    if (rate > best.orders_per_second) best = {rate, clients};
  }
  RETURN_IF_ERROR(server.Drop(kDatabase));
  return best;
}

}  // namespace headwater::bench
