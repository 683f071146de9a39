// Orders as the tables hold them, and the only code that writes those tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/ordering.pb.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/gs1.h"
#include "hub/ordering/order_line_ledger.h"
#include "hub/ordering/ordering_rules.h"
#include "hub/store/database.h"

namespace headwater::ordering {

struct OrderWindow {
  int64_t start = 0;  // microseconds since 1970 UTC
  int64_t end = 0;
  std::string zone;

  // The zone says how people speak of the window, not when it is.
  bool same_time(const OrderWindow& other) const {
    return start == other.start && end == other.end;
  }
};

OrderWindow WindowOf(const v1::TimeWindow& window);

struct OrderHead {
  base::Gln supplier;
  std::string order_number;
  std::string document_id;
  int64_t version = 1;
  v1::OrderState state = v1::ORDER_STATE_NEW;
  v1::OrderType type = v1::ORDER_TYPE_UNSPECIFIED;
  base::Gln ship_to;
  int64_t issue_time = 0;
  std::optional<OrderWindow> ship_window;
  OrderWindow delivery_window;
  std::optional<int64_t> cancel_after_day;
  std::optional<int64_t> response_due;
  std::string currency;
  v1::PaymentMethod payment_method = v1::PAYMENT_METHOD_UNSPECIFIED;
  OrderTally tally;
};

// In the currency of the order.
struct OrderLinePrice {
  int64_t micros = 0;
  base::Gtin gtin;               // 0: that of the line
  std::optional<int64_t> count;  // as stated
  std::string unit;              // as stated; empty: none
  // Pieces of the base, or units of measure, that `micros` buys.
  int64_t pieces = 1;

  UnitPrice unit_price() const { return {micros, pieces}; }
  // Whether it says the same, in whatever words.
  bool same_price(const OrderLinePrice& other) const;
};

struct OrderLine {
  int64_t line_number = 0;
  base::Gtin gtin;
  base::Gtin base;
  int64_t base_count = 1;    // pieces of the base in one of `gtin`
  std::string measure_unit;  // empty: counted
  OrderLinePrice price;
  v1::FillPolicy fill_policy = v1::FILL_POLICY_UNSPECIFIED;
  OrderLineLedger ledger;
  std::vector<OrderSplit> splits;  // the answer in force
};

absl::StatusOr<std::optional<OrderHead>> ReadOrder(store::Reader& reader, base::Gln supplier,
                                                   std::string_view order_number);

// In the order of their numbers; with their splits.
absl::StatusOr<std::vector<OrderLine>> ReadOrderLines(store::Reader& reader, base::Gln supplier,
                                                      std::string_view order_number);
absl::StatusOr<std::optional<OrderLine>> ReadOrderLine(store::Reader& reader, base::Gln supplier,
                                                       std::string_view order_number,
                                                       int64_t line_number);

// A new line: written, and counted in `head`, which the caller saves.
absl::Status AddLine(store::Transaction& transaction, OrderHead& head, const OrderLine& line);

enum class SplitsSaved { kUnchanged, kReplaced };

// A line that was there: `before` is its ledger as it was read. An INTERNAL error, and
// nothing saved, if the new ledger is not conserved.
absl::Status SaveLine(store::Transaction& transaction, OrderHead& head,
                      const OrderLineLedger& before, const OrderLine& line, SplitsSaved splits);

// Of a new order, at its version. The state is derived here.
absl::Status AddOrder(store::Transaction& transaction, OrderHead& head);

// At the next version. The state is derived here.
absl::Status SaveOrder(store::Transaction& transaction, OrderHead& head);

}  // namespace headwater::ordering
