#include "hub/inventory/inventory_ledger.h"

#include "hub/base/error.h"

namespace headwater::inventory {
namespace {

using store::Sql;
using store::Value;

// A count at or after the instant saw the movement.
constexpr Sql kAddToBook{
    "inventory.add_to_book",
    "UPDATE stock SET book_quantity = COALESCE(book_quantity, 0) + $6 "
    "WHERE supplier = $1 AND location = $2 AND gtin = $3 AND status = $4 AND owner = $5 "
    "AND (counted_time IS NULL OR counted_time < $7)"};

constexpr Sql kInsertMovement{
    "inventory.insert_movement",
    "INSERT INTO stock_movement(supplier, location, gtin, movement_time, document_id, ordinal, "
    "status, owner, reason, quantity) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};

constexpr Sql kAddSale{
    "inventory.add_sale",
    "/* later */ INSERT INTO stock_sale(supplier, location, sale_time, gtin, quantity) "
    "VALUES($1, $2, $3, $4, $5) "
    "ON CONFLICT(supplier, location, sale_time, gtin) DO UPDATE "
    "SET quantity = stock_sale.quantity + excluded.quantity"};

constexpr Sql kFindStock{
    "inventory.find_stock",
    "SELECT book_quantity, reported_quantity, reported_time, counted_time FROM stock "
    "WHERE supplier = $1 AND location = $2 AND gtin = $3 AND status = $4 AND owner = $5"};

constexpr Sql kFindFullCount{
    "inventory.find_full_count",
    "SELECT counted_time FROM full_count WHERE supplier = $1 AND location = $2"};

constexpr Sql kPutFullCount{
    "inventory.put_full_count",
    "/* later */ INSERT INTO full_count(supplier, location, counted_time) VALUES($1, $2, $3) "
    "ON CONFLICT(supplier, location) DO UPDATE SET counted_time = excluded.counted_time"};

constexpr Sql kListStockAt{
    "inventory.list_stock_at",
    "SELECT gtin, status, owner, book_quantity, reported_quantity, reported_time, counted_time "
    "FROM stock WHERE supplier = $1 AND location = $2 ORDER BY gtin, status, owner"};

constexpr Sql kPutStock{
    "inventory.put_stock",
    "/* later */ INSERT INTO stock(supplier, location, gtin, status, owner, book_quantity, "
    "reported_quantity, reported_time, counted_time) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT(supplier, location, gtin, status, owner) DO UPDATE "
    "SET book_quantity = excluded.book_quantity, "
    "reported_quantity = excluded.reported_quantity, "
    "reported_time = excluded.reported_time, counted_time = excluded.counted_time"};

constexpr Sql kMovedAfter{
    "inventory.moved_after",
    "SELECT CAST(COALESCE(SUM(quantity), 0) AS BIGINT) FROM stock_movement "
    "WHERE supplier = $1 AND location = $2 AND gtin = $3 AND movement_time > $4 "
    "AND status = $5 AND owner = $6"};

constexpr Sql kSoldAfter{"inventory.sold_after",
                         "SELECT gtin, quantity FROM stock_sale "
                         "WHERE supplier = $1 AND location = $2 AND sale_time > $3"};

constexpr Sql kForgetSales{
    "inventory.forget_sales",
    "/* later */ DELETE FROM stock_sale WHERE supplier = $1 AND location = $2 AND sale_time <= $3"};

StockState StateOf(const store::Row& row, int first) {
  return {.book = row.optional_integer(first),
          .reported = row.optional_integer(first + 1),
          .reported_time = row.optional_integer(first + 2),
          .counted_time = row.optional_integer(first + 3)};
}

// nullopt: the key has no row.
absl::StatusOr<std::optional<StockState>> FindRow(store::Reader& reader, const StockKey& key) {
  std::optional<StockState> state;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindStock,
                                {key.supplier.value(), key.location.value(), key.gtin.value(),
                                 key.status, key.owner.value()},
                                [&](const store::Row& row) { state = StateOf(row, 0); })
                      .status());
  return state;
}

// What a full count says of a key that it did not list.
absl::StatusOr<StockState> StateWithoutRow(store::Reader& reader, const StockKey& key) {
  StockState state;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindFullCount, {key.supplier.value(), key.location.value()},
                                [&](const store::Row& row) {
                                  state = {.book = 0,
                                           .reported = 0,
                                           .reported_time = row.integer(0),
                                           .counted_time = row.integer(0)};
                                })
                      .status());
  return state;
}

