// The statements of sales whose way through the tables matters: a test asks the database
// for its plan of each. They go by sections, in the order of the key, and from there to
// the rows of a day: one series is a point read a day, and a sum is one walk. CROSS JOIN
// and the plus before a column keep SQLite from reading the days of all items instead.
#pragma once

#include "hub/store/database.h"

namespace headwater::sales {

// Parameters: the key after which to begin (supplier, day, location, gtin, promotion), the
// last supplier, then the first and last day, location and gtin, and how many.
inline constexpr store::Sql kListSales{
    "sales.list_sales",
    "SELECT d.supplier, d.day, d.location, d.gtin, d.promotion_code, d.sold, d.returned, "
    "d.net_micros, d.minutes_on_shelf, d.minutes_open, s.restatement, s.currency "
    "FROM sales_section s CROSS JOIN sales_day d "
    "WHERE d.supplier = s.supplier AND d.day = s.day AND d.location = s.location "
    "AND (s.supplier, s.day, s.location) >= ($1, $2, $3) AND s.supplier <= $6 "
    "AND +s.day BETWEEN $7 AND $8 AND +s.location BETWEEN $9 AND $10 "
    "AND d.gtin BETWEEN $11 AND $12 "
    "AND (s.supplier, s.day, s.location, d.gtin, d.promotion_code) > ($1, $2, $3, $4, $5) "
    "ORDER BY s.supplier, s.day, s.location, d.gtin, d.promotion_code LIMIT $13"};

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

// Totals. Inside, a row an item-day: one item may have several rows, by promotion. That the
// shelf was empty is known by any of them, that it never was by all. What is sold by measure
// counts where `quantities` says so. Parameters: the first and last
// supplier, day and location, and how many.
#define HW_SALES_ITEM_DAYS(dimension, quantities)                                       \
  "(SELECT " dimension                                                                  \
  " AS value, s.currency AS currency, "                                                 \
  "SUM(CASE WHEN " quantities                                                           \
  " THEN d.sold ELSE 0 END) AS sold, "                                                  \
  "SUM(CASE WHEN " quantities                                                           \
  " THEN d.returned END) AS returned, "                                                 \
  "SUM(d.net_micros) AS net, "                                                          \
  "MAX(CASE WHEN d.minutes_on_shelf < d.minutes_open THEN 1 ELSE 0 END) AS stock_out, " \
  "MIN(CASE WHEN " quantities                                                           \
  " AND d.returned IS NOT NULL THEN 1 ELSE 0 END) AS returned_known, "                  \
  "MIN(CASE WHEN d.net_micros IS NOT NULL THEN 1 ELSE 0 END) AS net_known, "            \
  "CASE WHEN MAX(CASE WHEN d.minutes_on_shelf < d.minutes_open THEN 1 ELSE 0 END) = 1 " \
  "THEN 1 ELSE MIN(CASE WHEN d.minutes_on_shelf IS NOT NULL "                           \
  "AND d.minutes_open IS NOT NULL THEN 1 ELSE 0 END) END AS shelf_known, "              \
  "MAX(CASE WHEN " quantities                                                           \
  " THEN 0 ELSE 1 END) AS in_money_alone "                                              \
  "FROM sales_section s CROSS JOIN sales_day d "                                        \
  "WHERE d.supplier = s.supplier AND d.day = s.day AND d.location = s.location "        \
  "AND s.supplier BETWEEN $1 AND $2 AND +s.day BETWEEN $3 AND $4 "                      \
  "AND +s.location BETWEEN $5 AND $6 "                                                  \
  "GROUP BY s.supplier, s.day, s.location, d.gtin, s.currency) AS item_day "
#define HW_SALES_TOTALS(dimension, quantities)                            \
  "SELECT value, currency, CAST(SUM(sold) AS BIGINT), "                   \
  "CAST(SUM(returned) AS BIGINT), CAST(SUM(net) AS BIGINT), COUNT(*), "   \
  "CAST(SUM(stock_out) AS BIGINT), CAST(SUM(returned_known) AS BIGINT), " \
  "CAST(SUM(net_known) AS BIGINT), CAST(SUM(shelf_known) AS BIGINT), "    \
  "CAST(SUM(in_money_alone) AS BIGINT) FROM " HW_SALES_ITEM_DAYS(         \
      dimension, quantities) "GROUP BY value, currency "
#define HW_SALES_BIGGEST "ORDER BY COALESCE(SUM(net), 0) DESC, value, currency LIMIT $7"

inline constexpr store::Sql kTotalsByItem{"sales.totals_by_item",
                                          HW_SALES_TOTALS("d.gtin", "1 = 1") HW_SALES_BIGGEST};
inline constexpr store::Sql kTotalsByLocation{
    "sales.totals_by_location", HW_SALES_TOTALS("s.location", "d.measured = 0") HW_SALES_BIGGEST};
inline constexpr store::Sql kTotalsBySupplier{
    "sales.totals_by_supplier", HW_SALES_TOTALS("s.supplier", "d.measured = 0") HW_SALES_BIGGEST};
inline constexpr store::Sql kTotalsByDay{
    "sales.totals_by_day",
    HW_SALES_TOTALS("s.day", "d.measured = 0") "ORDER BY value, currency LIMIT $7"};
#undef HW_SALES_ITEM_DAYS
#undef HW_SALES_TOTALS
#undef HW_SALES_BIGGEST

}  // namespace headwater::sales
