// The sales of one item at one location, day by day.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/base/date.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"

namespace headwater::sales {

struct SeriesKey {
  base::Gln supplier;
  base::Gln location;
  base::Gtin gtin;  // of the base
};

// A day of which the supplier's sales at the location were reported: without a row of the
// item nothing was sold where the section is COMPLETE, and nothing is known where it is
// PARTIAL. A day that is not here was never reported.
struct ReportedDay {
  base::Day day;
  int64_t restatement;
  std::string currency;
};

// In pieces of the base or millionths of its measure unit; what is nullopt is not known.
struct SeriesRow {
  size_t reported;  // index of its day
  std::string promotion_code;
  int64_t sold;
  std::optional<int64_t> returned;
  std::optional<int64_t> net_micros;
  std::optional<int64_t> minutes_on_shelf;
  std::optional<int64_t> minutes_open;
};

struct Series {
  std::vector<ReportedDay> days;  // in order
  std::vector<SeriesRow> rows;    // in the order of day and promotion code
};

// The first `days_max` days that were reported from `first` to `last`, both of them in it,
// and the item's rows of them. With fewer than `days_max` there are no more. Two years are
// some fifty looks into the table of rows and one walk over the days.
absl::StatusOr<Series> ReadSeries(store::Reader& reader, const SeriesKey& key, base::Day first,
                                  base::Day last, int64_t days_max);

}  // namespace headwater::sales
