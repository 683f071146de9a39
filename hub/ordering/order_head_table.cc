// The rows of purchase_order.
#include <utility>

#include "hub/base/error.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_tables.h"

namespace headwater::ordering {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kReadOrder{
    "ordering.read_order",
    "SELECT document_id, version, state, order_type, ship_to, issue_time, ship_start, ship_end, "
    "ship_zone, delivery_start, delivery_end, delivery_zone, cancel_after_day, response_due, "
    "currency, payment_method, tally_lines, tally_open, tally_pending, tally_in_transit, "
    "tally_despatched, tally_received, tally_supplier_ended, tally_finished, tally_filled "
    "FROM purchase_order WHERE supplier = $1 AND order_number = $2"};

constexpr Sql kAddOrder{
    "ordering.add_order",
    "INSERT INTO purchase_order(supplier, order_number, document_id, version, state, order_type, "
    "ship_to, issue_time, ship_start, ship_end, ship_zone, delivery_start, delivery_end, "
    "delivery_zone, cancel_after_day, response_due, currency, payment_method, tally_lines, "
    "tally_open, tally_pending, tally_in_transit, tally_despatched, tally_received, "
    "tally_supplier_ended, tally_finished, tally_filled) VALUES($1, $2, $3, $4, $5, $6, $7, $8, "
    "$9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, "
    "$27)"};

constexpr Sql kSaveOrder{
    "ordering.save_order",
    "/* later */ UPDATE purchase_order SET version = $3, state = $4, ship_start = $5, ship_end = "
    "$6, "
    "ship_zone = $7, delivery_start = $8, delivery_end = $9, delivery_zone = $10, "
    "cancel_after_day = $11, response_due = $12, tally_lines = $13, tally_open = $14, "
    "tally_pending = $15, tally_in_transit = $16, tally_despatched = $17, "
    "tally_received = $18, tally_supplier_ended = $19, tally_finished = $20, tally_filled = $21 "
    "WHERE supplier = $1 AND order_number = $2"};

OrderHead HeadOf(const Row& row) {
  OrderHead head;
  head.document_id = row.text(0);
  head.version = row.integer(1);
  head.state = static_cast<v1::OrderState>(row.integer(2));
  head.type = static_cast<v1::OrderType>(row.integer(3));
  head.ship_to = base::Gln(row.integer(4));
  head.issue_time = row.integer(5);
  if (!row.is_null(6)) {
    head.ship_window = OrderWindow{row.integer(6), row.integer(7), std::string(row.text(8))};
  }
  head.delivery_window = OrderWindow{row.integer(9), row.integer(10), std::string(row.text(11))};
  head.cancel_after_day = row.optional_integer(12);
  head.response_due = row.optional_integer(13);
  head.currency = row.text(14);
  head.payment_method = static_cast<v1::PaymentMethod>(row.integer(15));
  head.tally.lines = row.integer(16);
  head.tally.open = row.integer(17);
  head.tally.pending = row.integer(18);
  head.tally.in_transit = row.integer(19);
  head.tally.despatched = row.integer(20);
  head.tally.received = row.integer(21);
  head.tally.supplier_ended = row.integer(22);
  head.tally.finished = row.integer(23);
  head.tally.filled = row.integer(24);
  return head;
}

std::optional<int64_t> StartOf(const std::optional<OrderWindow>& window) {
  if (!window.has_value()) return std::nullopt;
  return window->start;
}
std::optional<int64_t> EndOf(const std::optional<OrderWindow>& window) {
  if (!window.has_value()) return std::nullopt;
  return window->end;
}
std::string_view ZoneOf(const std::optional<OrderWindow>& window) {
  return window.has_value() ? std::string_view(window->zone) : std::string_view();
}

}  // namespace

OrderWindow WindowOf(const v1::TimeWindow& window) {
  return {exchange::MicrosOf(window.start_time()), exchange::MicrosOf(window.end_time()),
          window.time_zone()};
}

absl::StatusOr<std::optional<OrderHead>> ReadOrder(store::Reader& reader, base::Gln supplier,
                                                   std::string_view order_number) {
  std::optional<OrderHead> head;
  RETURN_IF_ERROR(reader
                      .QueryOne(kReadOrder, {supplier.value(), order_number},
                                [&head](const Row& row) { head = HeadOf(row); })
                      .status());
  if (head.has_value()) {
    head->supplier = supplier;
    head->order_number = order_number;
  }
  return head;
}

absl::Status AddOrder(store::Transaction& transaction, OrderHead& head) {
  head.state = StateOf(head.tally);
  return transaction
      .Execute(kAddOrder, {head.supplier.value(),
                           head.order_number,
                           head.document_id,
                           head.version,
                           static_cast<int64_t>(head.state),
                           static_cast<int64_t>(head.type),
                           head.ship_to.value(),
                           head.issue_time,
                           StartOf(head.ship_window),
                           EndOf(head.ship_window),
                           ZoneOf(head.ship_window),
                           head.delivery_window.start,
                           head.delivery_window.end,
                           head.delivery_window.zone,
                           head.cancel_after_day,
                           head.response_due,
                           head.currency,
                           static_cast<int64_t>(head.payment_method),
                           head.tally.lines,
                           head.tally.open,
                           head.tally.pending,
                           head.tally.in_transit,
                           head.tally.despatched,
                           head.tally.received,
                           head.tally.supplier_ended,
                           head.tally.finished,
                           head.tally.filled})
      .status();
}

absl::Status SaveOrder(store::Transaction& transaction, OrderHead& head) {
  ++head.version;
  head.state = StateOf(head.tally);
  return transaction
      .Execute(kSaveOrder, {head.supplier.value(),
                            head.order_number,
                            head.version,
                            static_cast<int64_t>(head.state),
                            StartOf(head.ship_window),
                            EndOf(head.ship_window),
                            ZoneOf(head.ship_window),
                            head.delivery_window.start,
                            head.delivery_window.end,
                            head.delivery_window.zone,
                            head.cancel_after_day,
                            head.response_due,
                            head.tally.lines,
                            head.tally.open,
                            head.tally.pending,
                            head.tally.in_transit,
                            head.tally.despatched,
                            head.tally.received,
                            head.tally.supplier_ended,
                            head.tally.finished,
                            head.tally.filled})
      .status();
}

}  // namespace headwater::ordering
