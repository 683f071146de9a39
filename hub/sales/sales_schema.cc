#include "hub/sales/sales_schema.h"

namespace headwater::sales {
namespace {

// A row of sales_day stands at the sum of the slots of its section and its series, plus its
// place among the promotions (sales_slot.h). sales_supplier numbers the suppliers, in the
// order of their first reports, and counts their series. `measured` is 1 for what is sold
// by measure, so that sums over items need not ask the catalogue which rows are pieces. In
// ticket_line a charge has no item: supplier and
// gtin are 0, and charge_unit is its unit where it is by measure; the unit of goods is
// that of their item. Its sale_time is its ticket's: the tickets of an item are found in
// the order of their list.
constexpr std::string_view kTables = R"sql(
CREATE TABLE sales_supplier(
  supplier BIGINT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE,
  series_count BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sales_section(
  supplier BIGINT NOT NULL,
  day BIGINT NOT NULL,
  location BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  coverage BIGINT NOT NULL,
  restatement BIGINT NOT NULL,
  currency TEXT NOT NULL,
  document_id TEXT NOT NULL,
  PRIMARY KEY(supplier, day, location)
) WITHOUT ROWID;
CREATE INDEX sales_section_by_location
  ON sales_section(supplier, location, day, restatement, currency);

CREATE TABLE sales_series(
  supplier BIGINT NOT NULL,
  location BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  slot BIGINT NOT NULL,
  measured BIGINT NOT NULL,
  PRIMARY KEY(supplier, location, gtin)
) WITHOUT ROWID;

CREATE TABLE sales_day(
  slot INTEGER PRIMARY KEY,
  promotion_code TEXT NOT NULL,
  sold BIGINT NOT NULL,
  returned BIGINT,
  net_micros BIGINT,
  minutes_on_shelf BIGINT,
  minutes_open BIGINT
);

CREATE TABLE ticket(
  location BIGINT NOT NULL,
  number TEXT NOT NULL,
  till TEXT NOT NULL,
  sale_time BIGINT NOT NULL,
  currency TEXT NOT NULL,
  channel BIGINT NOT NULL,
  customer_pseudonym TEXT NOT NULL,
  total_micros BIGINT NOT NULL,
  document_id TEXT NOT NULL,
  PRIMARY KEY(location, number)
) WITHOUT ROWID;
CREATE INDEX ticket_by_time ON ticket(location, sale_time, number);
CREATE INDEX ticket_by_customer ON ticket(customer_pseudonym, location, sale_time, number)
  WHERE customer_pseudonym <> '';

CREATE TABLE ticket_line(
  location BIGINT NOT NULL,
  number TEXT NOT NULL,
  line BIGINT NOT NULL,
  sale_time BIGINT NOT NULL,
  type BIGINT NOT NULL,
  supplier BIGINT NOT NULL,
  gtin BIGINT NOT NULL,
  quantity BIGINT NOT NULL,
  charge_unit TEXT NOT NULL,
  amount_micros BIGINT NOT NULL,
  promotion_code TEXT NOT NULL,
  original_ticket_number TEXT NOT NULL,
  return_reason BIGINT NOT NULL,
  PRIMARY KEY(location, number, line)
) WITHOUT ROWID;
CREATE INDEX ticket_line_by_item ON ticket_line(gtin, location, sale_time, number, type)
  WHERE gtin <> 0;

CREATE TABLE ticket_customer(
  pseudonym TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE ticket_summary(
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  tickets BIGINT NOT NULL,
  sale_lines BIGINT NOT NULL,
  return_lines BIGINT NOT NULL,
  charge_lines BIGINT NOT NULL,
  customers BIGINT NOT NULL
) WITHOUT ROWID;
)sql";

}  // namespace

store::Schema SalesSchema() {
  using Kind = store::Table::Kind;
  return {
      .room = "sales",
      .tables =
          {
              {"sales_supplier", Kind::kDerived, "supplier"},
              {"sales_section", Kind::kDerived, "supplier, day, location"},
              {"sales_series", Kind::kDerived, "supplier, location, gtin"},
              {"sales_day", Kind::kDerived, "slot"},
              {"ticket", Kind::kDerived, "location, number"},
              {"ticket_line", Kind::kDerived, "location, number, line"},
              {"ticket_customer", Kind::kDerived, "pseudonym"},
              {"ticket_summary", Kind::kDerived, "id"},
          },
      .migrations = {{1, kTables}},
  };
}

}  // namespace headwater::sales
