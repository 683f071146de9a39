// How a file writes days and instants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace headwater::csv {

// A pattern of YYYY, MM, M, DD, D, HH, H, MM (after the hours), SS and the text
// between them: "DD.MM.YYYY HH:MM". One letter stands for one or two digits. Thread-safe.
class TimePattern {
 public:
  // INVALID_ARGUMENT when a part is missing, doubled or not known. With `needs_time`
  // hours and minutes must be there, and without it must not.
  static absl::StatusOr<TimePattern> Make(std::string_view pattern, bool needs_time);

  // nullopt when the text does not look so, or there is no such day or time of day.
  std::optional<absl::CivilSecond> Parse(std::string_view text) const;
  std::string Format(absl::CivilSecond time) const;

  const std::string& text() const { return text_; }

 private:
  enum class Part { kYear, kMonth, kDay, kHour, kMinute, kSecond, kText };
  struct Piece {
    Part part = Part::kText;
    int digits_min = 0;
    int digits_max = 0;
    char text = 0;
  };

  std::string text_;
  std::vector<Piece> pieces_;
};

// An instant: RFC 3339 with its offset, or a pattern of local time in a zone.
class InstantPattern {
 public:
  // `pattern` "" or "RFC3339"; otherwise `zone` must name an IANA zone.
  static absl::StatusOr<InstantPattern> Make(std::string_view pattern, std::string_view zone);

  enum class Outcome {
    kOk,
    // The clocks were put back: it was twice, and the first is taken.
    kRepeated,
    // The clocks were put forward: it never was.
    kSkipped,
    kUnreadable,
  };
  // `time` is set for kOk and kRepeated.
  Outcome Parse(std::string_view text, absl::Time& time) const;
  // nullopt when the pattern cannot say it: fractions, or the second of a repeated hour.
  std::optional<std::string> Format(absl::Time time) const;

  // For people: "2024-01-31T08:00:00Z" or the pattern.
  std::string Example() const;

 private:
  std::optional<TimePattern> local_;
  absl::TimeZone zone_;
};

}  // namespace headwater::csv
