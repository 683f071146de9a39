#include "adapters/csv/time_pattern.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::csv {
namespace {

constexpr std::string_view kRfc3339 = "RFC3339";

}  // namespace

absl::StatusOr<TimePattern> TimePattern::Make(std::string_view pattern, bool needs_time) {
  TimePattern made;
  made.text_ = std::string(pattern);
  bool seen[6] = {};
  size_t at = 0;
  while (at < pattern.size()) {
    const char letter = pattern[at];
    size_t run = 1;
    while (at + run < pattern.size() && pattern[at + run] == letter) ++run;
    Piece piece;
    switch (letter) {
      case 'Y':
        piece.part = Part::kYear;
        break;
      case 'M':
        piece.part = seen[static_cast<int>(Part::kHour)] ? Part::kMinute : Part::kMonth;
        break;
      case 'D':
        piece.part = Part::kDay;
        break;
      case 'H':
        piece.part = Part::kHour;
        break;
      case 'S':
        piece.part = Part::kSecond;
        break;
      default:
        piece.text = letter;
        made.pieces_.push_back(piece);
        ++at;
        continue;
    }
    const bool is_year = piece.part == Part::kYear;
    if (is_year ? run != 4 : run > 2) {
      return absl::InvalidArgumentError(absl::StrCat(
          "in the pattern ", made.text_, ": years are YYYY, the rest one or two letters"));
    }
    bool& is_seen = seen[static_cast<int>(piece.part)];
    if (is_seen) {
      return absl::InvalidArgumentError(absl::StrCat("in the pattern ", made.text_, ": ",
                                                     std::string(run, letter), " stands twice"));
    }
    is_seen = true;
    piece.digits_min = static_cast<int>(run);
    piece.digits_max = is_year ? 4 : 2;
    made.pieces_.push_back(piece);
    at += run;
  }
  if (!seen[0] || !seen[1] || !seen[2] ||
      (needs_time ? !seen[3] || !seen[4] : seen[3] || seen[5])) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the pattern \"", made.text_, "\" needs year, month and day",
        needs_time ? ", hours and minutes: YYYY-MM-DD HH:MM:SS" : " alone: YYYY-MM-DD"));
  }
  return made;
}

std::optional<absl::CivilSecond> TimePattern::Parse(std::string_view text) const {
  int values[6] = {};
  for (const Piece& piece : pieces_) {
    if (piece.part == Part::kText) {
      if (text.empty() || text.front() != piece.text) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    int digits = 0;
    int value = 0;
    while (digits < piece.digits_max && static_cast<size_t>(digits) < text.size() &&
           text[static_cast<size_t>(digits)] >= '0' && text[static_cast<size_t>(digits)] <= '9') {
      value = value * 10 + (text[static_cast<size_t>(digits++)] - '0');
    }
    if (digits < piece.digits_min) return std::nullopt;
    text.remove_prefix(static_cast<size_t>(digits));
    values[static_cast<int>(piece.part)] = value;
  }
  if (!text.empty()) return std::nullopt;
  // A civil time normalizes what does not exist; then it is not what was written.
  const absl::CivilSecond time(values[0], values[1], values[2], values[3], values[4], values[5]);
  if (time.year() != values[0] || time.month() != values[1] || time.day() != values[2] ||
      time.hour() != values[3] || time.minute() != values[4] || time.second() != values[5]) {
    return std::nullopt;
  }
  return time;
}

std::string TimePattern::Format(absl::CivilSecond time) const {
  std::string text;
  for (const Piece& piece : pieces_) {
    int value = 0;
    switch (piece.part) {
      case Part::kYear:
        value = static_cast<int>(time.year());
        break;
      case Part::kMonth:
        value = time.month();
        break;
      case Part::kDay:
        value = time.day();
        break;
      case Part::kHour:
        value = time.hour();
        break;
      case Part::kMinute:
        value = time.minute();
        break;
      case Part::kSecond:
        value = time.second();
        break;
      case Part::kText:
        text.push_back(piece.text);
        continue;
    }
    absl::StrAppendFormat(&text, "%0*d", piece.digits_min, value);
  }
  return text;
}

absl::StatusOr<InstantPattern> InstantPattern::Make(std::string_view pattern,
                                                    std::string_view zone) {
  InstantPattern made;
  if (pattern.empty() || pattern == kRfc3339) return made;
  ASSIGN_OR_RETURN(made.local_, TimePattern::Make(pattern, /*needs_time=*/true));
  if (zone.empty() || !absl::LoadTimeZone(base::AbslView(zone), &made.zone_)) {
    return absl::InvalidArgumentError(
        absl::StrCat("local times need a time_zone, such as Europe/Berlin; \"",
                     base::AbslView(zone), "\" is none"));
  }
  return made;
}

InstantPattern::Outcome InstantPattern::Parse(std::string_view text, absl::Time& time) const {
  if (!local_.has_value()) {
    std::string error;
    return absl::ParseTime(absl::RFC3339_full, base::AbslView(text), &time, &error)
               ? Outcome::kOk
               : Outcome::kUnreadable;
  }
  const std::optional<absl::CivilSecond> civil = local_->Parse(text);
  if (!civil.has_value()) return Outcome::kUnreadable;
  const absl::TimeZone::TimeInfo info = zone_.At(*civil);
  time = info.pre;
  switch (info.kind) {
    case absl::TimeZone::TimeInfo::UNIQUE:
      return Outcome::kOk;
    case absl::TimeZone::TimeInfo::REPEATED:
      return Outcome::kRepeated;
    case absl::TimeZone::TimeInfo::SKIPPED:
      return Outcome::kSkipped;
  }
  return Outcome::kUnreadable;
}

std::optional<std::string> InstantPattern::Format(absl::Time time) const {
  std::string text = local_.has_value()
                         ? local_->Format(absl::ToCivilSecond(time, zone_))
                         : absl::FormatTime("%Y-%m-%d%ET%H:%M:%E*SZ", time, absl::UTCTimeZone());
  absl::Time back;
  const Outcome outcome = Parse(text, back);
  if (back != time || (outcome != Outcome::kOk && outcome != Outcome::kRepeated)) {
    return std::nullopt;
  }
  return text;
}

std::string InstantPattern::Example() const {
  return local_.has_value() ? local_->text() : "2024-01-31T08:00:00Z";
}

}  // namespace headwater::csv
