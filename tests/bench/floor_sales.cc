#include "bench/floor_sales.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"
#include "bench/floor_log.h"
#include "bench/order_source.h"
#include "hub/base/error.h"
#include "hub/exchange/values.h"

namespace headwater::bench {
namespace {

// The caches are set as the hub sets them; the log see floor_log.h.
constexpr char kPragmas[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; "
    "PRAGMA cache_size = -262144;";

std::string TableText(std::string_view key) {
  return absl::StrCat(
      "CREATE TABLE IF NOT EXISTS sales(supplier BIGINT NOT NULL, day BIGINT NOT NULL, location "
      "BIGINT NOT NULL, gtin BIGINT NOT NULL, promotion_code TEXT NOT NULL, sold BIGINT NOT NULL, "
      "returned BIGINT, net_micros BIGINT, minutes_on_shelf BIGINT, minutes_open BIGINT, "
      "currency TEXT NOT NULL, restatement BIGINT NOT NULL, "
      "PRIMARY KEY(",
      std::string(key), ")) WITHOUT ROWID");
}

std::string PutText(std::string_view key) {
  return absl::StrCat(
      "INSERT INTO sales(supplier, day, location, gtin, promotion_code, sold, returned, "
      "net_micros, minutes_on_shelf, minutes_open, currency, restatement) VALUES(?1, ?2, ?3, ?4, "
      "'', "
      "?5, ?6, ?7, ?8, ?9, 'EUR', 0) "
      "ON CONFLICT(",
      std::string(key),
      ") DO UPDATE SET sold = excluded.sold, returned = excluded.returned, net_micros = "
      "excluded.net_micros, minutes_on_shelf = excluded.minutes_on_shelf, minutes_open = "
      "excluded.minutes_open, currency = excluded.currency, restatement = excluded.restatement");
}

constexpr char kSeries[] =
    "SELECT day, promotion_code, sold, returned, net_micros, minutes_on_shelf, minutes_open, "
    "restatement, currency "
    "FROM sales WHERE supplier = ?1 AND location = ?2 AND gtin = ?3 AND day BETWEEN ?4 AND ?5 "
    "ORDER BY day, promotion_code";

}  // namespace

FloorRow::FloorRow(int of_supplier, int item, int store, base::Day of_day)
    : supplier(SupplierGln(of_supplier).value()),
      location(SalesStoreGln(store).value()),
      gtin(exchange::GtinOf(ItemGtin(of_supplier, item)).value()),
      day(of_day),
      figures(FiguresOf(of_supplier, item, store, of_day)) {}

absl::StatusOr<std::unique_ptr<FloorSales>> FloorSales::Open(const std::string& path, Key key) {
  std::unique_ptr<FloorSales> sales(new FloorSales());
  RETURN_IF_ERROR(sales->Start(path, key));
  return sales;
}

FloorSales::~FloorSales() {
  for (sqlite3_stmt* statement : {begin_, commit_, put_, series_}) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

absl::Status FloorSales::Start(const std::string& path, Key key) {
  if (sqlite3_open_v2(path.c_str(), &database_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      nullptr) != SQLITE_OK) {
    return absl::UnavailableError(absl::StrCat(path, ": ", sqlite3_errmsg(database_)));
  }
  const std::string_view columns = key == Key::kDayFirst
                                       ? "supplier, day, location, gtin, promotion_code"
                                       : "supplier, location, gtin, day, promotion_code";
  RETURN_IF_ERROR(Execute(kPragmas));
  CheckpointAsTheHub(database_, checkpoint_pace_);
  RETURN_IF_ERROR(Execute(TableText(columns).c_str()));
  RETURN_IF_ERROR(Prepare("BEGIN IMMEDIATE", begin_));
  RETURN_IF_ERROR(Prepare("COMMIT", commit_));
  RETURN_IF_ERROR(Prepare(kSeries, series_));
  return Prepare(PutText(columns).c_str(), put_);
}

absl::Status FloorSales::Execute(const char* text) {
  if (sqlite3_exec(database_, text, nullptr, nullptr, nullptr) == SQLITE_OK) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat(sqlite3_errmsg(database_), ": ", text));
}

absl::Status FloorSales::Prepare(const char* text, sqlite3_stmt*& statement) {
  if (sqlite3_prepare_v3(database_, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) ==
      SQLITE_OK) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat(sqlite3_errmsg(database_), ": ", text));
}

absl::Status FloorSales::Step(sqlite3_stmt* statement) {
  const int stepped = sqlite3_step(statement);
  sqlite3_reset(statement);
  if (stepped == SQLITE_DONE) return absl::OkStatus();
  return absl::InternalError(sqlite3_errmsg(database_));
}

absl::Status FloorSales::Begin() { return Step(begin_); }
absl::Status FloorSales::Commit() { return Step(commit_); }

absl::Status FloorSales::Put(const FloorRow& row) {
  sqlite3_bind_int64(put_, 1, row.supplier);
  sqlite3_bind_int64(put_, 2, row.day);
  sqlite3_bind_int64(put_, 3, row.location);
  sqlite3_bind_int64(put_, 4, row.gtin);
  sqlite3_bind_int64(put_, 5, row.figures.sold);
  sqlite3_bind_int64(put_, 6, row.figures.returned);
  sqlite3_bind_int64(put_, 7, row.figures.net_micros);
  sqlite3_bind_int64(put_, 8, row.figures.minutes_on_shelf);
  sqlite3_bind_int64(put_, 9, row.figures.minutes_open);
  return Step(put_);
}

absl::StatusOr<int64_t> FloorSales::ReadSeries(const FloorRow& of, base::Day first) {
  sqlite3_bind_int64(series_, 1, of.supplier);
  sqlite3_bind_int64(series_, 2, of.location);
  sqlite3_bind_int64(series_, 3, of.gtin);
  sqlite3_bind_int64(series_, 4, first);
  sqlite3_bind_int64(series_, 5, of.day);
  int64_t rows = 0;
  int64_t sum = 0;  // so that every column is read
  int stepped = SQLITE_ROW;
  while ((stepped = sqlite3_step(series_)) == SQLITE_ROW) {
    ++rows;
    for (const int column : {0, 2, 3, 4, 5, 6, 7}) sum += sqlite3_column_int64(series_, column);
    for (const int column : {1, 8}) sum += sqlite3_column_bytes(series_, column);
  }
  sqlite3_reset(series_);
  if (stepped != SQLITE_DONE) return absl::InternalError(sqlite3_errmsg(database_));
  if (rows > 0 && sum == 0) return absl::InternalError("a floor has rows without any figure");
  return rows;
}

}  // namespace headwater::bench
