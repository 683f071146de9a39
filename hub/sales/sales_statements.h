// The statements of sales whose way through the tables matters: a test asks the database
// for its plan of each. A row of sales_day is found by a sum of slots (sales_slot.h). CROSS
// JOIN and the plus before a column keep SQLite from beginning at another table.
#pragma once

#include "hub/store/database.h"

namespace headwater::sales {

// By sections, in the order of their key, from there to the series of the location, and to
// the rows of each. Parameters: the key after which to begin (supplier, day, location, gtin,
// promotion), the last supplier, then the first and last day, location and gtin, how many,
// and the last place of a row.
inline constexpr store::Sql kListSales{
    "sales.list_sales",
    "SELECT s.supplier, s.day, s.location, r.gtin, d.promotion_code, d.sold, d.returned, "
    "d.net_micros, d.minutes_on_shelf, d.minutes_open, s.restatement, s.currency "
    "FROM sales_section s CROSS JOIN sales_series r CROSS JOIN sales_day d "
    "WHERE r.supplier = s.supplier AND r.location = s.location "
    "AND d.slot BETWEEN s.slot + r.slot AND s.slot + r.slot + $14 "
    "AND (s.supplier, s.day, s.location) >= ($1, $2, $3) AND s.supplier <= $6 "
    "AND +s.day BETWEEN $7 AND $8 AND +s.location BETWEEN $9 AND $10 "
    "AND r.gtin BETWEEN $11 AND $12 "
    "AND (s.supplier, s.day, s.location, r.gtin, d.promotion_code) > ($1, $2, $3, $4, $5) "
    "ORDER BY s.supplier, s.day, s.location, r.gtin, d.slot LIMIT $13"};

// One series. Parameters: supplier, location, gtin.
inline constexpr store::Sql kFindSeriesSlot{
    "sales.find_series_slot",
    "SELECT p.number, r.slot FROM sales_series r CROSS JOIN sales_supplier p "
    "WHERE r.supplier = $1 AND r.location = $2 AND r.gtin = $3 AND p.supplier = r.supplier"};
// Parameters: the slots of its first and last stretch, from one stretch to the next, and from
// the first slot of a stretch to the last. Nothing is said of the order.
inline constexpr store::Sql kListSeriesRows{
    "sales.list_series_rows",
    "WITH RECURSIVE stretch(slot) AS (SELECT CAST($1 AS BIGINT) UNION ALL "
    "SELECT slot + $3 FROM stretch WHERE slot + $3 <= $2) "
    "SELECT d.slot, d.promotion_code, d.sold, d.returned, d.net_micros, d.minutes_on_shelf, "
    "d.minutes_open FROM stretch CROSS JOIN sales_day d "
    "WHERE d.slot BETWEEN stretch.slot AND stretch.slot + $4"};
// Parameters: supplier, location, the first and last day, and how many.
inline constexpr store::Sql kListReportedDays{
    "sales.list_reported_days",
    "SELECT day, restatement, currency FROM sales_section WHERE supplier = $1 AND location = $2 "
    "AND day BETWEEN $3 AND $4 ORDER BY day LIMIT $5"};

// What a scan begins with, and its rows. Parameters: the first and last of each.
inline constexpr store::Sql kScanSuppliers{
    "sales.scan_suppliers",
    "SELECT supplier, number, series_count FROM sales_supplier WHERE supplier BETWEEN $1 AND $2 "
    "ORDER BY supplier"};
// Of one supplier, $1; days, then locations.
inline constexpr store::Sql kScanSections{
    "sales.scan_sections",
    "SELECT day, location, currency FROM sales_section WHERE supplier = $1 AND day BETWEEN $2 "
    "AND $3 AND +location BETWEEN $4 AND $5 ORDER BY day"};
inline constexpr store::Sql kScanSeries{
    "sales.scan_series",
    "SELECT location, gtin, slot, measured FROM sales_series WHERE supplier = $1 "
    "AND location BETWEEN $2 AND $3"};
inline constexpr store::Sql kScanRows{
    "sales.scan_rows",
    "SELECT slot, sold, returned, net_micros, minutes_on_shelf, minutes_open FROM sales_day "
    "WHERE slot BETWEEN $1 AND $2 ORDER BY slot"};

// Sections of one supplier and of all: a store finds the place where a page begins by an
// equal first column, or by the whole key. Parameters: the key after which to begin
// (supplier, day, location), then the first and last day and location, and how many.
#define HW_SECTION_COLUMNS                                                             \
  "SELECT supplier, day, location, coverage, restatement, currency, document_id FROM " \
  "sales_section "
inline constexpr store::Sql kListSectionsOf{
    "sales.list_sections_of", HW_SECTION_COLUMNS
    "WHERE supplier = $1 AND (day, location) > ($2, $3) AND +day >= $4 AND day <= $5 "
    "AND +location BETWEEN $6 AND $7 ORDER BY day, location LIMIT $8"};
inline constexpr store::Sql kListSections{
    "sales.list_sections", HW_SECTION_COLUMNS
    "WHERE (supplier, day, location) > ($1, $2, $3) AND +day BETWEEN $4 AND $5 "
    "AND +location BETWEEN $6 AND $7 ORDER BY supplier, day, location LIMIT $8"};
#undef HW_SECTION_COLUMNS

}  // namespace headwater::sales
