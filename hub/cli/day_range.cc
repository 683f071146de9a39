#include "hub/cli/day_range.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/exchange/values.h"

namespace headwater::cli {
absl::StatusOr<DayRange> ParseDayRange(const std::string& from, const std::string& to) {
  DayRange range;
  range.all = from.empty() && to.empty();
  if (!from.empty()) {
    ASSIGN_OR_RETURN(range.first, base::ParseDay(from));
  }
  if (!to.empty()) {
    ASSIGN_OR_RETURN(range.last, base::ParseDay(to));
  }
  if (range.last < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--to ", to, " is before 1970; the hub's days begin with it"));
  }
  if (range.last >= range.first) return range;
  return absl::InvalidArgumentError(
      absl::StrCat("--to ", to, " comes before --from ", from, "; exchange them"));
}

v1::DateInterval IntervalOf(const DayRange& range) {
  v1::DateInterval interval;
  *interval.mutable_first_date() = exchange::DateOf(std::max<base::Day>(range.first, 0));
  *interval.mutable_last_date() = exchange::DateOf(range.last);
  return interval;
}

}  // namespace headwater::cli
