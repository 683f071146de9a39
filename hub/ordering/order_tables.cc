#include "hub/ordering/order_tables.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"

namespace headwater::ordering {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kReadOrder{
    "ordering.read_order",
    "SELECT document_id, version, state, order_type, ship_to, issue_time, ship_start, ship_end, "
    "ship_zone, delivery_start, delivery_end, delivery_zone, cancel_after_day, response_due, "
    "currency, tally_lines, tally_open, tally_pending, tally_in_transit, tally_despatched, "
    "tally_supplier_ended, tally_finished, tally_filled "
    "FROM purchase_order WHERE supplier = $1 AND order_number = $2"};

constexpr Sql kReadLines{
    "ordering.read_lines",
    "SELECT line_number, gtin, base_gtin, base_count, measure_unit, price_micros, price_gtin, "
    "price_count, price_unit, price_pieces, fill_policy, ordered, changed, over_despatched, open, "
    "acknowledged, backordered, substituted, rejected, cancelled_by_buyer, cancelled_by_supplier, "
    "despatched, in_transit, received, short_received, over_received, accepted, damaged, refused "
    "FROM purchase_order_line WHERE supplier = $1 AND order_number = $2 "
    "AND line_number BETWEEN $3 AND $4 ORDER BY line_number"};

constexpr Sql kReadSplits{
    "ordering.read_splits",
    "SELECT line_number, outcome, quantity, despatched, substitute, replacement_count, statement "
    "FROM purchase_order_split WHERE supplier = $1 AND order_number = $2 "
    "AND line_number BETWEEN $3 AND $4 ORDER BY line_number, position"};

constexpr Sql kAddOrder{
    "ordering.add_order",
    "INSERT INTO purchase_order(supplier, order_number, document_id, version, state, order_type, "
    "ship_to, issue_time, ship_start, ship_end, ship_zone, delivery_start, delivery_end, "
    "delivery_zone, cancel_after_day, response_due, currency, tally_lines, tally_open, "
    "tally_pending, tally_in_transit, tally_despatched, tally_supplier_ended, tally_finished, "
    "tally_filled) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
    "$17, $18, $19, $20, $21, $22, $23, $24, $25)"};

constexpr Sql kSaveOrder{
    "ordering.save_order",
    "UPDATE purchase_order SET version = $3, state = $4, ship_start = $5, ship_end = $6, "
    "ship_zone = $7, delivery_start = $8, delivery_end = $9, delivery_zone = $10, "
    "cancel_after_day = $11, response_due = $12, tally_lines = $13, tally_open = $14, "
    "tally_pending = $15, tally_in_transit = $16, tally_despatched = $17, "
    "tally_supplier_ended = $18, tally_finished = $19, tally_filled = $20 "
    "WHERE supplier = $1 AND order_number = $2"};

constexpr Sql kAddLine{
    "ordering.add_line",
    "INSERT INTO purchase_order_line(supplier, order_number, line_number, gtin, base_gtin, "
    "base_count, measure_unit, ship_to, price_micros, price_gtin, price_count, price_unit, "
    "price_pieces, fill_policy, ordered, changed, over_despatched, open, acknowledged, "
    "backordered, substituted, rejected, cancelled_by_buyer, cancelled_by_supplier, despatched, "
    "in_transit, received, short_received, over_received, accepted, damaged, refused, on_order) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
    "$20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)"};

constexpr Sql kSaveLine{
    "ordering.save_line",
    "UPDATE purchase_order_line SET price_micros = $4, price_gtin = $5, price_count = $6, "
    "price_unit = $7, price_pieces = $8, fill_policy = $9, ordered = $10, changed = $11, "
    "over_despatched = $12, open = $13, acknowledged = $14, backordered = $15, "
    "substituted = $16, rejected = $17, cancelled_by_buyer = $18, cancelled_by_supplier = $19, "
    "despatched = $20, in_transit = $21, received = $22, short_received = $23, "
    "over_received = $24, accepted = $25, damaged = $26, refused = $27, on_order = $28 "
    "WHERE supplier = $1 AND order_number = $2 AND line_number = $3"};

constexpr Sql kDropSplits{
    "ordering.drop_splits",
    "DELETE FROM purchase_order_split WHERE supplier = $1 AND order_number = $2 "
    "AND line_number = $3"};

constexpr Sql kAddSplit{
    "ordering.add_split",
    "INSERT INTO purchase_order_split(supplier, order_number, line_number, position, outcome, "
    "quantity, despatched, substitute, replacement_count, statement) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};

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
  head.tally.lines = row.integer(15);
  head.tally.open = row.integer(16);
  head.tally.pending = row.integer(17);
  head.tally.in_transit = row.integer(18);
  head.tally.despatched = row.integer(19);
  head.tally.supplier_ended = row.integer(20);
  head.tally.finished = row.integer(21);
  head.tally.filled = row.integer(22);
  return head;
}

OrderLineLedger LedgerOf(const Row& row, int first) {
  OrderLineLedger ledger;
  int64_t* const columns[] = {&ledger.ordered,
                              &ledger.changed,
                              &ledger.over_despatched,
                              &ledger.open,
                              &ledger.acknowledged,
                              &ledger.backordered,
                              &ledger.substituted,
                              &ledger.rejected,
                              &ledger.cancelled_by_buyer,
                              &ledger.cancelled_by_supplier,
                              &ledger.despatched,
                              &ledger.in_transit,
                              &ledger.received,
                              &ledger.short_received,
                              &ledger.over_received,
                              &ledger.accepted,
                              &ledger.damaged,
                              &ledger.refused};
  for (int64_t* const column : columns) *column = row.integer(first++);
  return ledger;
}

OrderLine LineOf(const Row& row) {
  OrderLine line;
  line.line_number = row.integer(0);
  line.gtin = base::Gtin(row.integer(1));
  line.base = base::Gtin(row.integer(2));
  line.base_count = row.integer(3);
  line.measure_unit = row.text(4);
  line.price.micros = row.integer(5);
  line.price.gtin = base::Gtin(row.integer(6));
  line.price.count = row.optional_integer(7);
  line.price.unit = row.text(8);
  line.price.pieces = row.integer(9);
  line.fill_policy = static_cast<v1::FillPolicy>(row.integer(10));
  line.ledger = LedgerOf(row, 11);
  return line;
}

absl::Status SplitOf(const Row& row, OrderSplit& split) {
  split.outcome = static_cast<v1::ResponseOutcome>(row.integer(1));
  split.quantity = row.integer(2);
  split.despatched = row.integer(3);
  split.substitute = base::Gtin(row.integer(4));
  split.replacement_count = row.integer(5);
  const std::string_view statement = row.blob(6);
  if (!split.statement.ParseFromArray(statement.data(), static_cast<int>(statement.size()))) {
    return absl::InternalError("a stored split of an answer cannot be read");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<OrderLine>> ReadLinesBetween(store::Reader& reader, base::Gln supplier,
                                                        std::string_view order_number,
                                                        int64_t first, int64_t last) {
  std::vector<OrderLine> lines;
  RETURN_IF_ERROR(reader.Query(kReadLines, {supplier.value(), order_number, first, last},
                               [&lines](const Row& row) {
                                 lines.push_back(LineOf(row));
                                 return absl::OkStatus();
                               }));
  // Both come in the order of the lines, and a split has a line.
  size_t at = 0;
  RETURN_IF_ERROR(reader.Query(
      kReadSplits, {supplier.value(), order_number, first, last}, [&lines, &at](const Row& row) {
        while (at < lines.size() && lines[at].line_number != row.integer(0)) {
          ++at;
        }
        if (at == lines.size()) {
          return absl::InternalError("a split without its line");
        }
        return SplitOf(row, lines[at].splits.emplace_back());
      }));
  return lines;
}

absl::StatusOr<int64_t> OnOrderOf(const OrderLine& line) {
  const auto on_order = base::CheckedMul(line.ledger.on_order(), line.base_count);
  if (on_order.has_value()) return *on_order;
  return exchange::Refuse(
      absl::StatusCode::kFailedPrecondition, v1::REASON_NUMBER_OUT_OF_RANGE,
      absl::StrCat("line ", line.line_number, " has ", line.ledger.on_order(), " to come of GTIN ",
                   line.gtin.ToString(),
                   ", more pieces of its base than can be counted; order less"));
}

absl::Status CheckConserved(const OrderHead& head, const OrderLine& line) {
  if (line.ledger.Conserved()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("the quantities of order ", head.order_number, ", line ",
                                          line.line_number, " do not add up; nothing was saved"));
}

absl::Status AddSplits(store::Transaction& transaction, const OrderHead& head,
                       const OrderLine& line) {
  int64_t position = 0;
  for (const OrderSplit& split : line.splits) {
    const std::string statement = split.statement.SerializeAsString();
    RETURN_IF_ERROR(
        transaction
            .Execute(kAddSplit, {head.supplier.value(), head.order_number, line.line_number,
                                 ++position, static_cast<int64_t>(split.outcome), split.quantity,
                                 split.despatched, split.substitute.value(),
                                 split.replacement_count, store::Value::Blob(statement)})
            .status());
  }
  return absl::OkStatus();
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

bool OrderLinePrice::same_price(const OrderLinePrice& other) const {
  return CostsMore(unit_price(), 1, other.unit_price(), 1) == false &&
         CostsMore(other.unit_price(), 1, unit_price(), 1) == false;
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

absl::StatusOr<std::vector<OrderLine>> ReadOrderLines(store::Reader& reader, base::Gln supplier,
                                                      std::string_view order_number) {
  return ReadLinesBetween(reader, supplier, order_number, 0, std::numeric_limits<int64_t>::max());
}

absl::StatusOr<std::optional<OrderLine>> ReadOrderLine(store::Reader& reader, base::Gln supplier,
                                                       std::string_view order_number,
                                                       int64_t line_number) {
  ASSIGN_OR_RETURN(auto lines,
                   ReadLinesBetween(reader, supplier, order_number, line_number, line_number));
  if (lines.empty()) return std::optional<OrderLine>();
  return std::optional<OrderLine>(std::move(lines.front()));
}

absl::Status AddLine(store::Transaction& transaction, OrderHead& head, const OrderLine& line) {
  RETURN_IF_ERROR(CheckConserved(head, line));
  ASSIGN_OR_RETURN(const int64_t on_order, OnOrderOf(line));
  head.tally.Add(line.ledger);
  const OrderLineLedger& ledger = line.ledger;
  return transaction
      .Execute(kAddLine, {head.supplier.value(),
                          head.order_number,
                          line.line_number,
                          line.gtin.value(),
                          line.base.value(),
                          line.base_count,
                          line.measure_unit,
                          head.ship_to.value(),
                          line.price.micros,
                          line.price.gtin.value(),
                          line.price.count,
                          line.price.unit,
                          line.price.pieces,
                          static_cast<int64_t>(line.fill_policy),
                          ledger.ordered,
                          ledger.changed,
                          ledger.over_despatched,
                          ledger.open,
                          ledger.acknowledged,
                          ledger.backordered,
                          ledger.substituted,
                          ledger.rejected,
                          ledger.cancelled_by_buyer,
                          ledger.cancelled_by_supplier,
                          ledger.despatched,
                          ledger.in_transit,
                          ledger.received,
                          ledger.short_received,
                          ledger.over_received,
                          ledger.accepted,
                          ledger.damaged,
                          ledger.refused,
                          on_order})
      .status();
}

absl::Status SaveLine(store::Transaction& transaction, OrderHead& head,
                      const OrderLineLedger& before, const OrderLine& line, SplitsSaved splits) {
  RETURN_IF_ERROR(CheckConserved(head, line));
  ASSIGN_OR_RETURN(const int64_t on_order, OnOrderOf(line));
  head.tally.Remove(before);
  head.tally.Add(line.ledger);
  const OrderLineLedger& ledger = line.ledger;
  RETURN_IF_ERROR(transaction
                      .Execute(kSaveLine, {head.supplier.value(),
                                           head.order_number,
                                           line.line_number,
                                           line.price.micros,
                                           line.price.gtin.value(),
                                           line.price.count,
                                           line.price.unit,
                                           line.price.pieces,
                                           static_cast<int64_t>(line.fill_policy),
                                           ledger.ordered,
                                           ledger.changed,
                                           ledger.over_despatched,
                                           ledger.open,
                                           ledger.acknowledged,
                                           ledger.backordered,
                                           ledger.substituted,
                                           ledger.rejected,
                                           ledger.cancelled_by_buyer,
                                           ledger.cancelled_by_supplier,
                                           ledger.despatched,
                                           ledger.in_transit,
                                           ledger.received,
                                           ledger.short_received,
                                           ledger.over_received,
                                           ledger.accepted,
                                           ledger.damaged,
                                           ledger.refused,
                                           on_order})
                      .status());
  if (splits == SplitsSaved::kUnchanged) return absl::OkStatus();
  RETURN_IF_ERROR(
      transaction.Execute(kDropSplits, {head.supplier.value(), head.order_number, line.line_number})
          .status());
  return AddSplits(transaction, head, line);
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
                           head.tally.lines,
                           head.tally.open,
                           head.tally.pending,
                           head.tally.in_transit,
                           head.tally.despatched,
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
                            head.tally.supplier_ended,
                            head.tally.finished,
                            head.tally.filled})
      .status();
}

}  // namespace headwater::ordering
