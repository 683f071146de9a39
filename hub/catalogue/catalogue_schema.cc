#include "hub/catalogue/catalogue_schema.h"

namespace headwater::catalogue {
namespace {

constexpr std::string_view kFirst = R"sql(
CREATE TABLE item(
  supplier BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  version BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  price_micros BIGINT NOT NULL,
  currency TEXT NOT NULL,
  price_gtin BIGINT NOT NULL,
  price_base_count BIGINT NOT NULL,
  measure_unit TEXT NOT NULL,
  tax_rate_basis_points BIGINT,
  lead_time_days BIGINT,
  shelf_life_days BIGINT,
  department_code TEXT NOT NULL,
  category_code TEXT NOT NULL,
  advertised BIGINT NOT NULL,
  exclusive BIGINT NOT NULL,
  restricted BIGINT NOT NULL,
  discontinued BIGINT NOT NULL,
  search_text TEXT NOT NULL,
  statement BLOB NOT NULL,
  PRIMARY KEY(supplier, gtin)
) WITHOUT ROWID;

CREATE TABLE pack(
  gtin BIGINT NOT NULL PRIMARY KEY,
  supplier BIGINT NOT NULL,
  base BIGINT NOT NULL,
  base_count BIGINT NOT NULL,
  stated BIGINT NOT NULL,
  orderable BIGINT NOT NULL,
  discontinued BIGINT NOT NULL,
  measure_unit TEXT NOT NULL,
  order_multiple BIGINT NOT NULL,
  minimum_order_quantity BIGINT NOT NULL,
  supplier_item_id TEXT NOT NULL,
  buyer_item_id TEXT NOT NULL,
  lead_time_days BIGINT
) WITHOUT ROWID;

CREATE INDEX pack_by_base ON pack(base, base_count, gtin);

CREATE TABLE item_id(
  supplier BIGINT NOT NULL,
  scheme BIGINT NOT NULL,
  id TEXT NOT NULL,
  gtin BIGINT NOT NULL,
  PRIMARY KEY(supplier, scheme, id, gtin)
) WITHOUT ROWID;
)sql";

}  // namespace

store::Schema CatalogueSchema() {
  using Kind = store::Table::Kind;
  return {.room = "catalogue",
          .tables = {{"item", Kind::kDerived, "supplier, gtin"},
                     {"pack", Kind::kDerived, "gtin"},
                     {"item_id", Kind::kDerived, "supplier, scheme, id, gtin"}},
          .migrations = {{1, kFirst}}};
}

}  // namespace headwater::catalogue
