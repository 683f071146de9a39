#include "hub/inventory/inventory_queries.h"

#include <limits>
#include <string>
#include <vector>

#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/catalogue/unit_queries.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"

namespace headwater::inventory {
namespace {

using exchange::Caller;
using exchange::PageKey;
using exchange::ReadPage;
using store::Row;

constexpr int64_t kKeyMax = std::numeric_limits<int64_t>::max();

constexpr store::Sql kFindOnHand{
    "inventory.find_on_hand",
    "SELECT book_quantity, reported_quantity FROM stock "
    "WHERE supplier = $1 AND location = $2 AND gtin = $3 AND status = $4"};

// A list of one supplier and a list of all: a store finds the place where a page begins
// by an equal first column, or by the whole key. The plus keeps SQLite from beginning at
// the location instead.
#define HW_STOCK_COLUMNS                                                               \
  "SELECT supplier, location, gtin, status, owner, book_quantity, reported_quantity, " \
  "reported_time, counted_time FROM stock "
#define HW_STOCK_FILTER                                                \
  "AND +location >= $6 AND location <= $7 AND gtin BETWEEN $8 AND $9 " \
  "AND ($10 = 0 OR book_quantity < 0) "
constexpr store::Sql kListStockOf{
    "inventory.list_stock_of", HW_STOCK_COLUMNS
    "WHERE supplier = $1 "
    "AND (location, gtin, status, owner) > ($2, $3, $4, $5) " HW_STOCK_FILTER
    "ORDER BY location, gtin, status, owner LIMIT $11"};
constexpr store::Sql kListStock{"inventory.list_stock", HW_STOCK_COLUMNS
                                "WHERE (supplier, location, gtin, status, owner) > "
                                "($1, $2, $3, $4, $5) " HW_STOCK_FILTER
                                "ORDER BY supplier, location, gtin, status, owner LIMIT $11"};
#undef HW_STOCK_COLUMNS
#undef HW_STOCK_FILTER
constexpr int kStockKeyParts = 5;

// Its key has the parts that the key of stock has.
#define HW_OFFER_COLUMNS \
  "SELECT supplier, location, gtin, status, owner, quantity, reported_time FROM supplier_stock "
#define HW_OFFER_FILTER "AND +location >= $6 AND location <= $7 AND gtin BETWEEN $8 AND $9 "
constexpr store::Sql kListOffersOf{
    "inventory.list_offers_of", HW_OFFER_COLUMNS
    "WHERE supplier = $1 "
    "AND (location, gtin, status, owner) > ($2, $3, $4, $5) " HW_OFFER_FILTER
    "ORDER BY location, gtin, status, owner LIMIT $10"};
constexpr store::Sql kListOffers{"inventory.list_offers", HW_OFFER_COLUMNS
                                 "WHERE (supplier, location, gtin, status, owner) > "
                                 "($1, $2, $3, $4, $5) " HW_OFFER_FILTER
                                 "ORDER BY supplier, location, gtin, status, owner LIMIT $10"};
#undef HW_OFFER_COLUMNS
#undef HW_OFFER_FILTER

#define HW_MOVEMENT_COLUMNS                                                               \
  "SELECT supplier, location, gtin, movement_time, document_id, ordinal, status, owner, " \
  "reason, quantity FROM stock_movement "
#define HW_MOVEMENT_FILTER "AND +location >= $7 AND location <= $8 AND gtin BETWEEN $9 AND $10 "
constexpr store::Sql kListMovementsOf{
    "inventory.list_movements_of", HW_MOVEMENT_COLUMNS
    "WHERE supplier = $1 "
    "AND (location, gtin, movement_time, document_id, ordinal) > ($2, $3, $4, $5, "
    "$6) " HW_MOVEMENT_FILTER
    "ORDER BY location, gtin, movement_time, document_id, ordinal LIMIT $11"};
constexpr store::Sql kListMovements{
    "inventory.list_movements", HW_MOVEMENT_COLUMNS
    "WHERE (supplier, location, gtin, movement_time, document_id, ordinal) > "
    "($1, $2, $3, $4, $5, $6) " HW_MOVEMENT_FILTER
    "ORDER BY supplier, location, gtin, movement_time, document_id, ordinal LIMIT $11"};
#undef HW_MOVEMENT_COLUMNS
#undef HW_MOVEMENT_FILTER
constexpr int kMovementKeyParts = 6;

// Both ends of a filter by a key that may be left out.
struct KeyRange {
  int64_t first = 0;
  int64_t last = kKeyMax;
};

KeyRange LocationRange(const std::string& gln) {
  if (gln.empty()) return {};
  const int64_t value = exchange::GlnOf(gln).value();
  return {value, value};
}

// Any pack's GTIN finds the rows of its base. One that is no item finds nothing.
absl::StatusOr<KeyRange> ItemRange(store::Reader& reader, const std::string& gtin) {
  if (gtin.empty()) return KeyRange();
  ASSIGN_OR_RETURN(const auto pack, catalogue::FindPack(reader, exchange::GtinOf(gtin)));
  const int64_t base = pack.has_value() ? pack->base.value() : -1;
  return KeyRange{base, base};
}

// The key behind which a page begins. Supplier and location come first in it; on the first
// page they are those of the scope and the filter, so that no list begins before them.
struct After {
  After(const ReadPage& page, const std::optional<base::Gln>& scope, const KeyRange& location,
        int parts)
      : keys(static_cast<size_t>(parts)) {
    if (!page.after.empty()) keys = page.after;
    if (!scope.has_value()) return;
    keys[0].number = scope->value();
    if (page.after.empty()) keys[1].number = location.first;
  }
  int64_t operator[](size_t part) const { return keys[part].number; }
  std::vector<PageKey> keys;
};

void FillStock(const Row& row, v1::StockRecord& record) {
  record.set_supplier_gln(base::Gln(row.integer(0)).ToString());
  record.set_location_gln(base::Gln(row.integer(1)).ToString());
  record.set_gtin(base::Gtin(row.integer(2)).ToString());
  record.set_status(static_cast<v1::StockStatus>(row.integer(3)));
  record.set_owner_gln(base::Gln(row.integer(4)).ToString());
  if (!row.is_null(5)) record.set_book_quantity(row.integer(5));
  if (!row.is_null(6)) record.set_reported_quantity(row.integer(6));
  if (!row.is_null(7)) *record.mutable_reported_time() = exchange::TimestampOf(row.integer(7));
  if (!row.is_null(8)) *record.mutable_counted_time() = exchange::TimestampOf(row.integer(8));
}

void FillOffer(const Row& row, v1::SupplierStockRecord& record) {
  record.set_supplier_gln(base::Gln(row.integer(0)).ToString());
  record.set_location_gln(base::Gln(row.integer(1)).ToString());
  record.set_gtin(base::Gtin(row.integer(2)).ToString());
  record.set_status(static_cast<v1::StockStatus>(row.integer(3)));
  record.set_owner_gln(base::Gln(row.integer(4)).ToString());
  record.set_quantity(row.integer(5));
  *record.mutable_reported_time() = exchange::TimestampOf(row.integer(6));
}

void FillMovement(const Row& row, v1::StockMovementRecord& record) {
  record.set_supplier_gln(base::Gln(row.integer(0)).ToString());
  record.set_location_gln(base::Gln(row.integer(1)).ToString());
  record.set_gtin(base::Gtin(row.integer(2)).ToString());
  *record.mutable_movement_time() = exchange::TimestampOf(row.integer(3));
  record.set_document_id(std::string(row.text(4)));
  record.set_status(static_cast<v1::StockStatus>(row.integer(6)));
  record.set_owner_gln(base::Gln(row.integer(7)).ToString());
  record.set_reason(static_cast<v1::MovementReason>(row.integer(8)));
  record.set_quantity(row.integer(9));
}

std::vector<PageKey> Numbers(const Row& row, int parts) {
  std::vector<PageKey> key;
  for (int i = 0; i < parts; ++i) key.push_back({.number = row.integer(i)});
  return key;
}

}  // namespace

SupplierRange RangeOf(const std::optional<base::Gln>& supplier) {
  if (!supplier.has_value()) return {0, kKeyMax};
  return {supplier->value(), supplier->value()};
}

absl::StatusOr<OnHand> FindOnHand(store::Reader& reader, base::Gln supplier, base::Gln location,
                                  base::Gtin base) {
  OnHand on_hand;
  RETURN_IF_ERROR(reader.Query(
      kFindOnHand, {supplier.value(), location.value(), base.value(), v1::STOCK_STATUS_AVAILABLE},
      [&on_hand](const Row& row) {
        on_hand.known = true;
        const bool book = !row.is_null(0);
        if (!book) on_hand.reported = true;
        on_hand.quantity += book ? row.integer(0) : row.optional_integer(1).value_or(0);
        return absl::OkStatus();
      }));
  return on_hand;
}

absl::Status ListStock(store::Reader& reader, const Caller& caller,
                       const v1::ListStockRequest& request, v1::ListStockResponse& response) {
  ASSIGN_OR_RETURN(const auto scope, exchange::SupplierSeen(caller, request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, kStockKeyParts));
  const KeyRange location = LocationRange(request.location_gln());
  const After after(page, scope, location, kStockKeyParts);
  ASSIGN_OR_RETURN(const KeyRange item, ItemRange(reader, request.gtin()));

  std::vector<PageKey> last;
  bool more = false;
  RETURN_IF_ERROR(
      reader.Query(scope.has_value() ? kListStockOf : kListStock,
                   {after[0], after[1], after[2], after[3], after[4], location.first, location.last,
                    item.first, item.last, request.negative_only(), page.size + 1},
                   [&](const Row& row) {
                     more = response.stock_size() == page.size;
                     if (more) return absl::OkStatus();
                     FillStock(row, *response.add_stock());
                     last = Numbers(row, kStockKeyParts);
                     return absl::OkStatus();
                   }));
  RETURN_IF_ERROR(catalogue::NameUnits(reader, *response.mutable_stock()));
  if (more) response.set_next_page_token(exchange::NextPageToken(request, last));
  return absl::OkStatus();
}

absl::Status ListSupplierStock(store::Reader& reader, const Caller& caller,
                               const v1::ListSupplierStockRequest& request,
                               v1::ListSupplierStockResponse& response) {
  ASSIGN_OR_RETURN(const auto scope, exchange::SupplierSeen(caller, request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, kStockKeyParts));
  const KeyRange location = LocationRange(request.location_gln());
  const After after(page, scope, location, kStockKeyParts);
  ASSIGN_OR_RETURN(const KeyRange item, ItemRange(reader, request.gtin()));

  std::vector<PageKey> last;
  bool more = false;
  RETURN_IF_ERROR(reader.Query(scope.has_value() ? kListOffersOf : kListOffers,
                               {after[0], after[1], after[2], after[3], after[4], location.first,
                                location.last, item.first, item.last, page.size + 1},
                               [&](const Row& row) {
                                 more = response.stock_size() == page.size;
                                 if (more) return absl::OkStatus();
                                 FillOffer(row, *response.add_stock());
                                 last = Numbers(row, kStockKeyParts);
                                 return absl::OkStatus();
                               }));
  RETURN_IF_ERROR(catalogue::NameUnits(reader, *response.mutable_stock()));
  if (more) response.set_next_page_token(exchange::NextPageToken(request, last));
  return absl::OkStatus();
}

absl::Status ListStockMovements(store::Reader& reader, const Caller& caller,
                                const v1::ListStockMovementsRequest& request,
                                v1::ListStockMovementsResponse& response) {
  ASSIGN_OR_RETURN(const auto scope, exchange::SupplierSeen(caller, request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, kMovementKeyParts));
  const KeyRange location = LocationRange(request.location_gln());
  const After after(page, scope, location, kMovementKeyParts);
  ASSIGN_OR_RETURN(const KeyRange item, ItemRange(reader, request.gtin()));

  std::vector<PageKey> last;
  bool more = false;
  RETURN_IF_ERROR(
      reader.Query(scope.has_value() ? kListMovementsOf : kListMovements,
                   {after[0], after[1], after[2], after[3], after.keys[4].text, after[5],
                    location.first, location.last, item.first, item.last, page.size + 1},
                   [&](const Row& row) {
                     more = response.movements_size() == page.size;
                     if (more) return absl::OkStatus();
                     FillMovement(row, *response.add_movements());
                     last = {{.number = row.integer(0)},         {.number = row.integer(1)},
                             {.number = row.integer(2)},         {.number = row.integer(3)},
                             {.text = std::string(row.text(4))}, {.number = row.integer(5)}};
                     return absl::OkStatus();
                   }));
  if (more) response.set_next_page_token(exchange::NextPageToken(request, last));
  return absl::OkStatus();
}

}  // namespace headwater::inventory