absl::Status AddToBook(store::Transaction& transaction, const StockKey& key, int64_t quantity,
                       int64_t time) {
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kAddToBook, {key.supplier.value(), key.location.value(), key.gtin.value(),
                                       key.status, key.owner.value(), quantity, time}));
  if (changed > 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<StockState> row, FindRow(transaction, key));
  if (row.has_value()) return absl::OkStatus();  // counted since
  ASSIGN_OR_RETURN(StockState state, StateWithoutRow(transaction, key));
  if (!state.counted_time.has_value() || *state.counted_time < time) {
    state.book = state.book.value_or(0) + quantity;
  }
  return PutStock(transaction, key, state);
}

}  // namespace

absl::Status BookMovement(store::Transaction& transaction, const Movement& movement) {
  RETURN_IF_ERROR(WriteJournal(transaction, movement));
  return AddToBook(transaction, movement.key, movement.quantity, movement.time);
}

absl::Status WriteJournal(store::Transaction& transaction, const Movement& movement) {
  const StockKey& key = movement.key;
  return transaction
      .Execute(kInsertMovement, {key.supplier.value(), key.location.value(), key.gtin.value(),
                                 movement.time, movement.document_id, movement.ordinal, key.status,
                                 key.owner.value(), movement.reason, movement.quantity})
      .status();
}

absl::Status BookSale(store::Transaction& transaction, const StockKey& key, int64_t quantity,
                      int64_t time) {
  RETURN_IF_ERROR(transaction
                      .Execute(kAddSale, {key.supplier.value(), key.location.value(), time,
                                          key.gtin.value(), quantity})
                      .status());
  return AddToBook(transaction, key, quantity, time);
}

absl::StatusOr<StockState> FindStock(store::Reader& reader, const StockKey& key) {
  ASSIGN_OR_RETURN(const std::optional<StockState> row, FindRow(reader, key));
  if (row.has_value()) return *row;
  return StateWithoutRow(reader, key);
}

absl::Status ForEachStockAt(store::Reader& reader, base::Gln supplier, base::Gln location,
                            absl::FunctionRef<void(const StockKey&, const StockState&)> visit) {
  return reader.Query(kListStockAt, {supplier.value(), location.value()},
                      [&](const store::Row& row) {
                        const StockKey key{.supplier = supplier,
                                           .location = location,
                                           .gtin = base::Gtin(row.integer(0)),
                                           .status = static_cast<v1::StockStatus>(row.integer(1)),
                                           .owner = base::Gln(row.integer(2))};
                        visit(key, StateOf(row, 3));
                        return absl::OkStatus();
                      });
}

absl::Status PutStock(store::Transaction& transaction, const StockKey& key,
                      const StockState& state) {
  return transaction
      .Execute(kPutStock, {key.supplier.value(), key.location.value(), key.gtin.value(), key.status,
                           key.owner.value(), state.book, state.reported, state.reported_time,
                           state.counted_time})
      .status();
}

absl::StatusOr<int64_t> MovedAfter(store::Reader& reader, const StockKey& key, int64_t time) {
  int64_t moved = 0;
  RETURN_IF_ERROR(reader
                      .QueryOne(kMovedAfter,
                                {key.supplier.value(), key.location.value(), key.gtin.value(), time,
                                 key.status, key.owner.value()},
                                [&](const store::Row& row) { moved = row.integer(0); })
                      .status());
  return moved;
}

absl::StatusOr<absl::flat_hash_map<base::Gtin, int64_t>> SoldAfter(store::Reader& reader,
                                                                   base::Gln supplier,
                                                                   base::Gln location,
                                                                   int64_t time) {
  absl::flat_hash_map<base::Gtin, int64_t> sold;
  RETURN_IF_ERROR(reader.Query(kSoldAfter, {supplier.value(), location.value(), time},
                               [&](const store::Row& row) {
                                 sold[base::Gtin(row.integer(0))] += row.integer(1);
                                 return absl::OkStatus();
                               }));
  return sold;
}

absl::Status PutFullCount(store::Transaction& transaction, base::Gln supplier, base::Gln location,
                          int64_t time) {
  RETURN_IF_ERROR(
      transaction.Execute(kPutFullCount, {supplier.value(), location.value(), time}).status());
  return transaction.Execute(kForgetSales, {supplier.value(), location.value(), time}).status();
}

}  // namespace headwater::inventory
