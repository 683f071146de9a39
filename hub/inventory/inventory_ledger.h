// The rows of stock and how they move. Every function works inside the transaction that
// it is given; the rule that they keep together stands in inventory_rules.h.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/inventory.pb.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"

namespace headwater::inventory {

// Goods that are told apart. `gtin` is the base.
struct StockKey {
  base::Gln supplier;
  base::Gln location;
  base::Gtin gtin;
  v1::StockStatus status = v1::STOCK_STATUS_AVAILABLE;
  base::Gln owner;

  friend auto operator<=>(const StockKey&, const StockKey&) = default;
};

// What is known of a key; instants are microseconds since 1970 UTC.
struct StockState {
  std::optional<int64_t> book;           // absent: never counted or moved
  std::optional<int64_t> reported;       // absent: never reported
  std::optional<int64_t> reported_time;  // goes with `reported`
  std::optional<int64_t> counted_time;   // absent: never counted
};

// A line of the journal.
struct Movement {
  StockKey key;
  v1::MovementReason reason = v1::MOVEMENT_REASON_UNSPECIFIED;
  int64_t quantity = 0;  // added; negative: taken away
  int64_t time = 0;
  std::string_view document_id;
  int64_t ordinal = 0;  // tells the movements of one document apart
};

// Writes the movement into the journal and moves the book, unless a count saw it.
absl::Status BookMovement(store::Transaction& transaction, const Movement& movement);

// Writes the journal alone: for the difference of a count, which sets the book itself.
absl::Status WriteJournal(store::Transaction& transaction, const Movement& movement);

// Moves the book by what a ticket says; the journal holds no sales.
absl::Status BookSale(store::Transaction& transaction, const StockKey& key, int64_t quantity,
                      int64_t time);

// What is known of a key. One that never came up is empty; where all that the supplier
// has at the location was counted since, it is a count of 0.
absl::StatusOr<StockState> FindStock(store::Reader& reader, const StockKey& key);

// Every row of a supplier at a location, in the order of keys.
absl::Status ForEachStockAt(store::Reader& reader, base::Gln supplier, base::Gln location,
                            absl::FunctionRef<void(const StockKey&, const StockState&)> visit);

// Replaces the row of the key.
absl::Status PutStock(store::Transaction& transaction, const StockKey& key,
                      const StockState& state);

// What the journal says moved a key after an instant.
absl::StatusOr<int64_t> MovedAfter(store::Reader& reader, const StockKey& key, int64_t time);

// What tickets moved after an instant, by item.
absl::StatusOr<absl::flat_hash_map<base::Gtin, int64_t>> SoldAfter(store::Reader& reader,
                                                                   base::Gln supplier,
                                                                   base::Gln location,
                                                                   int64_t time);

// All that the supplier has at the location was counted, so that what has no row was
// counted too, as 0. Forgets what was sold up to then: no later count can ask for it,
// because an older one is outdated.
absl::Status PutFullCount(store::Transaction& transaction, base::Gln supplier, base::Gln location,
                          int64_t time);

}  // namespace headwater::inventory
