#include "hub/inventory/inventory_schema.h"

namespace headwater::inventory {
namespace {

// The bounds of the book are never met by lines within kQuantityMax in practice. They
// stand here because SQLite turns a sum that overflows into a floating point number.
constexpr std::string_view kTables = R"sql(
CREATE TABLE stock(
  supplier BIGINT NOT NULL,
  location BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  status BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  book_quantity BIGINT
    CHECK (book_quantity BETWEEN -4000000000000000000 AND 4000000000000000000),
  reported_quantity BIGINT,
  reported_time BIGINT,
  counted_time BIGINT,
  PRIMARY KEY(supplier, location, gtin, status, owner)
) WITHOUT ROWID;

CREATE TABLE stock_movement(
  supplier BIGINT NOT NULL,
  location BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  movement_time BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  ordinal BIGINT NOT NULL,
  status BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  reason BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  PRIMARY KEY(supplier, location, gtin, movement_time, document_id, ordinal)
) WITHOUT ROWID;

CREATE TABLE stock_sale(
  supplier BIGINT NOT NULL,
  location BIGINT NOT NULL,
  sale_time BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  quantity BIGINT NOT NULL
    CHECK (quantity BETWEEN -4000000000000000000 AND 4000000000000000000),
  PRIMARY KEY(supplier, location, sale_time, gtin)
) WITHOUT ROWID;

CREATE TABLE full_count(
  supplier BIGINT NOT NULL,
  location BIGINT NOT NULL,
  counted_time BIGINT NOT NULL,
  PRIMARY KEY(supplier, location)
) WITHOUT ROWID;

CREATE TABLE supplier_stock(
  supplier BIGINT NOT NULL,
  location BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  status BIGINT NOT NULL,
  owner BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  reported_time BIGINT NOT NULL,
  PRIMARY KEY(supplier, location, gtin, status, owner)
) WITHOUT ROWID;
)sql";

}  // namespace

store::Schema InventorySchema() {
  using Kind = store::Table::Kind;
  return {
      .room = "inventory",
      .tables =
          {
              {"stock", Kind::kDerived, "supplier, location, gtin, status, owner"},
              {"stock_movement", Kind::kDerived,
               "supplier, location, gtin, movement_time, document_id, ordinal"},
              {"stock_sale", Kind::kDerived, "supplier, location, sale_time, gtin"},
              {"full_count", Kind::kDerived, "supplier, location"},
              {"supplier_stock", Kind::kDerived, "supplier, location, gtin, status, owner"},
          },
      .migrations = {{1, kTables}},
  };
}

}  // namespace headwater::inventory
