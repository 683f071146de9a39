// Orders kept by SQLite alone: the rows that the hub keeps of an order, and nothing of
// what it knows about them. No check, no feed, no chain; of the unique keys only that of
// the request, so that a repeat could be told.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/store/checkpoint_pace.h"

struct sqlite3;
struct sqlite3_stmt;

namespace headwater::bench {

// One thread.
class FloorOrders {
 public:
  // A new database, written as durably as the hub's: WAL, synced at each commit.
  static absl::StatusOr<std::unique_ptr<FloorOrders>> Create(const std::string& path);
  ~FloorOrders();

  absl::Status Begin();
  // `payload` is the serialized document of `request`.
  absl::Status Insert(const v1::SubmitRequest& request, std::string_view payload);
  absl::Status Commit();

 private:
  FloorOrders() = default;
  absl::Status Open(const std::string& path);
  absl::Status Execute(const char* text);
  absl::Status Prepare(const char* text, sqlite3_stmt*& statement);
  absl::Status Step(sqlite3_stmt* statement);
  absl::Status InsertDocument(const v1::SubmitRequest& request, std::string_view payload);
  absl::Status InsertOrder(const v1::Document& document);
  absl::Status InsertLine(const v1::Document& document, const v1::OrderLine& line);

  store::CheckpointPace checkpoint_pace_;  // outlives the connection
  sqlite3* database_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* document_ = nullptr;
  sqlite3_stmt* order_ = nullptr;
  sqlite3_stmt* line_ = nullptr;
  int64_t last_ = 0;
};

}  // namespace headwater::bench
