// --from and --to: days, in the time zone of each location.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/date.h"

namespace headwater::cli {

// Both days belong to it. Where one of the two was not said that end is open.
struct DayRange {
  base::Day first = base::kDayMin;
  base::Day last = base::kDayMax;
  bool all = true;  // neither was said
};

// YYYY-MM-DD each, or empty. INVALID_ARGUMENT for anything else, for an end before its
// beginning, and for one before 1970.
absl::StatusOr<DayRange> ParseDayRange(const std::string& from, const std::string& to);

// As the contract has it, whose days begin with 1970.
v1::DateInterval IntervalOf(const DayRange& range);

}  // namespace headwater::cli
