// The rows of purchase_order_line and purchase_order_split.
#include <limits>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/ordering/order_tables.h"

namespace headwater::ordering {
namespace {

using store::Row;
using store::Sql;
using store::Value;

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

// Of the ledger, what a line can begin with: sent twenty times an order, each number counts.
constexpr Sql kAddLine{
    "ordering.add_line",
    "INSERT INTO purchase_order_line(supplier, order_number, line_number, gtin, base_gtin, "
    "base_count, measure_unit, price_micros, price_gtin, price_count, price_unit, price_pieces, "
    "fill_policy, ordered, changed, over_despatched, open, acknowledged, backordered, "
    "substituted, rejected, cancelled_by_buyer, cancelled_by_supplier, despatched, in_transit, "
    "received, short_received, over_received, accepted, damaged, refused, on_order) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, 0, 0, 0, 0, "
    "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, $17)"};

constexpr Sql kSaveLine{
    "ordering.save_line",
    "/* later */ UPDATE purchase_order_line SET price_micros = $4, price_gtin = $5, price_count = "
    "$6, "
    "price_unit = $7, price_pieces = $8, fill_policy = $9, ordered = $10, changed = $11, "
    "over_despatched = $12, open = $13, acknowledged = $14, backordered = $15, "
    "substituted = $16, rejected = $17, cancelled_by_buyer = $18, cancelled_by_supplier = $19, "
    "despatched = $20, in_transit = $21, received = $22, short_received = $23, "
    "over_received = $24, accepted = $25, damaged = $26, refused = $27, on_order = $28 "
    "WHERE supplier = $1 AND order_number = $2 AND line_number = $3"};

constexpr Sql kDropSplits{
    "ordering.drop_splits",
    "/* later */ DELETE FROM purchase_order_split WHERE supplier = $1 AND order_number = $2 "
    "AND line_number = $3"};

constexpr Sql kAddSplit{
    "ordering.add_split",
    "INSERT INTO purchase_order_split(supplier, order_number, line_number, position, outcome, "
    "quantity, despatched, substitute, replacement_count, statement) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};

// The columns of the ledger, in the order in which every statement here names them.
constexpr int64_t OrderLineLedger::*kLedgerColumns[] = {
    &OrderLineLedger::ordered,
    &OrderLineLedger::changed,
    &OrderLineLedger::over_despatched,
    &OrderLineLedger::open,
    &OrderLineLedger::acknowledged,
    &OrderLineLedger::backordered,
    &OrderLineLedger::substituted,
    &OrderLineLedger::rejected,
    &OrderLineLedger::cancelled_by_buyer,
    &OrderLineLedger::cancelled_by_supplier,
    &OrderLineLedger::despatched,
    &OrderLineLedger::in_transit,
    &OrderLineLedger::received,
    &OrderLineLedger::short_received,
    &OrderLineLedger::over_received,
    &OrderLineLedger::accepted,
    &OrderLineLedger::damaged,
    &OrderLineLedger::refused,
};

OrderLineLedger LedgerOf(const Row& row, int first) {
  OrderLineLedger ledger;
  for (const auto column : kLedgerColumns) ledger.*column = row.integer(first++);
  return ledger;
}

// The values of one statement, without a piece of memory of their own.
using LineValues = absl::InlinedVector<Value, 32>;

// In the order of both statements.
void AppendTerms(const OrderLine& line, LineValues& values) {
  values.insert(values.end(),
                {line.price.micros, line.price.gtin.value(), line.price.count, line.price.unit,
                 line.price.pieces, static_cast<int64_t>(line.fill_policy)});
}

// Nothing was answered, sent or received yet.
bool Begins(const OrderLineLedger& ledger) {
  return ledger ==
         OrderLineLedger{.ordered = ledger.ordered, .changed = ledger.changed, .open = ledger.open};
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
      v1::REASON_NUMBER_OUT_OF_RANGE,
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
            .Execute(kAddSplit,
                     {head.supplier.value(), head.order_number, line.line_number, ++position,
                      static_cast<int64_t>(split.outcome), split.quantity, split.despatched,
                      split.substitute.value(), split.replacement_count, Value::Blob(statement)})
            .status());
  }
  return absl::OkStatus();
}

}  // namespace

bool OrderLinePrice::same_price(const OrderLinePrice& other) const {
  return CostsMore(unit_price(), 1, other.unit_price(), 1) == false &&
         CostsMore(other.unit_price(), 1, unit_price(), 1) == false;
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
  if (!Begins(line.ledger)) {
    return absl::InternalError(absl::StrCat("order ", head.order_number, ", line ",
                                            line.line_number,
                                            " is no new line; nothing was saved"));
  }
  ASSIGN_OR_RETURN(const int64_t on_order, OnOrderOf(line));
  head.tally.Add(line.ledger);
  LineValues values = {head.supplier.value(), head.order_number, line.line_number,
                       line.gtin.value(),     line.base.value(), line.base_count,
                       line.measure_unit};
  AppendTerms(line, values);
  values.insert(values.end(),
                {line.ledger.ordered, line.ledger.changed, line.ledger.open, on_order});
  return transaction.Execute(kAddLine, values).status();
}

absl::Status SaveLine(store::Transaction& transaction, OrderHead& head,
                      const OrderLineLedger& before, const OrderLine& line, SplitsSaved splits) {
  RETURN_IF_ERROR(CheckConserved(head, line));
  ASSIGN_OR_RETURN(const int64_t on_order, OnOrderOf(line));
  head.tally.Remove(before);
  head.tally.Add(line.ledger);
  LineValues values = {head.supplier.value(), head.order_number, line.line_number};
  AppendTerms(line, values);
  for (const auto column : kLedgerColumns) values.emplace_back(line.ledger.*column);
  values.emplace_back(on_order);
  RETURN_IF_ERROR(transaction.Execute(kSaveLine, values).status());
  if (splits == SplitsSaved::kUnchanged) return absl::OkStatus();
  RETURN_IF_ERROR(
      transaction.Execute(kDropSplits, {head.supplier.value(), head.order_number, line.line_number})
          .status());
  return AddSplits(transaction, head, line);
}

}  // namespace headwater::ordering
