#include "hub/delivery/delivery_queries.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/delivery/delivery_tables.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"

namespace headwater::delivery {
namespace {

using exchange::Caller;
using exchange::PageKey;
using exchange::ReadPage;
using store::Row;
using store::Sql;

constexpr std::string_view kNamePattern = "parties/{}/deliveries/{}";

// The four ways through the shipments: of one supplier or of all, and of those that
// are not received through their own, short index. $1 and $2 are the last of the page
// before, $3 a location or 0, $4 to $6 the states, $7 how many.
constexpr Sql kListAll{
    "delivery.list_all",
    "SELECT supplier, despatch_number FROM shipment WHERE (supplier, despatch_number) > ($1, $2) "
    "AND (ship_to = $3 OR $3 = 0) AND state IN ($4, $5, $6) "
    "ORDER BY supplier, despatch_number LIMIT $7"};
constexpr Sql kListAllLive{
    "delivery.list_all_live",
    "SELECT supplier, despatch_number FROM shipment WHERE (supplier, despatch_number) > ($1, $2) "
    "AND (ship_to = $3 OR $3 = 0) AND state IN ($4, $5, $6) AND state <= 2 "
    "ORDER BY supplier, despatch_number LIMIT $7"};
constexpr Sql kListOne{
    "delivery.list_one",
    "SELECT supplier, despatch_number FROM shipment WHERE supplier = $1 AND despatch_number > $2 "
    "AND (ship_to = $3 OR $3 = 0) AND state IN ($4, $5, $6) ORDER BY despatch_number LIMIT $7"};
constexpr Sql kListOneLive{
    "delivery.list_one_live",
    "SELECT supplier, despatch_number FROM shipment WHERE supplier = $1 AND despatch_number > $2 "
    "AND (ship_to = $3 OR $3 = 0) AND state IN ($4, $5, $6) AND state <= 2 "
    "ORDER BY despatch_number LIMIT $7"};

constexpr Sql kSummarizeAll{
    "delivery.summarize_all",
    "SELECT COUNT(*), CAST(SUM(CASE WHEN state = 3 THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(SUM(late) AS BIGINT), "
    "CAST(SUM(CASE WHEN tally_short > 0 THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(SUM(CASE WHEN tally_over > 0 THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(SUM(CASE WHEN tally_damaged > 0 THEN 1 ELSE 0 END) AS BIGINT) FROM shipment"};
constexpr Sql kSummarizeOne{
    "delivery.summarize_one",
    "SELECT COUNT(*), CAST(SUM(CASE WHEN state = 3 THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(SUM(late) AS BIGINT), "
    "CAST(SUM(CASE WHEN tally_short > 0 THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(SUM(CASE WHEN tally_over > 0 THEN 1 ELSE 0 END) AS BIGINT), "
    "CAST(SUM(CASE WHEN tally_damaged > 0 THEN 1 ELSE 0 END) AS BIGINT) FROM shipment "
    "WHERE supplier = $1"};

void FillHead(const Shipment& shipment, v1::DeliveryRecord& record) {
  record.set_name(absl::StrCat("parties/", shipment.supplier.ToString(), "/deliveries/",
                               shipment.despatch_number));
  record.set_despatch_number(shipment.despatch_number);
  record.set_supplier_gln(shipment.supplier.ToString());
  record.set_ship_to_gln(shipment.ship_to.ToString());
  record.set_state(shipment.state());
  record.set_document_id(shipment.document_id);
  *record.mutable_despatch_time() = exchange::TimestampOf(shipment.despatch_time);
  *record.mutable_estimated_arrival_time() = exchange::TimestampOf(shipment.estimated_arrival_time);
  if (shipment.arrival_time.has_value()) {
    *record.mutable_arrival_time() = exchange::TimestampOf(*shipment.arrival_time);
  }
  record.set_late(shipment.late);
}

void FillLine(const ShipmentLine& line, v1::DeliveryLineRecord& record) {
  record.set_line_number(static_cast<int32_t>(line.line_number));
  record.set_sscc(line.sscc.ToString());
  record.set_order_number(line.order_number);
  record.set_order_line_number(static_cast<int32_t>(line.order_line_number));
  record.set_gtin(line.gtin.ToString());
  record.set_measure_unit_code(line.measure_unit);
  record.set_despatched(line.despatched);
  record.set_received(line.arrivals.received);
  record.set_short_(line.arrivals.short_received);
  record.set_over(line.arrivals.over);
  record.set_damaged(line.arrivals.damaged);
  record.set_refused(line.arrivals.refused);
  record.set_lot_number(line.lot_number);
}

// Which states are asked for, and whether all of them are of shipments under way.
struct StateFilter {
  std::array<int64_t, v1::DELIVERY_STATE_RECEIVED> states{};  // 0: none here
  bool live = false;
};

StateFilter FilterOf(const v1::ListDeliveriesRequest& request) {
  StateFilter filter;
  const bool all = request.states().empty();
  for (int state = v1::DELIVERY_STATE_IN_TRANSIT; state <= v1::DELIVERY_STATE_RECEIVED; ++state) {
    bool wanted = all;
    for (const int asked : request.states()) wanted = wanted || asked == state;
    if (wanted) filter.states[static_cast<size_t>(state - 1)] = state;
  }
  filter.live = filter.states.back() == 0;
  return filter;
}

struct ShipmentKey {
  base::Gln supplier;
  std::string despatch_number;
};

absl::StatusOr<std::vector<ShipmentKey>> ListKeys(store::Reader& reader,
                                                  std::optional<base::Gln> supplier,
                                                  const v1::ListDeliveriesRequest& request,
                                                  const ReadPage& page) {
  const StateFilter filter = FilterOf(request);
  const Sql& sql = supplier.has_value() ? (filter.live ? kListOneLive : kListOne)
                                        : (filter.live ? kListAllLive : kListAll);
  PageKey after = page.after.empty() ? PageKey() : page.after.front();
  if (supplier.has_value()) after.number = supplier->value();
  std::vector<ShipmentKey> keys;
  RETURN_IF_ERROR(
      reader.Query(sql,
                   {after.number, after.text, exchange::GlnOf(request.ship_to_gln()).value(),
                    filter.states[0], filter.states[1], filter.states[2], page.size + 1},
                   [&keys](const Row& row) {
                     keys.push_back({base::Gln(row.integer(0)), std::string(row.text(1))});
                     return absl::OkStatus();
                   }));
  return keys;
}

}  // namespace

absl::StatusOr<std::optional<DespatchedLine>> FindDespatchLine(store::Reader& reader,
                                                               base::Gln supplier,
                                                               std::string_view despatch_number,
                                                               int64_t line_number) {
  ASSIGN_OR_RETURN(const auto shipment, ReadShipment(reader, supplier, despatch_number));
  if (!shipment.has_value()) return std::optional<DespatchedLine>();
  ASSIGN_OR_RETURN(const auto row,
                   ReadShipmentLine(reader, supplier, despatch_number, line_number));
  if (!row.has_value()) return std::optional<DespatchedLine>();
  DespatchedLine line;
  line.gtin = row->gtin;
  line.base = row->base;
  line.base_count = row->base_count;
  line.ship_to = shipment->ship_to;
  line.measure_unit = row->measure_unit;
  line.lot_number = row->lot_number;
  line.best_before = row->best_before_day;
  line.consigned = row->consigned;
  return std::optional<DespatchedLine>(std::move(line));
}

absl::Status GetDelivery(store::Reader& reader, const Caller& caller,
                         const v1::GetDeliveryRequest& request, v1::DeliveryRecord& response) {
  ASSIGN_OR_RETURN(const auto parts, exchange::ParseName(request.name(), kNamePattern));
  const base::Gln supplier = exchange::GlnOf(parts[0]);
  if (!caller.sees(supplier)) return exchange::RefuseNotFound(request.name());
  ASSIGN_OR_RETURN(const auto shipment, ReadShipment(reader, supplier, parts[1]));
  if (!shipment.has_value()) return exchange::RefuseNotFound(request.name());
  ASSIGN_OR_RETURN(const auto lines, ReadShipmentLines(reader, supplier, parts[1]));
  FillHead(*shipment, response);
  for (const ShipmentLine& line : lines) FillLine(line, *response.add_lines());
  return absl::OkStatus();
}

absl::Status ListDeliveries(store::Reader& reader, const Caller& caller,
                            const v1::ListDeliveriesRequest& request,
                            v1::ListDeliveriesResponse& response) {
  ASSIGN_OR_RETURN(const auto supplier, exchange::SupplierSeen(caller, request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, 1));
  ASSIGN_OR_RETURN(std::vector<ShipmentKey> keys, ListKeys(reader, supplier, request, page));
  if (keys.size() > static_cast<size_t>(page.size)) {
    keys.resize(static_cast<size_t>(page.size));
    response.set_next_page_token(exchange::NextPageToken(
        request, {{keys.back().supplier.value(), keys.back().despatch_number}}));
  }
  for (const ShipmentKey& key : keys) {
    ASSIGN_OR_RETURN(const auto shipment, ReadShipment(reader, key.supplier, key.despatch_number));
    if (!shipment.has_value()) {
      return absl::InternalError("a shipment went away within one snapshot");
    }
    FillHead(*shipment, *response.add_deliveries());
  }
  return absl::OkStatus();
}

absl::Status SummarizeDeliveries(store::Reader& reader, const Caller& caller,
                                 const v1::SummarizeDeliveriesRequest& request,
                                 v1::SummarizeDeliveriesResponse& response) {
  ASSIGN_OR_RETURN(const auto supplier, exchange::SupplierSeen(caller, request.parent()));
  const auto fill = [&response](const Row& row) {
    // Sums over nothing are null.
    response.set_delivery_count(row.integer(0));
    response.set_received_count(row.optional_integer(1).value_or(0));
    response.set_late_count(row.optional_integer(2).value_or(0));
    response.set_short_count(row.optional_integer(3).value_or(0));
    response.set_over_count(row.optional_integer(4).value_or(0));
    response.set_damaged_count(row.optional_integer(5).value_or(0));
    return absl::OkStatus();
  };
  return supplier.has_value() ? reader.Query(kSummarizeOne, {supplier->value()}, fill)
                              : reader.Query(kSummarizeAll, {}, fill);
}

}  // namespace headwater::delivery
