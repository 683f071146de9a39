#include "hub/base/date.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "hub/base/absl_view.h"

namespace headwater::base {
namespace {

constexpr size_t kTextSize = 10;

absl::CivilDay Civil(Day day) {
  return absl::CivilDay(1970, 1, 1) + std::clamp(day, kDayMin, kDayMax);
}

absl::Status Malformed(std::string_view text, const char* fault) {
  return absl::InvalidArgumentError(absl::StrCat("\"", AbslView(text.substr(0, 2 * kTextSize)),
                                                 "\" is not a date: ", fault,
                                                 "; write it like 2026-03-31"));
}

}  // namespace

std::optional<Day> FromCivil(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) {
    return std::nullopt;
  }
  const absl::CivilDay civil(year, month, day);
  if (civil.day() != day) return std::nullopt;  // CivilDay carries 31 April into May
  return civil - absl::CivilDay(1970, 1, 1);
}

CivilDate ToCivil(Day day) {
  const absl::CivilDay civil = Civil(day);
  return {static_cast<int>(civil.year()), civil.month(), civil.day()};
}

absl::StatusOr<Day> ParseDay(std::string_view text) {
  if (text.empty()) {
    return absl::InvalidArgumentError("a date is missing; write it like 2026-03-31");
  }
  if (text.size() != kTextSize) return Malformed(text, "it has not 10 characters");
  int part[3] = {0, 0, 0};
  int at = 0;
  for (size_t i = 0; i < kTextSize; ++i) {
    const char c = text[i];
    if (i == 4 || i == 7) {
      if (c != '-') return Malformed(text, "a hyphen is missing");
      ++at;
    } else if (c < '0' || c > '9') {
      return Malformed(text, "digits and hyphens only are allowed");
    } else {
      part[at] = part[at] * 10 + (c - '0');
    }
  }
  const std::optional<Day> day = FromCivil(part[0], part[1], part[2]);
  if (!day) return Malformed(text, "the calendar has no such day");
  return *day;
}

std::string FormatDay(Day day) {
  const CivilDate date = ToCivil(day);
  return absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day);
}

int IsoWeekday(Day day) {
  // 1970-01-01 was a Thursday, the fourth.
  const int64_t shifted = (day % 7 + 10) % 7;
  return static_cast<int>(shifted) + 1;
}

Day DayIn(absl::Time instant, absl::TimeZone zone) {
  return absl::ToCivilDay(instant, zone) - absl::CivilDay(1970, 1, 1);
}

}  // namespace headwater::base
