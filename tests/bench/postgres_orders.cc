#include "bench/postgres_orders.h"

#include <libpq-fe.h>

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bench/postgres_session.h"
#include "hub/base/error.h"
#include "hub/base/uuid.h"
#include "hub/exchange/exchange_schema.h"
#include "hub/exchange/values.h"
#include "hub/ordering/ordering_schema.h"
#include "hub/store/postgres_batch.h"
#include "hub/store/postgres_codec.h"
#include "hub/store/postgres_dialect.h"

namespace headwater::bench {
namespace {

using store::Sql;
using store::TypeOid;
using store::Value;

constexpr int kBinary = 1;

// What is the same in all orders stands in the text: it need not be sent.
constexpr Sql kInsertDocument{
    "floor.document",
    "INSERT INTO document(commit_number, document_id, sender, kind, number, receiver, request_id, "
    "sender_sequence, receiver_sequence, version, commit_time, content_hash, payload) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $1, $1, 1, $8, $9, $10)"};
constexpr Sql kInsertOrder{
    "floor.order",
    "INSERT INTO purchase_order(supplier, order_number, document_id, version, state, order_type, "
    "ship_to, issue_time, ship_start, ship_end, ship_zone, delivery_start, delivery_end, "
    "delivery_zone, cancel_after_day, response_due, currency, payment_method, tally_lines, "
    "tally_open, tally_pending, tally_in_transit, tally_despatched, tally_received, "
    "tally_supplier_ended, tally_finished, tally_filled) VALUES($1, $2, $3, 1, $4, $5, $6, $7, "
    "NULL, NULL, '', $8, $9, $10, NULL, NULL, $11, $12, $13, $13, $13, 0, 0, 0, 0, 0, 0)"};
constexpr Sql kInsertLines{
    "floor.lines",
    "INSERT INTO purchase_order_line(supplier, order_number, line_number, gtin, base_gtin, "
    "base_count, measure_unit, price_micros, price_gtin, price_count, price_unit, price_pieces, "
    "fill_policy, ordered, changed, over_despatched, open, acknowledged, backordered, "
    "substituted, rejected, cancelled_by_buyer, cancelled_by_supplier, despatched, in_transit, "
    "received, short_received, over_received, accepted, damaged, refused, on_order) "
    "SELECT $1, $2, l.line, l.gtin, l.gtin, 1, '', l.price, 0, NULL, '', 1, l.policy, l.pieces, 0, "
    "0, l.pieces, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, l.pieces "
    "FROM unnest($3, $4, $5, $6, $7) AS l(line, gtin, price, policy, pieces)"};

constexpr TypeOid kBytea = 17;
constexpr TypeOid kInt8 = 20;
constexpr TypeOid kText = 25;

struct Statement {
  const Sql& sql;
  std::vector<TypeOid> types;
};

std::string_view BytesOf(const std::optional<base::UuidBytes>& id) {
  return id.has_value() ? std::string_view(id->data(), id->size()) : std::string_view();
}

int64_t KeyOf(const std::string& digits) {
  int64_t key = 0;
  return absl::SimpleAtoi(digits, &key) ? key : 0;
}

class PostgresOrders final : public FloorOrders {
 public:
  explicit PostgresOrders(PostgresSession session) : session_(std::move(session)) {}

  absl::Status Open() {
    RETURN_IF_ERROR(session_.Execute(PostgresOrderTables()));
    for (const Statement* statement : {&document_, &order_, &lines_}) {
      RETURN_IF_ERROR(session_.Prepare(statement->sql, statement->types));
    }
    return absl::OkStatus();
  }

  absl::Status Begin() override { return session_.BeginPipeline(); }

  absl::Status Insert(const v1::SubmitRequest& request, std::string_view payload) override {
    RETURN_IF_ERROR(SendDocument(request, payload));
    RETURN_IF_ERROR(SendOrder(request.document()));
    return SendLines(request.document());
  }

  absl::Status Commit() override { return session_.CommitPipeline(); }

 private:
  absl::Status Send(const Statement& statement, absl::Span<const Value> values) {
    RETURN_IF_ERROR(parameters_.Set(statement.sql, values, statement.types));
    return session_.Send(statement.sql, parameters_.values(), parameters_.lengths(),
                         parameters_.formats());
  }

