#include "hub/delivery/delivery_tables.h"

#include <limits>
#include <utility>

#include "hub/base/error.h"

namespace headwater::delivery {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kReadShipment{
    "delivery.read_shipment",
    "SELECT document_id, ship_to, despatch_time, estimated_arrival_time, arrival_time, late, "
    "tally_lines, tally_settled, tally_short, tally_over, tally_damaged FROM shipment "
    "WHERE supplier = $1 AND despatch_number = $2"};

constexpr Sql kReadLines{
    "delivery.read_lines",
    "SELECT line_number, sscc, order_number, order_line_number, gtin, base_gtin, base_count, "
    "measure_unit, lot_number, best_before_day, consigned, numerator, denominator, despatched, "
    "received, short_received, over_received, damaged, refused, credited_received, "
    "credited_short, credited_over, credited_damaged, credited_refused FROM shipment_line WHERE "
    "supplier = $1 "
    "AND despatch_number = $2 AND line_number BETWEEN $3 AND $4 ORDER BY line_number"};

constexpr Sql kFindSscc{
    "delivery.find_sscc",
    "SELECT despatch_number FROM logistic_unit WHERE supplier = $1 AND sscc = $2"};

constexpr Sql kAddShipment{
    "delivery.add_shipment",
    "INSERT INTO shipment(supplier, despatch_number, document_id, ship_to, state, despatch_time, "
    "estimated_arrival_time, arrival_time, late, tally_lines, tally_settled, tally_short, "
    "tally_over, tally_damaged) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, "
    "$14)"};

constexpr Sql kSaveShipment{
    "delivery.save_shipment",
    "/* later */ UPDATE shipment SET state = $3, arrival_time = $4, late = $5, tally_settled = $6, "
    "tally_short = $7, tally_over = $8, tally_damaged = $9 "
    "WHERE supplier = $1 AND despatch_number = $2"};

constexpr Sql kAddLine{
    "delivery.add_line",
    "INSERT INTO shipment_line(supplier, despatch_number, line_number, sscc, order_number, "
    "order_line_number, gtin, base_gtin, base_count, measure_unit, lot_number, best_before_day, "
    "consigned, numerator, denominator, despatched, received, short_received, over_received, "
    "damaged, refused, credited_received, credited_short, credited_over, credited_damaged, "
    "credited_refused) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
    "$16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)"};

constexpr Sql kSaveLine{
    "delivery.save_line",
    "/* later */ UPDATE shipment_line SET received = $4, short_received = $5, over_received = $6, "
    "damaged = $7, refused = $8, credited_received = $9, credited_short = $10, "
    "credited_over = $11, credited_damaged = $12, credited_refused = $13 "
    "WHERE supplier = $1 AND despatch_number = $2 AND line_number = $3"};

constexpr Sql kAddSscc{
    "delivery.add_sscc",
    "INSERT INTO logistic_unit(supplier, sscc, despatch_number) VALUES($1, $2, $3)"};

ShipmentLine LineOf(const Row& row) {
  ShipmentLine line;
  line.line_number = row.integer(0);
  line.sscc = base::Sscc(row.integer(1));
  line.order_number = row.text(2);
  line.order_line_number = row.integer(3);
  line.gtin = base::Gtin(row.integer(4));
  line.base = base::Gtin(row.integer(5));
  line.base_count = row.integer(6);
  line.measure_unit = row.text(7);
  line.lot_number = row.text(8);
  line.best_before_day = row.optional_integer(9);
  line.consigned = row.integer(10) != 0;
  line.ratio = {row.integer(11), row.integer(12)};
  line.despatched = row.integer(13);
  line.arrivals = {.received = row.integer(14),
                   .short_received = row.integer(15),
                   .over = row.integer(16),
                   .damaged = row.integer(17),
                   .refused = row.integer(18)};
  line.credited = {.received = row.integer(19),
                   .short_received = row.integer(20),
                   .over = row.integer(21),
                   .damaged = row.integer(22),
                   .refused = row.integer(23)};
  return line;
}

absl::StatusOr<std::vector<ShipmentLine>> ReadLinesBetween(store::Reader& reader,
                                                           base::Gln supplier,
                                                           std::string_view despatch_number,
                                                           int64_t first, int64_t last) {
  std::vector<ShipmentLine> lines;
  RETURN_IF_ERROR(reader.Query(kReadLines, {supplier.value(), despatch_number, first, last},
                               [&lines](const Row& row) {
                                 lines.push_back(LineOf(row));
                                 return absl::OkStatus();
                               }));
  return lines;
}

}  // namespace

void ShipmentTally::Count(const ShipmentLine& line, int sign) {
  lines += sign;
  settled += line.in_transit() == 0 ? sign : 0;
  short_received += line.arrivals.short_received > 0 ? sign : 0;
  over += line.arrivals.over > 0 ? sign : 0;
  damaged += line.arrivals.damaged > 0 || line.arrivals.refused > 0 ? sign : 0;
}

