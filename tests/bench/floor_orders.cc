#include "bench/floor_orders.h"

#include <sqlite3.h>

#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "bench/floor_log.h"
#include "bench/postgres_orders.h"
#include "hub/base/error.h"
#include "hub/base/uuid.h"
#include "hub/exchange/exchange_schema.h"
#include "hub/exchange/values.h"
#include "hub/ordering/ordering_schema.h"

namespace headwater::bench {
namespace {

// The caches are set as the hub sets them; the log see floor_log.h.
constexpr char kPragmas[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; "
    "PRAGMA cache_size = -262144;";

constexpr char kInsertDocument[] =
    "INSERT INTO document(commit_number, document_id, sender, kind, number, receiver, request_id, "
    "sender_sequence, receiver_sequence, version, commit_time, content_hash, payload) "
    "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertOrder[] =
    "INSERT INTO purchase_order(supplier, order_number, document_id, version, state, order_type, "
    "ship_to, issue_time, ship_start, ship_end, ship_zone, delivery_start, delivery_end, "
    "delivery_zone, cancel_after_day, response_due, currency, payment_method, tally_lines, "
    "tally_open, tally_pending, tally_in_transit, tally_despatched, tally_received, "
    "tally_supplier_ended, tally_finished, tally_filled) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertLine[] =
    "INSERT INTO purchase_order_line(supplier, order_number, line_number, gtin, base_gtin, "
    "base_count, measure_unit, price_micros, price_gtin, price_count, price_unit, price_pieces, "
    "fill_policy, ordered, changed, over_despatched, open, acknowledged, backordered, "
    "substituted, rejected, cancelled_by_buyer, cancelled_by_supplier, despatched, in_transit, "
    "received, short_received, over_received, accepted, damaged, refused, on_order) VALUES(?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// Binds the parameters of a statement one after the other.
class Binder {
 public:
  explicit Binder(sqlite3_stmt* statement) : statement_(statement) {}

  Binder& Integer(int64_t value) {
    sqlite3_bind_int64(statement_, ++at_, value);
    return *this;
  }
  Binder& Zeros(int count) {
    for (int i = 0; i < count; ++i) Integer(0);
    return *this;
  }
  Binder& Null() {
    sqlite3_bind_null(statement_, ++at_);
    return *this;
  }
  Binder& Text(std::string_view text) {
    sqlite3_bind_text(statement_, ++at_, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    return *this;
  }
  Binder& Blob(std::string_view bytes) {
    sqlite3_bind_blob(statement_, ++at_, bytes.data(), static_cast<int>(bytes.size()),
                      SQLITE_STATIC);
    return *this;
  }

 private:
  sqlite3_stmt* statement_;
  int at_ = 0;
};

std::string_view BytesOf(const std::optional<base::UuidBytes>& id) {
  return id.has_value() ? std::string_view(id->data(), id->size()) : std::string_view();
}

int64_t KeyOf(const std::string& digits) {
  int64_t key = 0;
  return absl::SimpleAtoi(digits, &key) ? key : 0;
}

class SqliteOrders final : public FloorOrders {
 public:
  ~SqliteOrders() override;
  absl::Status Open(const std::string& path);

  absl::Status Begin() override;
  absl::Status Insert(const v1::SubmitRequest& request, std::string_view payload) override;
  absl::Status Commit() override;

 private:
  absl::Status Execute(const char* text);
  absl::Status Prepare(const char* text, sqlite3_stmt*& statement);
  absl::Status Step(sqlite3_stmt* statement);
  absl::Status InsertDocument(const v1::SubmitRequest& request, std::string_view payload);
  absl::Status InsertOrder(const v1::Document& document);
  absl::Status InsertLine(const v1::Document& document, const v1::OrderLine& line);

  store::CheckpointPace checkpoint_pace_;  // outlives the connection
  sqlite3* database_ = nullptr;
  sqlite3_stmt* begin_ = nullptr;
  sqlite3_stmt* commit_ = nullptr;
  sqlite3_stmt* document_ = nullptr;
  sqlite3_stmt* order_ = nullptr;
  sqlite3_stmt* line_ = nullptr;
  int64_t last_ = 0;
};

SqliteOrders::~SqliteOrders() {
  for (sqlite3_stmt* statement : {begin_, commit_, document_, order_, line_}) {
    sqlite3_finalize(statement);
  }
  sqlite3_close(database_);
}

absl::Status SqliteOrders::Open(const std::string& path) {
  if (sqlite3_open_v2(path.c_str(), &database_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      nullptr) != SQLITE_OK) {
    return absl::UnavailableError(absl::StrCat(path, ": ", sqlite3_errmsg(database_)));
  }
  RETURN_IF_ERROR(Execute(kPragmas));
  CheckpointAsTheHub(database_, checkpoint_pace_);
  for (const store::Schema& schema : {exchange::ExchangeSchema(), ordering::OrderingSchema()}) {
    for (const store::Migration& migration : schema.migrations) {
      RETURN_IF_ERROR(Execute(std::string(migration.text).c_str()));
    }
  }
  RETURN_IF_ERROR(Execute(kFloorDropIndexes));
  RETURN_IF_ERROR(Prepare("BEGIN IMMEDIATE", begin_));
  RETURN_IF_ERROR(Prepare("COMMIT", commit_));
  RETURN_IF_ERROR(Prepare(kInsertDocument, document_));
  RETURN_IF_ERROR(Prepare(kInsertOrder, order_));
  return Prepare(kInsertLine, line_);
}

absl::Status SqliteOrders::Execute(const char* text) {
  if (sqlite3_exec(database_, text, nullptr, nullptr, nullptr) == SQLITE_OK) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat(sqlite3_errmsg(database_), ": ", text));
}

absl::Status SqliteOrders::Prepare(const char* text, sqlite3_stmt*& statement) {
  if (sqlite3_prepare_v3(database_, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) ==
      SQLITE_OK) {
    return absl::OkStatus();
  }
  return absl::InternalError(absl::StrCat(sqlite3_errmsg(database_), ": ", text));
}

absl::Status SqliteOrders::Step(sqlite3_stmt* statement) {
  const int stepped = sqlite3_step(statement);
  sqlite3_reset(statement);
  if (stepped == SQLITE_DONE) return absl::OkStatus();
  return absl::InternalError(sqlite3_errmsg(database_));
}

absl::Status SqliteOrders::Begin() { return Step(begin_); }
absl::Status SqliteOrders::Commit() { return Step(commit_); }

absl::Status SqliteOrders::Insert(const v1::SubmitRequest& request, std::string_view payload) {
  RETURN_IF_ERROR(InsertDocument(request, payload));
  const v1::Document& document = request.document();
  RETURN_IF_ERROR(InsertOrder(document));
  for (const v1::OrderLine& line : document.order().lines()) {
    RETURN_IF_ERROR(InsertLine(document, line));
  }
  return absl::OkStatus();
}

absl::Status SqliteOrders::InsertDocument(const v1::SubmitRequest& request,
                                          std::string_view payload) {
  // The hash costs the hub its time; here only its room is taken.
  static constexpr char kHash[32] = {1};
  const v1::Document& document = request.document();
  const auto id = base::ParseUuid(document.document_id());
  const auto request_id = base::ParseUuid(request.request_id());
  ++last_;
  Binder(document_)
      .Integer(last_)
      .Blob(BytesOf(id))
      .Integer(KeyOf(document.sender_gln()))
      .Integer(document.body_case())
      .Text(document.number())
      .Integer(KeyOf(document.receiver_gln()))
      .Blob(BytesOf(request_id))
      .Integer(last_)
      .Integer(last_)
      .Integer(1)
      .Integer(exchange::MicrosOf(document.issue_time()))
      .Blob({kHash, sizeof(kHash)})
      .Blob(payload);
  return Step(document_);
}

absl::Status SqliteOrders::InsertOrder(const v1::Document& document) {
  const v1::Order& order = document.order();
  const int64_t lines = order.lines_size();
  Binder(order_)
      .Integer(KeyOf(document.receiver_gln()))
      .Text(document.number())
      .Text(document.document_id())
      .Integer(1)
      .Integer(v1::ORDER_STATE_NEW)
      .Integer(order.type())
      .Integer(KeyOf(order.ship_to_gln()))
      .Integer(exchange::MicrosOf(document.issue_time()))
      .Null()
      .Null()
      .Text("")
      .Integer(exchange::MicrosOf(order.delivery_window().start_time()))
      .Integer(exchange::MicrosOf(order.delivery_window().end_time()))
      .Text(order.delivery_window().time_zone())
      .Null()
      .Null()
      .Text(order.currency_code())
      .Integer(order.payment_method())
      .Integer(lines)
      .Integer(lines)
      .Integer(lines)
      .Zeros(6);
  return Step(order_);
}

absl::Status SqliteOrders::InsertLine(const v1::Document& document, const v1::OrderLine& line) {
  const int64_t gtin = KeyOf(line.item().gtin());
  const int64_t quantity = line.quantity().count();
  Binder(line_)
      .Integer(KeyOf(document.receiver_gln()))
      .Text(document.number())
      .Integer(line.line_number())
      .Integer(gtin)
      .Integer(gtin)
      .Integer(1)
      .Text("")
      .Integer(line.price().money().amount_micros())
      .Integer(0)
      .Null()
      .Text("")
      .Integer(1)
      .Integer(line.fill_policy())
      .Integer(quantity)
      .Zeros(2)
      .Integer(quantity)
      .Zeros(14)
      .Integer(quantity);
  return Step(line_);
}

}  // namespace

absl::StatusOr<std::unique_ptr<FloorOrders>> FloorOrders::Create(const std::string& database) {
  if (absl::StartsWith(database, "postgresql:")) return CreatePostgresOrders(database);
  auto orders = std::make_unique<SqliteOrders>();
  RETURN_IF_ERROR(orders->Open(database));
  return orders;
}

}  // namespace headwater::bench
