#include "hub/ordering/ordering_queries.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_tables.h"

namespace headwater::ordering {
namespace {

using exchange::Caller;
using exchange::PageKey;
using exchange::ReadPage;
using store::Row;
using store::Sql;

// The statements below have a place for each state.
static_assert(v1::OrderState_MAX == 8);

constexpr std::string_view kNamePattern = "parties/{}/orders/{}";

// An order that is closed has nothing to come (StateOf in ordering_rules.h).
constexpr Sql kOnOrder{
    "ordering.on_order",
    "SELECT base_gtin, on_order FROM purchase_order_line WHERE supplier = $1 AND on_order > 0 "
    "AND order_number IN (SELECT order_number FROM purchase_order WHERE supplier = $1 "
    "AND ship_to = $2 AND state NOT IN (5, 6, 7))"};

// The four ways through the orders: of one supplier or of all, and of those that are
// not closed through their own, short index. $1 and $2 are the last of the page before,
// $3 a location or 0, $4 to $11 the states, $12 how many.
constexpr Sql kOpenOrders{"ordering.open_orders",
                          "/* walk */ SELECT supplier, order_number, document_id "
                          "FROM purchase_order WHERE state NOT IN (5, 6, 7) "
                          "ORDER BY supplier, order_number"};
constexpr Sql kListAll{
    "ordering.list_all",
    "SELECT supplier, order_number FROM purchase_order WHERE (supplier, order_number) > ($1, $2) "
    "AND (ship_to = $3 OR $3 = 0) AND state IN ($4, $5, $6, $7, $8, $9, $10, $11) "
    "ORDER BY supplier, order_number LIMIT $12"};
constexpr Sql kListAllLive{
    "ordering.list_all_live",
    "SELECT supplier, order_number FROM purchase_order WHERE (supplier, order_number) > ($1, $2) "
    "AND (ship_to = $3 OR $3 = 0) AND state IN ($4, $5, $6, $7, $8, $9, $10, $11) "
    "AND state NOT IN (5, 6, 7) ORDER BY supplier, order_number LIMIT $12"};
constexpr Sql kListOne{
    "ordering.list_one",
    "SELECT supplier, order_number FROM purchase_order WHERE supplier = $1 AND order_number > $2 "
    "AND (ship_to = $3 OR $3 = 0) AND state IN ($4, $5, $6, $7, $8, $9, $10, $11) "
    "ORDER BY order_number LIMIT $12"};
constexpr Sql kListOneLive{
    "ordering.list_one_live",
    "SELECT supplier, order_number FROM purchase_order WHERE supplier = $1 AND order_number > $2 "
    "AND (ship_to = $3 OR $3 = 0) AND state IN ($4, $5, $6, $7, $8, $9, $10, $11) "
    "AND state NOT IN (5, 6, 7) ORDER BY order_number LIMIT $12"};

constexpr Sql kSummarizeAll{
    "ordering.summarize_all",
    "SELECT state, COUNT(*), CAST(SUM(tally_lines) AS BIGINT), CAST(SUM(tally_finished) AS "
    "BIGINT), CAST(SUM(tally_filled) AS BIGINT) FROM purchase_order GROUP BY state "
    "ORDER BY state"};
constexpr Sql kSummarizeOne{
    "ordering.summarize_one",
    "SELECT state, COUNT(*), CAST(SUM(tally_lines) AS BIGINT), CAST(SUM(tally_finished) AS "
    "BIGINT), CAST(SUM(tally_filled) AS BIGINT) FROM purchase_order WHERE supplier = $1 "
    "GROUP BY state ORDER BY state"};

// Below the 4 MiB that a gRPC client takes where it was not told otherwise.
constexpr size_t kBatchBytesMax = 3 << 20;

std::string NameOf(const OrderHead& head) {
  return absl::StrCat("parties/", head.supplier.ToString(), "/orders/", head.order_number);
}

v1::TimeWindow WindowToProto(const OrderWindow& window) {
  v1::TimeWindow result;
  *result.mutable_start_time() = exchange::TimestampOf(window.start);
  *result.mutable_end_time() = exchange::TimestampOf(window.end);
  result.set_time_zone(window.zone);
  return result;
}

void FillHead(const OrderHead& head, v1::OrderRecord& record) {
  record.set_name(NameOf(head));
  record.set_order_number(head.order_number);
  record.set_supplier_gln(head.supplier.ToString());
  record.set_ship_to_gln(head.ship_to.ToString());
  record.set_state(head.state);
  record.set_version(head.version);
  record.set_document_id(head.document_id);
  *record.mutable_issue_time() = exchange::TimestampOf(head.issue_time);
  *record.mutable_delivery_window() = WindowToProto(head.delivery_window);
  record.set_currency_code(head.currency);
  record.set_type(head.type);
  if (head.response_due.has_value()) {
    *record.mutable_response_due_time() = exchange::TimestampOf(*head.response_due);
  }
  record.set_line_count(static_cast<int32_t>(head.tally.lines));
  if (head.ship_window.has_value()) {
    *record.mutable_ship_window() = WindowToProto(*head.ship_window);
  }
  if (head.cancel_after_day.has_value()) {
    *record.mutable_cancel_after_date() = exchange::DateOf(*head.cancel_after_day);
  }
}

void FillLedger(const OrderLineLedger& ledger, v1::OrderLineLedger& record) {
  record.set_ordered(ledger.ordered);
  record.set_changed(ledger.changed);
  record.set_over_despatched(ledger.over_despatched);
  record.set_open(ledger.open);
  record.set_acknowledged(ledger.acknowledged);
  record.set_backordered(ledger.backordered);
  record.set_substituted(ledger.substituted);
  record.set_rejected(ledger.rejected);
  record.set_cancelled_by_buyer(ledger.cancelled_by_buyer);
  record.set_cancelled_by_supplier(ledger.cancelled_by_supplier);
  record.set_despatched(ledger.despatched);
  record.set_in_transit(ledger.in_transit);
  record.set_received(ledger.received);
  record.set_short_(ledger.short_received);
  record.set_over_received(ledger.over_received);
  record.set_accepted(ledger.accepted);
  record.set_damaged(ledger.damaged);
  record.set_refused(ledger.refused);
}

void FillLine(const OrderHead& head, const OrderLine& line, v1::OrderLineRecord& record) {
  record.set_line_number(static_cast<int32_t>(line.line_number));
  record.set_gtin(line.gtin.ToString());
  record.set_measure_unit_code(line.measure_unit);
  v1::Price& price = *record.mutable_price();
  price.mutable_money()->set_amount_micros(line.price.micros);
  price.mutable_money()->set_currency_code(head.currency);
  if (line.price.gtin != base::Gtin()) price.set_gtin(line.price.gtin.ToString());
  if (line.price.count.has_value()) price.set_base_count(*line.price.count);
  price.set_base_unit_code(line.price.unit);
  record.set_fill_policy(line.fill_policy);
  FillLedger(line.ledger, *record.mutable_ledger());
  for (const OrderSplit& split : line.splits) {
    v1::OrderResponseSplit& stated = *record.add_splits();
    stated = split.statement;
    *stated.mutable_quantity() = exchange::QuantityOf({split.quantity, line.measure_unit});
  }
}

absl::Status ReadRecord(store::Reader& reader, const Caller& caller, const std::string& name,
                        v1::OrderRecord& record) {
  ASSIGN_OR_RETURN(const auto parts, exchange::ParseName(name, kNamePattern));
  const base::Gln supplier = exchange::GlnOf(parts[0]);
  if (!caller.sees(supplier)) return exchange::RefuseNotFound(name);
  ASSIGN_OR_RETURN(const auto head, ReadOrder(reader, supplier, parts[1]));
  if (!head.has_value()) return exchange::RefuseNotFound(name);
  ASSIGN_OR_RETURN(const auto lines, ReadOrderLines(reader, supplier, parts[1]));
  FillHead(*head, record);
  for (const OrderLine& line : lines) FillLine(*head, line, *record.add_lines());
  return absl::OkStatus();
}

// Which states are asked for, and whether all of them are of orders that are not closed.
struct StateFilter {
  std::array<int64_t, v1::OrderState_MAX> states{};  // 0: none here
  bool live = false;
};

StateFilter FilterOf(const v1::ListOrdersRequest& request) {
  StateFilter filter;
  const bool all = request.states().empty();
  filter.live = !all;
  for (int state = v1::ORDER_STATE_NEW; state <= v1::OrderState_MAX; ++state) {
    bool wanted = all;
    for (const int asked : request.states()) wanted = wanted || asked == state;
    if (!wanted) continue;
    filter.states[static_cast<size_t>(state - 1)] = state;
    if (IsClosed(static_cast<v1::OrderState>(state))) filter.live = false;
  }
  return filter;
}

struct OrderKey {
  base::Gln supplier;
  std::string order_number;
};

absl::StatusOr<std::vector<OrderKey>> ListKeys(store::Reader& reader,
                                               std::optional<base::Gln> supplier,
                                               const v1::ListOrdersRequest& request,
                                               const ReadPage& page) {
  const StateFilter filter = FilterOf(request);
  const Sql& sql = supplier.has_value() ? (filter.live ? kListOneLive : kListOne)
                                        : (filter.live ? kListAllLive : kListAll);
  PageKey after = page.after.empty() ? PageKey() : page.after.front();
  if (supplier.has_value()) after.number = supplier->value();
  std::vector<OrderKey> keys;
  RETURN_IF_ERROR(reader.Query(
      sql,
      {after.number, after.text, exchange::GlnOf(request.ship_to_gln()).value(), filter.states[0],
       filter.states[1], filter.states[2], filter.states[3], filter.states[4], filter.states[5],
       filter.states[6], filter.states[7], page.size + 1},
      [&keys](const Row& row) {
        keys.push_back({base::Gln(row.integer(0)), std::string(row.text(1))});
        return absl::OkStatus();
      }));
  return keys;
}

}  // namespace

absl::Status ForEachOpenOrder(store::Reader& reader,
                              absl::FunctionRef<absl::Status(const OpenOrder&)> order) {
  return reader.Query(kOpenOrders, {}, [order](const Row& row) {
    return order({base::Gln(row.integer(0)), row.text(1), row.text(2)});
  });
}

absl::StatusOr<OnOrder> FindOnOrder(store::Reader& reader, base::Gln supplier, base::Gln location) {
  OnOrder on_order;
  RETURN_IF_ERROR(
      reader.Query(kOnOrder, {supplier.value(), location.value()}, [&on_order](const Row& row) {
        int64_t& sum = on_order[base::Gtin(row.integer(0))];
        const auto more = base::CheckedAdd(sum, row.integer(1));
        if (!more.has_value()) return absl::OutOfRangeError("more is on order than can be counted");
        sum = *more;
        return absl::OkStatus();
      }));
  return on_order;
}

absl::Status GetOrder(store::Reader& reader, const Caller& caller,
                      const v1::GetOrderRequest& request, v1::OrderRecord& response) {
  return ReadRecord(reader, caller, request.name(), response);
}

absl::Status BatchGetOrders(store::Reader& reader, const Caller& caller,
                            const v1::BatchGetOrdersRequest& request,
                            v1::BatchGetOrdersResponse& response) {
  size_t bytes = 0;
  for (const std::string& name : request.names()) {
    v1::OrderRecord& record = *response.add_orders();
    RETURN_IF_ERROR(ReadRecord(reader, caller, name, record));
    bytes += record.ByteSizeLong();
    if (bytes > kBatchBytesMax) {
      return exchange::Refuse(
          v1::REASON_ARGUMENT_INVALID,
          absl::StrCat("the first ", response.orders_size(), " of these ", request.names_size(),
                       " orders are more than one answer may hold (3 MiB); ask for fewer"));
    }
  }
  return absl::OkStatus();
}

absl::Status ListOrders(store::Reader& reader, const Caller& caller,
                        const v1::ListOrdersRequest& request, v1::ListOrdersResponse& response) {
  ASSIGN_OR_RETURN(const auto supplier, exchange::SupplierSeen(caller, request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, 1));
  ASSIGN_OR_RETURN(std::vector<OrderKey> keys, ListKeys(reader, supplier, request, page));
  if (keys.size() > static_cast<size_t>(page.size)) {
    keys.resize(static_cast<size_t>(page.size));
    response.set_next_page_token(exchange::NextPageToken(
        request, {{keys.back().supplier.value(), keys.back().order_number}}));
  }
  for (const OrderKey& key : keys) {
    ASSIGN_OR_RETURN(const auto head, ReadOrder(reader, key.supplier, key.order_number));
    if (!head.has_value()) return absl::InternalError("an order went away within one snapshot");
    FillHead(*head, *response.add_orders());
  }
  return absl::OkStatus();
}

absl::Status SummarizeOrders(store::Reader& reader, const Caller& caller,
                             const v1::SummarizeOrdersRequest& request,
                             v1::SummarizeOrdersResponse& response) {
  ASSIGN_OR_RETURN(const auto supplier, exchange::SupplierSeen(caller, request.parent()));
  const auto add = [&response](const Row& row) {
    v1::OrderStateCount& count = *response.add_states();
    count.set_state(static_cast<v1::OrderState>(row.integer(0)));
    count.set_count(row.integer(1));
    response.set_order_count(response.order_count() + row.integer(1));
    response.set_line_count(response.line_count() + row.integer(2));
    response.set_finished_line_count(response.finished_line_count() + row.integer(3));
    response.set_filled_line_count(response.filled_line_count() + row.integer(4));
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(supplier.has_value() ? reader.Query(kSummarizeOne, {supplier->value()}, add)
                                       : reader.Query(kSummarizeAll, {}, add));
  // As they follow on each other in the life of an order; their numbers do not.
  const auto place = [](const v1::OrderStateCount& count) {
    return v1::OrderState_descriptor()->FindValueByNumber(count.state())->index();
  };
  std::sort(response.mutable_states()->begin(), response.mutable_states()->end(),
            [&place](const auto& a, const auto& b) { return place(a) < place(b); });
  return absl::OkStatus();
}

}  // namespace headwater::ordering
