#include "hub/partners/partners_schema.h"

namespace headwater::partners {
namespace {

// role and type are the numbers of the contract's enums. An agreement keeps its items
// beside the rest of the statement, so that a list need not read them; the two
// together are the statement.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE party(
  gln BIGINT NOT NULL PRIMARY KEY,
  role BIGINT NOT NULL,
  suspended BIGINT NOT NULL,
  currency TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  version BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  statement BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE location(
  gln BIGINT NOT NULL PRIMARY KEY,
  party BIGINT NOT NULL,
  of_retailer BIGINT NOT NULL,
  type BIGINT NOT NULL,
  time_zone TEXT NOT NULL,
  version BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  statement BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE agreement(
  supplier BIGINT NOT NULL,
  location BIGINT NOT NULL,
  over_delivery_tolerance_basis_points BIGINT NOT NULL,
  lead_time_days BIGINT NOT NULL,
  order_interval_days BIGINT NOT NULL,
  model BIGINT NOT NULL,
  version BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  statement BLOB NOT NULL,
  items BLOB NOT NULL,
  PRIMARY KEY(supplier, location)
) WITHOUT ROWID;

CREATE INDEX agreement_by_location ON agreement(location, supplier);

CREATE TABLE agreement_item(
  supplier BIGINT NOT NULL,
  location BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  minimum BIGINT NOT NULL,
  maximum BIGINT NOT NULL,
  PRIMARY KEY(supplier, location, gtin)
) WITHOUT ROWID;
)sql";

}  // namespace

store::Schema PartnersSchema() {
  using Kind = store::Table::Kind;
  return {.room = "partners",
          .tables = {{"party", Kind::kDerived, "gln"},
                     {"location", Kind::kDerived, "gln"},
                     {"agreement", Kind::kDerived, "supplier, location"},
                     {"agreement_item", Kind::kDerived, "supplier, location, gtin"}},
          .migrations = {{1, kFirst}}};
}

}  // namespace headwater::partners
