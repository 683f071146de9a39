// All sales of a stretch of time, in the order in which they lie: for totals.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "hub/base/date.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"

namespace headwater::sales {

// Both ends of each are in it.
struct ScanRange {
  int64_t first_supplier;
  int64_t last_supplier;
  base::Day first_day;
  base::Day last_day;
  int64_t first_location;
  int64_t last_location;
};

// Borrowed until the callback that got it returns.
struct ScannedRow {
  base::Gln supplier;
  base::Gln location;
  base::Gtin gtin;
  base::Day day;
  bool measured;
  std::string_view currency;
  int64_t sold;
  std::optional<int64_t> returned;
  std::optional<int64_t> net_micros;
  std::optional<int64_t> minutes_on_shelf;
  std::optional<int64_t> minutes_open;
};

// The rows of one item, location and day come one after the other, in the order of their
// promotion codes. Takes a quarter of a microsecond a row, and the memory of one supplier's
// items and reported days.
absl::Status ScanSales(store::Reader& reader, const ScanRange& range,
                       absl::FunctionRef<absl::Status(const ScannedRow&)> row);

}  // namespace headwater::sales
