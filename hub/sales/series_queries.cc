#include "hub/sales/series_queries.h"

#include <algorithm>
#include <utility>

#include "hub/base/error.h"
#include "hub/sales/sales_slot.h"
#include "hub/sales/sales_statements.h"

namespace headwater::sales {
namespace {

using store::Row;

struct SlottedRow {
  int64_t slot;
  SeriesRow row;
};

SlottedRow Slotted(const Row& row) {
  return {.slot = row.integer(0),
          .row = {.reported = 0,
                  .promotion_code = std::string(row.text(1)),
                  .sold = row.integer(2),
                  .returned = row.optional_integer(3),
                  .net_micros = row.optional_integer(4),
                  .minutes_on_shelf = row.optional_integer(5),
                  .minutes_open = row.optional_integer(6)}};
}

// Rows of the stretches between two days, in order; of these days and some around them.
absl::StatusOr<std::vector<SlottedRow>> ReadRows(store::Reader& reader, const SeriesKey& key,
                                                 base::Day first, base::Day last) {
  std::vector<SlottedRow> rows;
  int64_t supplier = 0;
  int64_t series = 0;
  ASSIGN_OR_RETURN(const bool found,
                   reader.QueryOne(kFindSeriesSlot,
                                   {key.supplier.value(), key.location.value(), key.gtin.value()},
                                   [&](const Row& row) {
                                     supplier = row.integer(0);
                                     series = row.integer(1);
                                   }));
  if (!found) return rows;
  const auto stretch_of = [&](base::Day day) {
    return SectionSlot(supplier, day / kStretchDays * kStretchDays) + series;
  };
  RETURN_IF_ERROR(reader.Query(kListSeriesRows,
                               {stretch_of(first), stretch_of(last), kStretchStep, kSeriesSpan - 1},
                               [&](const Row& row) {
                                 rows.push_back(Slotted(row));
                                 return absl::OkStatus();
                               }));
  const auto before = [](const SlottedRow& a, const SlottedRow& b) { return a.slot < b.slot; };
  // They come in order, which the statement need not promise: sorting there would cost more.
  if (!std::is_sorted(rows.begin(), rows.end(), before)) {
    std::sort(rows.begin(), rows.end(), before);
  }
  return rows;
}

}  // namespace

absl::StatusOr<Series> ReadSeries(store::Reader& reader, const SeriesKey& key, base::Day first,
                                  base::Day last, int64_t days_max) {
  Series series;
  RETURN_IF_ERROR(reader.Query(
      kListReportedDays, {key.supplier.value(), key.location.value(), first, last, days_max},
      [&](const Row& row) {
        series.days.push_back({row.integer(0), row.integer(1), std::string(row.text(2))});
        return absl::OkStatus();
      }));
  if (series.days.empty()) return series;
  ASSIGN_OR_RETURN(std::vector<SlottedRow> rows,
                   ReadRows(reader, key, series.days.front().day, series.days.back().day));
  series.rows.reserve(rows.size());
  size_t reported = 0;
  for (SlottedRow& row : rows) {
    const base::Day day = DayOfSlot(row.slot);
    if (day < series.days.front().day || day > series.days.back().day) continue;
    while (reported < series.days.size() && series.days[reported].day < day) ++reported;
    if (reported == series.days.size() || series.days[reported].day != day) {
      return absl::InternalError("sales of a day that was not reported; run headwater verify");
    }
    row.row.reported = reported;
    series.rows.push_back(std::move(row.row));
  }
  return series;
}

}  // namespace headwater::sales
