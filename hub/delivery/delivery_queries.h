// What other rooms and people ask about deliveries. Reads of the tables alone; they
// see what the Reader's snapshot sees.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/delivery.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/store/database.h"

namespace headwater::delivery {

// A line of a despatch advice, as it was sent.
struct DespatchedLine {
  // The pack that the line names, and the base of its item.
  base::Gtin gtin;
  base::Gtin base;
  // Pieces of the base in one of the pack; 1 for what is measured.
  int64_t base_count = 1;
  // Where the shipment goes: a location of the retailer.
  base::Gln ship_to;
  // UN/ECE Rec 20; empty for what is counted.
  std::string measure_unit;
  std::string lot_number;              // empty: none given
  std::optional<int64_t> best_before;  // days since 1970-01-01
  // Its order is paid as PAYMENT_METHOD_CONSIGNMENT: the goods stay the supplier's when they
  // are received.
  bool consigned = false;
};

// nullopt: the supplier has sent no such shipment, or it has no such line.
absl::StatusOr<std::optional<DespatchedLine>> FindDespatchLine(store::Reader& reader,
                                                               base::Gln supplier,
                                                               std::string_view despatch_number,
                                                               int64_t line_number);

// The reads of DeliveryService. A supplier sees its own; anything else is NOT_FOUND,
// whether it exists or not.
absl::Status GetDelivery(store::Reader& reader, const exchange::Caller& caller,
                         const v1::GetDeliveryRequest& request, v1::DeliveryRecord& response);
absl::Status ListDeliveries(store::Reader& reader, const exchange::Caller& caller,
                            const v1::ListDeliveriesRequest& request,
                            v1::ListDeliveriesResponse& response);
absl::Status SummarizeDeliveries(store::Reader& reader, const exchange::Caller& caller,
                                 const v1::SummarizeDeliveriesRequest& request,
                                 v1::SummarizeDeliveriesResponse& response);

}  // namespace headwater::delivery
