#include "hub/exchange/special_types.h"

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/protobuf/timestamp.pb.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/date.h"

namespace headwater::exchange {
namespace {

using google::protobuf::DynamicCastToGenerated;
using google::protobuf::Message;
using google::protobuf::Timestamp;
using Special = CompiledMessage::Special;

constexpr int64_t kTimeSecondsMax = 253'402'300'799;  // 9999-12-31T23:59:59Z
constexpr int32_t kNanosMax = 999'999'999;

bool IsInstant(const Timestamp& time) {
  return time.seconds() >= 0 && time.seconds() <= kTimeSecondsMax && time.nanos() >= 0 &&
         time.nanos() <= kNanosMax;
}

bool ComesAfter(const Timestamp& a, const Timestamp& b) {
  return a.seconds() != b.seconds() ? a.seconds() > b.seconds() : a.nanos() > b.nanos();
}

std::optional<base::Day> DayIn(const v1::Date& date) {
  return base::FromCivil(date.year(), date.month(), date.day());
}

std::string DateText(const v1::Date& date) {
  return absl::StrCat(absl::Dec(date.year(), absl::kZeroPad4), "-",
                      absl::Dec(date.month(), absl::kZeroPad2), "-",
                      absl::Dec(date.day(), absl::kZeroPad2));
}

std::string TimeText(const Timestamp& time) {
  return absl::FormatTime(absl::RFC3339_full,
                          absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()),
                          absl::UTCTimeZone());
}

std::optional<FormatFault> CheckTime(const Timestamp& time) {
  if (IsInstant(time)) return std::nullopt;
  return FormatFault{v1::REASON_TIME_INVALID,
                     absl::StrCat(time.seconds(), " s and ", time.nanos(),
                                  " ns is no instant that is taken here; give one from 1970 to "
                                  "9999 with 0 to 999999999 ns")};
}

std::optional<FormatFault> CheckDate(const v1::Date& date) {
  const bool parts_fit = date.year() >= 1970 && date.year() <= 9999 && date.month() >= 1 &&
                         date.month() <= 12 && date.day() >= 1 && date.day() <= 31;
  if (!parts_fit || DayIn(date).has_value()) return std::nullopt;
  return FormatFault{v1::REASON_DATE_INVALID, absl::StrCat("there is no day ", DateText(date),
                                                           "; give one of the calendar")};
}

std::optional<FormatFault> CheckInterval(const v1::DateInterval& interval) {
  if (!interval.has_first_date() || !interval.has_last_date()) return std::nullopt;
  const auto first = DayIn(interval.first_date());
  const auto last = DayIn(interval.last_date());
  if (!first.has_value() || !last.has_value() || *first <= *last) return std::nullopt;
  return FormatFault{
      v1::REASON_INTERVAL_INVERTED,
      absl::StrCat("last_date ", DateText(interval.last_date()), " comes before first_date ",
                   DateText(interval.first_date()), "; exchange them, or give a later last_date")};
}

std::optional<FormatFault> CheckWindow(const v1::TimeWindow& window) {
  if (!window.has_start_time() || !window.has_end_time() || !IsInstant(window.start_time()) ||
      !IsInstant(window.end_time()) || ComesAfter(window.end_time(), window.start_time())) {
    return std::nullopt;
  }
  return FormatFault{
      v1::REASON_INTERVAL_INVERTED,
      absl::StrCat("end_time ", TimeText(window.end_time()), " does not come after start_time ",
                   TimeText(window.start_time()), "; give a later end_time")};
}

}  // namespace

// A message that was made from a descriptor at run time is none of the generated
// types: its parts are checked by their own rules alone.
std::optional<FormatFault> CheckSpecial(Special special, const Message& message) {
  switch (special) {
    case Special::kNone:
      return std::nullopt;
    case Special::kTimestamp: {
      const auto* const time = DynamicCastToGenerated<Timestamp>(&message);
      return time == nullptr ? std::nullopt : CheckTime(*time);
    }
    case Special::kDate: {
      const auto* const date = DynamicCastToGenerated<v1::Date>(&message);
      return date == nullptr ? std::nullopt : CheckDate(*date);
    }
    case Special::kDateInterval: {
      const auto* const interval = DynamicCastToGenerated<v1::DateInterval>(&message);
      return interval == nullptr ? std::nullopt : CheckInterval(*interval);
    }
    case Special::kTimeWindow: {
      const auto* const window = DynamicCastToGenerated<v1::TimeWindow>(&message);
      return window == nullptr ? std::nullopt : CheckWindow(*window);
    }
  }
  return std::nullopt;
}

}  // namespace headwater::exchange
