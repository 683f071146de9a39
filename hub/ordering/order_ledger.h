// How deliveries are written to orders, inside the transaction of the delivery's
// document. One OrderLedger serves one document: it reads each order line once, takes
// what the document says in its order, and writes each line and order once in Save.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "headwater/v1/delivery.pb.h"
#include "hub/base/gs1.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/exchange/refusal.h"
#include "hub/ordering/order_line_ledger.h"
#include "hub/ordering/order_tables.h"
#include "hub/store/database.h"

namespace headwater::ordering {

// What all lines of one despatch advice share.
struct Shipping {
  base::Gln ship_to;
  absl::TimeZone zone;  // of ship_to
  absl::Time despatch_time;
};

// So much of an order line, as a despatch line states it.
struct ShippedGoods {
  std::string_view order_number;
  int64_t order_line_number = 0;
  catalogue::PackInfo pack;
  int64_t amount = 0;  // of `pack`
  v1::Remainder remainder = v1::REMAINDER_UNSPECIFIED;
};

// Not thread-safe. Borrows the transaction.
class OrderLedger {
 public:
  OrderLedger(store::Transaction& transaction, base::Gln supplier)
      : transaction_(transaction), supplier_(supplier) {}

  // Takes the goods out of what the line promises, and over it as far as the agreement
  // tolerates. Adds what is wrong to `violations` and returns nullopt then: below
  // `path`, the despatch line's, ORDER_NOT_FOUND (also for an order that goes
  // elsewhere), ORDER_LINE_NOT_FOUND, ORDER_CLOSED (also past its cancel-after day),
  // SUBSTITUTE_NOT_ALLOWED for an item that is neither ordered nor announced,
  // UNIT_MISMATCH for a part of a piece, DESPATCH_EXCEEDS_ORDER. What is promised of lines
  // whose remainder is cancelled is closed in Save, after all goods of the document.
  absl::StatusOr<std::optional<LineRatio>> RecordDespatch(const Shipping& shipping,
                                                          const ShippedGoods& goods,
                                                          const exchange::FieldPath& path,
                                                          exchange::Violations& violations);

  // Books what arrived of an order line, in its unit. The caller has held it against
  // the despatch: a line that cannot take it is an INTERNAL error, but for quantities past
  // counting (NUMBER_OUT_OF_RANGE at `path`).
  absl::Status RecordReceipt(std::string_view order_number, int64_t line_number,
                             const Receipt& receipt, const exchange::FieldPath& path,
                             exchange::Violations& violations);

  // When the delivery window of an order ends now, in microseconds since 1970 UTC.
  // INTERNAL if there is no such order.
  absl::StatusOr<int64_t> DeliveryEnd(std::string_view order_number);

  // Whether the goods of an order stay the supplier's when they are received. INTERNAL if
  // there is no such order.
  absl::StatusOr<bool> IsConsigned(std::string_view order_number);

  // Writes what was recorded; each order touched is at its next version then. Gives that
  // version if it was one order, else 0. At most once, and only without violations.
  absl::StatusOr<int64_t> Save();

 private:
  struct Line {
    OrderLineLedger before;
    OrderLine now;
    bool touched = false;
    bool splits_changed = false;
    bool closes = false;
  };
  struct Order {
    OrderHead head;
    std::map<int64_t, std::optional<Line>> lines;  // nullopt: there is none
  };

  // Null if there is none.
  absl::StatusOr<Order*> FindOrder(std::string_view order_number);
  absl::StatusOr<Line*> FindLine(Order& order, int64_t line_number);
  absl::StatusOr<int64_t> Tolerance(base::Gln ship_to, int64_t quantity);
  absl::StatusOr<Line*> FindShippedLine(const Shipping& shipping, const ShippedGoods& goods,
                                        const exchange::FieldPath& path,
                                        exchange::Violations& violations);
  absl::Status SaveLines(Order& order);

  store::Transaction& transaction_;
  const base::Gln supplier_;
  std::map<std::string, std::optional<Order>, std::less<>> orders_;  // nullopt: there is none
  std::map<base::Gln, int32_t> tolerance_basis_points_;
};

}  // namespace headwater::ordering
