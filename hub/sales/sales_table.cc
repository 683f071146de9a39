#include "hub/sales/sales_table.h"

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/sales/sales_slot.h"

namespace headwater::sales {
namespace {

using store::Row;
using store::Sql;

constexpr Sql kFindSupplier{"sales.find_supplier",
                            "SELECT number, series_count FROM sales_supplier WHERE supplier = $1"};
constexpr Sql kLastSupplier{"sales.last_supplier",
                            "SELECT COALESCE(MAX(number), 0) FROM sales_supplier"};
constexpr Sql kInsertSupplier{
    "sales.insert_supplier",
    "INSERT INTO sales_supplier(supplier, number, series_count) VALUES($1, $2, 0)"};
constexpr Sql kCountSeries{
    "sales.count_series",
    "/* later */ UPDATE sales_supplier SET series_count = $2 WHERE supplier = $1"};

constexpr Sql kFindRestatement{
    "sales.find_restatement",
    "SELECT restatement FROM sales_section WHERE supplier = $1 AND day = $2 AND location = $3"};
constexpr Sql kPutSection{
    "sales.put_section",
    "/* later */ INSERT INTO sales_section(supplier, day, location, slot, coverage, restatement, "
    "currency, "
    "document_id) VALUES($1, $2, $3, $4, $5, $6, $7, $8) "
    "ON CONFLICT(supplier, day, location) DO UPDATE SET coverage = excluded.coverage, "
    "restatement = excluded.restatement, currency = excluded.currency, "
    "document_id = excluded.document_id"};

constexpr Sql kFindSeries{
    "sales.find_series",
    "SELECT gtin, slot FROM sales_series WHERE supplier = $1 AND location = $2 AND gtin = $3"};
constexpr Sql kListSeries{
    "sales.list_series",
    "SELECT gtin, slot FROM sales_series WHERE supplier = $1 AND location = $2 "
    "AND gtin BETWEEN $3 AND $4 ORDER BY gtin"};
constexpr Sql kInsertSeries{"sales.insert_series",
                            "INSERT INTO sales_series(supplier, location, gtin, slot, measured) "
                            "VALUES($1, $2, $3, $4, $5)"};

// Of one section: $3 is its slot, $4 the last place of a row.
constexpr Sql kDeleteRows{
    "sales.delete_rows",
    "/* later */ DELETE FROM sales_day WHERE slot IN (SELECT d.slot FROM sales_series s CROSS JOIN "
    "sales_day d "
    "WHERE s.supplier = $1 AND s.location = $2 AND d.slot BETWEEN s.slot + $3 "
    "AND s.slot + $3 + $4)"};
constexpr Sql kInsertRow{
    "sales.insert_row",
    "INSERT INTO sales_day(slot, promotion_code, sold, returned, net_micros, minutes_on_shelf, "
    "minutes_open) VALUES($1, $2, $3, $4, $5, $6, $7)"};

// With more rows than this, one walk over the series of the location is less work than a
// look for each.
constexpr size_t kSeriesLookedUp = 32;

absl::Status Full(std::string_view what, int64_t most) {
  return absl::InternalError(absl::StrCat("the sales tables can number ", most, " ",
                                          std::string(what), " and have given out all of them"));
}

}  // namespace

absl::StatusOr<std::optional<int64_t>> SalesTable::FindRestatement(base::Gln location) {
  std::optional<int64_t> known;
  RETURN_IF_ERROR(transaction_
                      .QueryOne(kFindRestatement, {supplier_.value(), day_, location.value()},
                                [&](const Row& row) { known = row.integer(0); })
                      .status());
  return known;
}

absl::Status SalesTable::Put(const SalesSection& section, bool known,
                             absl::Span<const SalesRow> rows) {
  if (!section_slot_.has_value()) RETURN_IF_ERROR(LoadSupplier());
  if (known) {
    RETURN_IF_ERROR(transaction_
                        .Execute(kDeleteRows, {supplier_.value(), section.location.value(),
                                               *section_slot_, kPlacesMax - 1})
                        .status());
  }
  RETURN_IF_ERROR(transaction_
                      .Execute(kPutSection, {supplier_.value(), day_, section.location.value(),
                                             *section_slot_, section.coverage, section.restatement,
                                             section.currency, section.document_id})
                      .status());
  ASSIGN_OR_RETURN(const std::vector<Series> series, FindSeries(section.location, rows));
  auto next = series.begin();
  int64_t slot = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i > 0 && rows[i].gtin == rows[i - 1].gtin) {
      ++slot;  // the next place of the same item
    } else {
      while (next != series.end() && next->gtin < rows[i].gtin) ++next;
      if (next != series.end() && next->gtin == rows[i].gtin) {
        slot = *section_slot_ + next->slot;
      } else {
        ASSIGN_OR_RETURN(const int64_t added, AddSeries(section.location, rows[i]));
        slot = *section_slot_ + added;
      }
    }
    RETURN_IF_ERROR(PutRow(slot, rows[i]));
  }
  return absl::OkStatus();
}

