// Shipments as the tables hold them, and the only code that writes those tables.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/delivery.pb.h"
#include "hub/base/gs1.h"
#include "hub/delivery/receiving_rules.h"
#include "hub/ordering/order_line_ledger.h"
#include "hub/store/database.h"

namespace headwater::delivery {

struct ShipmentLine {
  int64_t line_number = 0;
  base::Sscc sscc;
  std::string order_number;
  int64_t order_line_number = 0;
  base::Gtin gtin;
  base::Gtin base;
  int64_t base_count = 1;
  std::string measure_unit;  // empty: counted
  std::string lot_number;    // empty: none given
  std::optional<int64_t> best_before_day;
  bool consigned = false;  // the goods stay the supplier's when they are received
  ordering::LineRatio ratio;
  int64_t despatched = 0;
  Arrivals arrivals;
  ordering::Receipt credited;  // to the order line, in its unit

  int64_t in_transit() const { return despatched - arrivals.settled(); }
};

// How many lines of a shipment are how far.
struct ShipmentTally {
  int64_t lines = 0;
  int64_t settled = 0;  // nothing of them is under way
  int64_t short_received = 0;
  int64_t over = 0;
  int64_t damaged = 0;  // damaged or refused

  void Add(const ShipmentLine& line) { Count(line, 1); }
  void Remove(const ShipmentLine& line) { Count(line, -1); }

 private:
  void Count(const ShipmentLine& line, int sign);
};

struct Shipment {
  base::Gln supplier;
  std::string despatch_number;
  std::string document_id;
  base::Gln ship_to;
  int64_t despatch_time = 0;  // microseconds since 1970 UTC
  int64_t estimated_arrival_time = 0;
  std::optional<int64_t> arrival_time;
  bool late = false;
  ShipmentTally tally;

  v1::DeliveryState state() const;
};

absl::StatusOr<std::optional<Shipment>> ReadShipment(store::Reader& reader, base::Gln supplier,
                                                     std::string_view despatch_number);

// In the order of their numbers.
absl::StatusOr<std::vector<ShipmentLine>> ReadShipmentLines(store::Reader& reader,
                                                            base::Gln supplier,
                                                            std::string_view despatch_number);
absl::StatusOr<std::optional<ShipmentLine>> ReadShipmentLine(store::Reader& reader,
                                                             base::Gln supplier,
                                                             std::string_view despatch_number,
                                                             int64_t line_number);

// The shipment that used this SSCC before; nullopt for none.
absl::StatusOr<std::optional<std::string>> FindSscc(store::Reader& reader, base::Gln supplier,
                                                    base::Sscc sscc);

// A new line is counted in `shipment`, which the caller adds.
absl::Status AddShipmentLine(store::Transaction& transaction, Shipment& shipment,
                             const ShipmentLine& line);
absl::Status AddSscc(store::Transaction& transaction, const Shipment& shipment, base::Sscc sscc);
absl::Status AddShipment(store::Transaction& transaction, const Shipment& shipment);

// What arrived. `before` is the line as it was read; the caller saves the shipment.
absl::Status SaveShipmentLine(store::Transaction& transaction, Shipment& shipment,
                              const ShipmentLine& before, const ShipmentLine& line);
absl::Status SaveShipment(store::Transaction& transaction, const Shipment& shipment);

}  // namespace headwater::delivery
