#include "bench/rows.h"

#include <sqlite3.h>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bench/postgres_session.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::bench {
namespace {

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

constexpr int kBusyMillis = 5'000;  // a checkpoint may be under way
// What the floor leaves out on purpose: it has neither feed nor chain.
constexpr std::string_view kOfTheHubAlone = "feed_entry";
constexpr char kTables[] =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";

// Calls `row` with each row.
template <typename Row>
absl::Status Select(sqlite3* database, const std::string& text, Row row) {
  sqlite3_stmt* prepared = nullptr;
  sqlite3_prepare_v2(database, text.c_str(), -1, &prepared, nullptr);
  const Statement statement(prepared, sqlite3_finalize);
  int stepped = SQLITE_ERROR;
  while (prepared != nullptr && (stepped = sqlite3_step(prepared)) == SQLITE_ROW) row(prepared);
  if (stepped == SQLITE_DONE) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat(sqlite3_errmsg(database), ": ", text));
}

absl::StatusOr<RowCounts> CountPostgresRows(const std::string& url) {
  ASSIGN_OR_RETURN(PostgresSession session, PostgresSession::Open(url));
  std::vector<std::string> tables;
  RETURN_IF_ERROR(session.Select(
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
      [&tables](std::string_view table) { tables.emplace_back(table); }));
  RowCounts counts;
  for (const std::string& table : tables) {
    RETURN_IF_ERROR(
        session.Select(absl::StrCat("SELECT count(*) FROM ", table), [&](std::string_view count) {
          if (!absl::SimpleAtoi(base::AbslView(count), &counts[table])) counts[table] = -1;
        }));
  }
  return counts;
}

}  // namespace

absl::StatusOr<RowCounts> CountRows(const std::string& path) {
  if (absl::StartsWith(path, "postgresql:")) return CountPostgresRows(path);
  sqlite3* opened = nullptr;
  const int failed = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const Database database(opened, sqlite3_close);
  if (failed != SQLITE_OK) {
    return absl::UnavailableError(absl::StrCat(path, ": ", sqlite3_errmsg(opened)));
  }
  sqlite3_busy_timeout(opened, kBusyMillis);
  std::vector<std::string> tables;
  RETURN_IF_ERROR(Select(opened, kTables, [&tables](sqlite3_stmt* row) {
    tables.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
  }));
  RowCounts counts;
  for (const std::string& table : tables) {
    RETURN_IF_ERROR(Select(
        opened, absl::StrCat("SELECT count(*) FROM ", table),
        [&counts, &table](sqlite3_stmt* row) { counts[table] = sqlite3_column_int64(row, 0); }));
  }
  return counts;
}

RowCounts Growth(RowCounts after, const RowCounts& before) {
  for (const auto& [table, count] : before) after[table] -= count;
  return after;
}

absl::Status CheckSameRows(const RowCounts& hub, int64_t hub_orders, const RowCounts& floor,
                           int64_t floor_orders) {
  std::map<std::string, std::pair<int64_t, int64_t>> both;
  for (const auto& [table, count] : hub) both[table].first = count;
  for (const auto& [table, count] : floor) both[table].second = count;
  std::vector<std::string> differ;
  for (const auto& [table, counts] : both) {
    if (table == kOfTheHubAlone) continue;
    if (counts.first * floor_orders == counts.second * hub_orders) continue;
    differ.push_back(absl::StrCat(table, " grew by ", counts.first, " rows for ", hub_orders,
                                  " orders in the hub, by ", counts.second, " for ", floor_orders,
                                  " in the floor"));
  }
  if (differ.empty()) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("the floor does not write what the hub writes, so nothing is compared "
                   "(mend tests/bench/floor_orders.cc): ",
                   absl::StrJoin(differ, "; ")));
}

}  // namespace headwater::bench
