#include "hub/ordering/ordering_schema.h"

namespace headwater::ordering {
namespace {

// purchase_order: `order` is a word of SQL. state follows from the tally_* columns,
// which count lines (ordering_rules.h); 5, 6 and 7 are those of orders that are closed.
// The index of the others holds all that their lists ask for: without statistics, SQLite
// would otherwise rather walk all orders of the supplier.
//
// purchase_order_line: amounts in pieces of gtin, or millionths of measure_unit;
// on_order in pieces of base_gtin (or the same millionths). There is no index by item:
// it would cost every line of every order a page of its own, and planning asks for all
// that is to come to a location, which is in the few orders there that are not closed.
//
// purchase_order_split: the answer in force to each line, in the order stated.
constexpr std::string_view kCreate = R"(
CREATE TABLE purchase_order(
  supplier BIGINT NOT NULL,
  order_number TEXT NOT NULL,
  document_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  state BIGINT NOT NULL,
  order_type BIGINT NOT NULL,
  ship_to BIGINT NOT NULL,
  issue_time BIGINT NOT NULL,
  ship_start BIGINT,
  ship_end BIGINT,
  ship_zone TEXT NOT NULL,
  delivery_start BIGINT NOT NULL,
  delivery_end BIGINT NOT NULL,
  delivery_zone TEXT NOT NULL,
  cancel_after_day BIGINT,
  response_due BIGINT,
  currency TEXT NOT NULL,
  payment_method BIGINT NOT NULL,
  tally_lines BIGINT NOT NULL,
  tally_open BIGINT NOT NULL,
  tally_pending BIGINT NOT NULL,
  tally_in_transit BIGINT NOT NULL,
  tally_despatched BIGINT NOT NULL,
  tally_received BIGINT NOT NULL,
  tally_supplier_ended BIGINT NOT NULL,
  tally_finished BIGINT NOT NULL,
  tally_filled BIGINT NOT NULL,
  PRIMARY KEY(supplier, order_number)
) WITHOUT ROWID;

CREATE INDEX purchase_order_live ON purchase_order(supplier, order_number, state, ship_to)
  WHERE state NOT IN (5, 6, 7);

CREATE TABLE purchase_order_line(
  supplier BIGINT NOT NULL,
  order_number TEXT NOT NULL,
  line_number BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  base_gtin BIGINT NOT NULL,
  base_count BIGINT NOT NULL,
  measure_unit TEXT NOT NULL,
  price_micros BIGINT NOT NULL,
  price_gtin BIGINT NOT NULL,
  price_count BIGINT,
  price_unit TEXT NOT NULL,
  price_pieces BIGINT NOT NULL,
  fill_policy BIGINT NOT NULL,
  ordered BIGINT NOT NULL,
  changed BIGINT NOT NULL,
  over_despatched BIGINT NOT NULL,
  open BIGINT NOT NULL,
  acknowledged BIGINT NOT NULL,
  backordered BIGINT NOT NULL,
  substituted BIGINT NOT NULL,
  rejected BIGINT NOT NULL,
  cancelled_by_buyer BIGINT NOT NULL,
  cancelled_by_supplier BIGINT NOT NULL,
  despatched BIGINT NOT NULL,
  in_transit BIGINT NOT NULL,
  received BIGINT NOT NULL,
  short_received BIGINT NOT NULL,
  over_received BIGINT NOT NULL,
  accepted BIGINT NOT NULL,
  damaged BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  on_order BIGINT NOT NULL,
  PRIMARY KEY(supplier, order_number, line_number)
) WITHOUT ROWID;

CREATE TABLE purchase_order_split(
  supplier BIGINT NOT NULL,
  order_number TEXT NOT NULL,
  line_number BIGINT NOT NULL,
  position BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  despatched BIGINT NOT NULL,
  substitute BIGINT NOT NULL,
  replacement_count BIGINT NOT NULL,
  statement BLOB NOT NULL,
  PRIMARY KEY(supplier, order_number, line_number, position)
) WITHOUT ROWID;
)";

}  // namespace

store::Schema OrderingSchema() {
  using Kind = store::Table::Kind;
  return {.room = "ordering",
          .tables = {{"purchase_order", Kind::kDerived, "supplier, order_number"},
                     {"purchase_order_line", Kind::kDerived, "supplier, order_number, line_number"},
                     {"purchase_order_split", Kind::kDerived,
                      "supplier, order_number, line_number, position"}},
          .migrations = {{1, kCreate}}};
}

}  // namespace headwater::ordering
