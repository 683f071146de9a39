// Business days. A Day is the number of days since 1970-01-01 in the proleptic
// Gregorian calendar; it has no time zone of its own and is reckoned in that of
// the location that it belongs to. Days are subtracted and compared as the
// integers they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace headwater::base {

using Day = int64_t;

// The days that can be read and written as YYYY-MM-DD: 0001-01-01 to 9999-12-31.
inline constexpr Day kDayMin = -719'162;
inline constexpr Day kDayMax = 2'932'896;

struct CivilDate {
  int year = 1970;
  int month = 1;  // 1 to 12
  int day = 1;    // 1 to 31

  friend bool operator==(const CivilDate&, const CivilDate&) = default;
};

// nullopt when there is no such date, or its year is not within 1 and 9999.
std::optional<Day> FromCivil(int year, int month, int day);

// A day outside kDayMin and kDayMax gives the nearest of the two.
CivilDate ToCivil(Day day);

// "YYYY-MM-DD", digits and hyphens alone. INVALID_ARGUMENT says what is wrong.
absl::StatusOr<Day> ParseDay(std::string_view text);
std::string FormatDay(Day day);

// 1 is Monday, 7 is Sunday (ISO 8601).
int IsoWeekday(Day day);

// The business day on which an instant falls at a place.
Day DayIn(absl::Time instant, absl::TimeZone zone);

}  // namespace headwater::base
