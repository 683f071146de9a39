#include "hub/delivery/delivery_schema.h"

namespace headwater::delivery {
namespace {

// shipment: the tally_* columns count lines; state follows from them and arrival_time,
// which is of the latest part.
//
// shipment_line: amounts in pieces of gtin, or millionths of measure_unit. One of its
// order line is denominator / numerator of it; credited_* is what has been booked there,
// in the unit there. consigned says of the order that its goods stay the supplier's.
//
// logistic_unit: every SSCC that a supplier ever used.
constexpr std::string_view kCreate = R"(
CREATE TABLE shipment(
  supplier BIGINT NOT NULL,
  despatch_number TEXT NOT NULL,
  document_id TEXT NOT NULL,
  ship_to BIGINT NOT NULL,
  state BIGINT NOT NULL,
  despatch_time BIGINT NOT NULL,
  estimated_arrival_time BIGINT NOT NULL,
  arrival_time BIGINT,
  late BIGINT NOT NULL,
  tally_lines BIGINT NOT NULL,
  tally_settled BIGINT NOT NULL,
  tally_short BIGINT NOT NULL,
  tally_over BIGINT NOT NULL,
  tally_damaged BIGINT NOT NULL,
  PRIMARY KEY(supplier, despatch_number)
) WITHOUT ROWID;

CREATE INDEX shipment_live ON shipment(supplier, despatch_number) WHERE state <= 2;

CREATE TABLE shipment_line(
  supplier BIGINT NOT NULL,
  despatch_number TEXT NOT NULL,
  line_number BIGINT NOT NULL,
  sscc BIGINT NOT NULL,
  order_number TEXT NOT NULL,
  order_line_number BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  base_gtin BIGINT NOT NULL,
  base_count BIGINT NOT NULL,
  measure_unit TEXT NOT NULL,
  lot_number TEXT NOT NULL,
  best_before_day BIGINT,
  consigned BIGINT NOT NULL,
  numerator BIGINT NOT NULL,
  denominator BIGINT NOT NULL,
  despatched BIGINT NOT NULL,
  received BIGINT NOT NULL,
  short_received BIGINT NOT NULL,
  over_received BIGINT NOT NULL,
  damaged BIGINT NOT NULL,
  refused BIGINT NOT NULL,
  credited_received BIGINT NOT NULL,
  credited_short BIGINT NOT NULL,
  credited_over BIGINT NOT NULL,
  credited_damaged BIGINT NOT NULL,
  credited_refused BIGINT NOT NULL,
  PRIMARY KEY(supplier, despatch_number, line_number)
) WITHOUT ROWID;

CREATE TABLE logistic_unit(
  supplier BIGINT NOT NULL,
  sscc BIGINT NOT NULL,
  despatch_number TEXT NOT NULL,
  PRIMARY KEY(supplier, sscc)
) WITHOUT ROWID;
)";

}  // namespace

store::Schema DeliverySchema() {
  using Kind = store::Table::Kind;
  return {.room = "delivery",
          .tables = {{"shipment", Kind::kDerived, "supplier, despatch_number"},
                     {"shipment_line", Kind::kDerived, "supplier, despatch_number, line_number"},
                     {"logistic_unit", Kind::kDerived, "supplier, sscc"}},
          .migrations = {{1, kCreate}}};
}

}  // namespace headwater::delivery
