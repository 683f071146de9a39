// Orders kept by a database alone: the rows that the hub keeps of an order, and nothing of
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

namespace headwater::bench {

// One thread.
class FloorOrders {
 public:
  // Written as durably as the hub's. `database` is the path of a new file for SQLite, synced at
  // each commit, or the URL of an empty database of PostgreSQL (postgresql://...).
  static absl::StatusOr<std::unique_ptr<FloorOrders>> Create(const std::string& database);
  virtual ~FloorOrders() = default;

  virtual absl::Status Begin() = 0;
  // `payload` is the serialized document of `request`.
  virtual absl::Status Insert(const v1::SubmitRequest& request, std::string_view payload) = 0;
  virtual absl::Status Commit() = 0;
};

// What the hub has beyond the rows: its own ways of finding them.
inline constexpr char kFloorDropIndexes[] =
    "DROP INDEX document_by_id; DROP INDEX document_by_number; DROP INDEX purchase_order_live;";

}  // namespace headwater::bench