  absl::Status SendDocument(const v1::SubmitRequest& request, std::string_view payload) {
    // The hash costs the hub its time; here only its room is taken.
    static constexpr char kHash[32] = {1};
    const v1::Document& document = request.document();
    const auto id = base::ParseUuid(document.document_id());
    const auto request_id = base::ParseUuid(request.request_id());
    const Value values[] = {++last_,
                            Value::Blob(BytesOf(id)),
                            KeyOf(document.sender_gln()),
                            int64_t{document.body_case()},
                            document.number(),
                            KeyOf(document.receiver_gln()),
                            Value::Blob(BytesOf(request_id)),
                            exchange::MicrosOf(document.issue_time()),
                            Value::Blob({kHash, sizeof(kHash)}),
                            Value::Blob(payload)};
    return Send(document_, values);
  }

  absl::Status SendOrder(const v1::Document& document) {
    const v1::Order& order = document.order();
    const Value values[] = {KeyOf(document.receiver_gln()),
                            document.number(),
                            document.document_id(),
                            int64_t{v1::ORDER_STATE_NEW},
                            int64_t{order.type()},
                            KeyOf(order.ship_to_gln()),
                            exchange::MicrosOf(document.issue_time()),
                            exchange::MicrosOf(order.delivery_window().start_time()),
                            exchange::MicrosOf(order.delivery_window().end_time()),
                            order.delivery_window().time_zone(),
                            order.currency_code(),
                            int64_t{order.payment_method()},
                            int64_t{order.lines_size()}};
    return Send(order_, values);
  }

  absl::Status SendLines(const v1::Document& document) {
    const Value head[] = {KeyOf(document.receiver_gln()), document.number()};
    RETURN_IF_ERROR(parameters_.Set(kInsertLines, head, {lines_.types.data(), 2}));
    store::PostgresBatch batch({kInt8, kInt8, kInt8, kInt8, kInt8});
    for (const v1::OrderLine& line : document.order().lines()) {
      RETURN_IF_ERROR(batch.Add(
          kInsertLines,
          {line.line_number(), KeyOf(line.item().gtin()), line.price().money().amount_micros(),
           int64_t{line.fill_policy()}, line.quantity().count()}));
    }
    std::vector<const char*> values = parameters_.values();
    std::vector<int> lengths = parameters_.lengths();
    std::vector<int> formats = parameters_.formats();
    batch.Fill(std::vector<bool>(5, true), values, lengths, formats);
    return session_.Send(kInsertLines, values, lengths, formats);
  }

  PostgresSession session_;
  const Statement document_{
      kInsertDocument, {kInt8, kBytea, kInt8, kInt8, kText, kInt8, kBytea, kInt8, kBytea, kBytea}};
  const Statement order_{
      kInsertOrder,
      {kInt8, kText, kText, kInt8, kInt8, kInt8, kInt8, kInt8, kInt8, kText, kText, kInt8, kInt8}};
  const Statement lines_{kInsertLines,
                         {kInt8, kText, store::ArrayOf(kInt8), store::ArrayOf(kInt8),
                          store::ArrayOf(kInt8), store::ArrayOf(kInt8), store::ArrayOf(kInt8)}};
  store::PostgresParameters parameters_;
  int64_t last_ = 0;
};

}  // namespace

std::string PostgresOrderTables() {
  std::string text;
  for (const store::Schema& schema : {exchange::ExchangeSchema(), ordering::OrderingSchema()}) {
    for (const store::Migration& migration : schema.migrations) {
      absl::StrAppend(&text, store::ToPostgres(migration.text).text, ";\n");
    }
  }
  return absl::StrCat(text, kFloorDropIndexes);
}

absl::StatusOr<std::unique_ptr<FloorOrders>> CreatePostgresOrders(const std::string& url) {
  ASSIGN_OR_RETURN(PostgresSession session, PostgresSession::Open(url));
  auto orders = std::make_unique<PostgresOrders>(std::move(session));
  RETURN_IF_ERROR(orders->Open());
  return orders;
}

}  // namespace headwater::bench