v1::DeliveryState Shipment::state() const {
  if (tally.settled == tally.lines) return v1::DELIVERY_STATE_RECEIVED;
  return arrival_time.has_value() ? v1::DELIVERY_STATE_PARTIALLY_RECEIVED
                                  : v1::DELIVERY_STATE_IN_TRANSIT;
}

absl::StatusOr<std::optional<Shipment>> ReadShipment(store::Reader& reader, base::Gln supplier,
                                                     std::string_view despatch_number) {
  std::optional<Shipment> shipment;
  RETURN_IF_ERROR(reader
                      .QueryOne(kReadShipment, {supplier.value(), despatch_number},
                                [&](const Row& row) {
                                  shipment.emplace();
                                  shipment->supplier = supplier;
                                  shipment->despatch_number = despatch_number;
                                  shipment->document_id = row.text(0);
                                  shipment->ship_to = base::Gln(row.integer(1));
                                  shipment->despatch_time = row.integer(2);
                                  shipment->estimated_arrival_time = row.integer(3);
                                  shipment->arrival_time = row.optional_integer(4);
                                  shipment->late = row.integer(5) != 0;
                                  shipment->tally.lines = row.integer(6);
                                  shipment->tally.settled = row.integer(7);
                                  shipment->tally.short_received = row.integer(8);
                                  shipment->tally.over = row.integer(9);
                                  shipment->tally.damaged = row.integer(10);
                                })
                      .status());
  return shipment;
}

absl::StatusOr<std::vector<ShipmentLine>> ReadShipmentLines(store::Reader& reader,
                                                            base::Gln supplier,
                                                            std::string_view despatch_number) {
  return ReadLinesBetween(reader, supplier, despatch_number, 0,
                          std::numeric_limits<int64_t>::max());
}

absl::StatusOr<std::optional<ShipmentLine>> ReadShipmentLine(store::Reader& reader,
                                                             base::Gln supplier,
                                                             std::string_view despatch_number,
                                                             int64_t line_number) {
  ASSIGN_OR_RETURN(auto lines,
                   ReadLinesBetween(reader, supplier, despatch_number, line_number, line_number));
  if (lines.empty()) return std::optional<ShipmentLine>();
  return std::optional<ShipmentLine>(std::move(lines.front()));
}

absl::StatusOr<std::optional<std::string>> FindSscc(store::Reader& reader, base::Gln supplier,
                                                    base::Sscc sscc) {
  std::optional<std::string> despatch_number;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindSscc, {supplier.value(), sscc.value()},
                                [&](const Row& row) { despatch_number = row.text(0); })
                      .status());
  return despatch_number;
}

absl::Status AddShipmentLine(store::Transaction& transaction, Shipment& shipment,
                             const ShipmentLine& line) {
  shipment.tally.Add(line);
  return transaction
      .Execute(kAddLine, {shipment.supplier.value(), shipment.despatch_number, line.line_number,
                          line.sscc.value(), line.order_number, line.order_line_number,
                          line.gtin.value(), line.base.value(), line.base_count, line.measure_unit,
                          line.lot_number, line.best_before_day, line.consigned,
                          line.ratio.numerator, line.ratio.denominator, line.despatched})
      .status();
}

absl::Status AddSscc(store::Transaction& transaction, const Shipment& shipment, base::Sscc sscc) {
  return transaction
      .Execute(kAddSscc, {shipment.supplier.value(), sscc.value(), shipment.despatch_number})
      .status();
}

absl::Status AddShipment(store::Transaction& transaction, const Shipment& shipment) {
  return transaction
      .Execute(kAddShipment,
               {shipment.supplier.value(), shipment.despatch_number, shipment.document_id,
                shipment.ship_to.value(), static_cast<int64_t>(shipment.state()),
                shipment.despatch_time, shipment.estimated_arrival_time, shipment.arrival_time,
                shipment.late, shipment.tally.lines, shipment.tally.settled,
                shipment.tally.short_received, shipment.tally.over, shipment.tally.damaged})
      .status();
}

absl::Status SaveShipmentLine(store::Transaction& transaction, Shipment& shipment,
                              const ShipmentLine& before, const ShipmentLine& line) {
  shipment.tally.Remove(before);
  shipment.tally.Add(line);
  return transaction
      .Execute(kSaveLine, {shipment.supplier.value(), shipment.despatch_number, line.line_number,
                           line.arrivals.received, line.arrivals.short_received, line.arrivals.over,
                           line.arrivals.damaged, line.arrivals.refused, line.credited.received,
                           line.credited.short_received, line.credited.over, line.credited.damaged,
                           line.credited.refused})
      .status();
}

absl::Status SaveShipment(store::Transaction& transaction, const Shipment& shipment) {
  return transaction
      .Execute(kSaveShipment, {shipment.supplier.value(), shipment.despatch_number,
                               static_cast<int64_t>(shipment.state()), shipment.arrival_time,
                               shipment.late, shipment.tally.settled, shipment.tally.short_received,
                               shipment.tally.over, shipment.tally.damaged})
      .status();
}

}  // namespace headwater::delivery