absl::Status SalesTable::Finish() {
  if (!series_added_) return absl::OkStatus();
  return transaction_.Execute(kCountSeries, {supplier_.value(), series_count_}).status();
}

absl::Status SalesTable::LoadSupplier() {
  HW_CHECK(day_ >= 0 && day_ <= kSlotDayMax) << "a day that no report can be of";
  int64_t number = 0;
  ASSIGN_OR_RETURN(const bool found,
                   transaction_.QueryOne(kFindSupplier, {supplier_.value()}, [&](const Row& row) {
                     number = row.integer(0);
                     series_count_ = row.integer(1);
                   }));
  if (!found) {
    RETURN_IF_ERROR(
        transaction_
            .QueryOne(kLastSupplier, {}, [&](const Row& row) { number = row.integer(0) + 1; })
            .status());
    if (number > kSupplierNumberMax) return Full("suppliers", kSupplierNumberMax);
    RETURN_IF_ERROR(transaction_.Execute(kInsertSupplier, {supplier_.value(), number}).status());
  }
  section_slot_ = SectionSlot(number, day_);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SalesTable::Series>> SalesTable::FindSeries(
    base::Gln location, absl::Span<const SalesRow> rows) {
  std::vector<Series> series;
  if (rows.empty()) return series;
  series.reserve(rows.size());
  const auto take = [&](const Row& row) {
    series.push_back({base::Gtin(row.integer(0)), row.integer(1)});
    return absl::OkStatus();
  };
  if (rows.size() > kSeriesLookedUp) {
    RETURN_IF_ERROR(transaction_.Query(
        kListSeries,
        {supplier_.value(), location.value(), rows.front().gtin.value(), rows.back().gtin.value()},
        take));
    return series;
  }
  for (const SalesRow& row : rows) {
    RETURN_IF_ERROR(transaction_.Query(
        kFindSeries, {supplier_.value(), location.value(), row.gtin.value()}, take));
  }
  return series;
}

absl::StatusOr<int64_t> SalesTable::AddSeries(base::Gln location, const SalesRow& row) {
  if (series_count_ == kSeriesNumberMax) return Full("items by location", kSeriesNumberMax);
  series_added_ = true;
  const int64_t slot = SeriesSlot(++series_count_);
  RETURN_IF_ERROR(transaction_
                      .Execute(kInsertSeries, {supplier_.value(), location.value(),
                                               row.gtin.value(), slot, row.measured})
                      .status());
  return slot;
}

absl::Status SalesTable::PutRow(int64_t slot, const SalesRow& row) {
  return transaction_
      .Execute(kInsertRow, {slot, row.promotion_code, row.sold, row.returned, row.net_micros,
                            row.minutes_on_shelf, row.minutes_open})
      .status();
}

}  // namespace headwater::sales
