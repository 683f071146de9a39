// Sales rows kept by SQLite alone: all that a report says of each in one row, and nothing
// beside it, in the order of one key: by day first, into which a day is written fastest, or by item
// first, from which one item's days are read fastest.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "bench/sales_source.h"
#include "hub/store/checkpoint_pace.h"

struct sqlite3;
struct sqlite3_stmt;

namespace headwater::bench {

// A row with its keys, made outside the time that counts.
struct FloorRow {
  FloorRow(int supplier, int item, int store, base::Day day);
  int64_t supplier;
  int64_t location;
  int64_t gtin;
  base::Day day;
  SoldFigures figures;
};

// One thread.
class FloorSales {
 public:
  enum class Key { kDayFirst, kItemFirst };
  // A new database, or the one that is there; as durable as the hub's.
  static absl::StatusOr<std::unique_ptr<FloorSales>> Open(const std::string& path, Key key);
  ~FloorSales();

  absl::Status Begin();
  // INSERT ... ON CONFLICT DO UPDATE.
  absl::Status Put(const FloorRow& row);
  absl::Status Commit();

  // Reads the rows of the same item and store as `of`, up to and with its day, and gives
  // their number.
  absl::StatusOr<int64_t> ReadSeries(const FloorRow& of, base::Day first);

 private:
  FloorSales() = default;
  absl::Status Start(const std::string& path, Key key);
  absl::Status Execute(const char* text);
  absl::Status Prepare(const char* text, sqlite3_stmt*& statement);
  absl::Status Step(sqlite3_stmt* statement);

  store::CheckpointPace checkpoint_pace_;  // outlives the connection
  sqlite3* database_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* put_ = nullptr;
  sqlite3_stmt* series_ = nullptr;
};

}  // namespace headwater::bench
