// The reading half of a codec.
#include <algorithm>
#include <array>
#include <limits>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "adapters/csv/codec.h"
#include "adapters/csv/text_rules.h"
#include "hub/base/absl_view.h"
#include "hub/base/codes.h"
#include "hub/base/decimal.h"

namespace headwater::csv {
namespace {

using format::Fault;
using format::Quoted;
using google::protobuf::FieldDescriptor;

// The ranges that types.proto gives.
constexpr int64_t kCountMax = 1'000'000'000'000;
constexpr int64_t kMeasureMicrosMax = 1'000'000'000'000'000'000;
constexpr int64_t kMoneyMicrosMax = 1'000'000'000'000'000;
// 9999-12-31T23:59:59.999999999Z
constexpr int64_t kSecondsMax = 253'402'300'799;

bool IsCountUnit(std::string_view unit) {
  return unit.empty() || unit == "H87" || unit == "C62" || unit == "EA" || unit == "PCE";
}

// Decimal digits with an optional sign and nothing else; nullopt for anything that
// needs a closer look.
std::optional<int64_t> PlainInteger(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 18) return std::nullopt;
  int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return negative ? -number : number;
}

Fault OutOfRange(std::string_view text, int64_t low, int64_t high) {
  return {v1::REASON_NUMBER_OUT_OF_RANGE, absl::StrCat(Quoted(text), " is out of range"),
          absl::StrCat("It must be from ", low, " to ", high)};
}

}  // namespace

std::optional<Fault> Codec::Parse(std::string_view text, std::string_view unit, SignChange sign,
                                  Value& value, bool& warning) const {
  warning = false;
  switch (type_) {
    case Type::kText:
      value.text = text;
      return CheckText(text, rules_);
    case Type::kIntegers:
      return ParseIntegers(text, value);
    case Type::kInteger:
    case Type::kQuantity:
    case Type::kMoney:
      return ParseNumber(text, unit, sign, value);
    case Type::kBool:
    case Type::kEnum:
      return ParseWord(text, value);
    case Type::kDate:
      return ParseDay(text, value);
    case Type::kInstant:
      return ParseInstant(text, value, warning);
  }
  return std::nullopt;
}

std::optional<Fault> Codec::ParseDecimal(std::string_view text, int64_t& micros) const {
  std::array<char, 40> copy;
  const char other = decimal_mark_ == '.' ? ',' : '.';
  if (text.find(other) != std::string_view::npos || text.size() > copy.size()) {
    return Fault{v1::REASON_TEXT_CHARACTERS, absl::StrCat(Quoted(text), " is not a number"),
                 absl::StrCat("Write digits without grouping and \"", std::string(1, decimal_mark_),
                              "\" before the decimals")};
  }
  std::copy(text.begin(), text.end(), copy.begin());
  std::replace(copy.begin(), copy.begin() + static_cast<ptrdiff_t>(text.size()), decimal_mark_,
               '.');
  const auto parsed = base::ParseMicros(std::string_view(copy.data(), text.size()));
  if (parsed.ok()) {
    micros = *parsed;
    return std::nullopt;
  }
  if (absl::IsOutOfRange(parsed.status())) {
    return Fault{v1::REASON_NUMBER_OUT_OF_RANGE, absl::StrCat(Quoted(text), " is too large"),
                 "Check the number"};
  }
  return Fault{v1::REASON_TEXT_CHARACTERS, absl::StrCat(Quoted(text), " is not a number"),
               "Write digits with at most six decimals, such as 12.50"};
}

std::optional<Fault> Codec::ParseNumber(std::string_view text, std::string_view unit,
                                        SignChange sign, Value& value) const {
  if (type_ != Type::kInteger) return ParseQuantityOrMoney(text, unit, sign, value);
  int64_t number = 0;
  if (const std::optional<int64_t> plain = PlainInteger(text); plain.has_value()) {
    number = *plain;
  } else {
    // A spreadsheet's 6.0 is six.
    int64_t micros = 0;
    if (auto fault = ParseDecimal(text, micros)) return fault;
    if (micros % base::kMicrosPerUnit != 0) {
      return Fault{v1::REASON_TEXT_CHARACTERS, absl::StrCat(Quoted(text), " is not a whole number"),
                   "Write it without decimals"};
    }
    number = micros / base::kMicrosPerUnit;
  }
  if (sign.absolute && number < 0) number = -number;
  if (sign.negate) number = -number;
  const bool is_32 = field_->cpp_type() == FieldDescriptor::CPPTYPE_INT32;
  const int64_t low = rules_.has_min() ? rules_.min()
                      : is_32          ? std::numeric_limits<int32_t>::min()
                                       : std::numeric_limits<int64_t>::min();
  const int64_t high = rules_.has_max() ? rules_.max()
                       : is_32          ? std::numeric_limits<int32_t>::max()
                                        : std::numeric_limits<int64_t>::max();
  if (number < low || number > high) return OutOfRange(text, low, high);
  value.number = number;
  return std::nullopt;
}

std::optional<Fault> Codec::ParseQuantityOrMoney(std::string_view text, std::string_view unit,
                                                 SignChange sign, Value& value) const {
  const bool is_count = type_ == Type::kQuantity && IsCountUnit(unit);
  int64_t number = 0;
  const std::optional<int64_t> plain = is_count ? PlainInteger(text) : std::nullopt;
  if (plain.has_value()) {
    number = *plain;
  } else {
    if (auto fault = ParseDecimal(text, number)) return fault;
    if (is_count) {
      if (number % base::kMicrosPerUnit != 0) {
        return Fault{v1::REASON_UNIT_MISMATCH,
                     absl::StrCat(Quoted(text), " pieces is not a whole number"),
                     "Write whole pieces, or give the unit in which it is measured"};
      }
      number /= base::kMicrosPerUnit;
    }
  }
  if (sign.absolute && number < 0) number = -number;
  if (sign.negate) number = -number;
  const int64_t limit = type_ == Type::kMoney ? kMoneyMicrosMax
                        : is_count            ? kCountMax
                                              : kMeasureMicrosMax;
  if (number < -limit || number > limit) {
    const int64_t scale = is_count ? 1 : base::kMicrosPerUnit;
    return OutOfRange(text, -limit / scale, limit / scale);
  }
  if (type_ == Type::kMoney && !base::IsCurrency(unit)) {
    return Fault{unit.empty() ? v1::REASON_FIELD_REQUIRED : v1::REASON_CODE_UNKNOWN,
                 unit.empty() ? absl::StrCat("the amount ", Quoted(text), " has no currency")
                              : absl::StrCat(Quoted(unit), " is not a currency"),
                 "Use the three capital letters of ISO 4217, such as EUR"};
  }
  if (type_ == Type::kQuantity && !is_count && !base::IsUnit(unit)) {
    return Fault{v1::REASON_CODE_UNKNOWN, absl::StrCat(Quoted(unit), " is not a unit"),
                 "Use a code of UN/ECE Recommendation 20, such as KGM; empty for pieces"};
  }
  value.number = number;
  value.is_measure = !is_count;
  value.unit = unit;
  return CheckSign(text, number);
}

std::optional<Fault> Codec::CheckSign(std::string_view text, int64_t number) const {
  if (rules_.sign() == v1::SIGN_ANY) return std::nullopt;
  if (rules_.sign() == v1::SIGN_POSITIVE ? number > 0 : number >= 0) return std::nullopt;
  return Fault{
      v1::REASON_NUMBER_OUT_OF_RANGE, absl::StrCat(Quoted(text), " is out of range"),
      rules_.sign() == v1::SIGN_POSITIVE ? "It must be more than zero" : "It must not be negative"};
}

std::optional<Fault> Codec::ParseIntegers(std::string_view text, Value& value) const {
  // A list of blanks is not an empty one: that may mean all.
  const std::vector<absl::string_view> items =
      absl::StrSplit(base::AbslView(text), ' ', absl::SkipEmpty());
  if (items.empty()) {
    return Fault{v1::REASON_TEXT_CHARACTERS, "there are blanks and no number",
                 "Write whole numbers with blanks between them, such as 1 3 4, or leave the cell "
                 "empty"};
  }
  for (const absl::string_view item : items) {
    int32_t number = 0;
    if (absl::SimpleAtoi(item, &number)) continue;
    return Fault{v1::REASON_TEXT_CHARACTERS,
                 absl::StrCat(Quoted(base::StdView(item)), " is not a whole number"),
                 "Write whole numbers with blanks between them, such as 1 3 4"};
  }
  value.text = text;
  return std::nullopt;
}

std::optional<Fault> Codec::ParseWord(std::string_view text, Value& value) const {
  std::string word = absl::AsciiStrToUpper(base::AbslView(text));
  if (type_ == Type::kBool) {
    if (word == "TRUE" || word == "YES" || word == "Y" || word == "1") {
      value.number = 1;
      return std::nullopt;
    }
    if (word == "FALSE" || word == "NO" || word == "N" || word == "0") {
      value.number = 0;
      return std::nullopt;
    }
    return Fault{v1::REASON_TEXT_CHARACTERS, absl::StrCat(Quoted(text), " is neither yes nor no"),
                 "Write true or false"};
  }
  for (char& c : word) c = c == ' ' || c == '-' ? '_' : c;
  const auto found = words_->numbers.find(word);
  if (found != words_->numbers.end()) {
    value.number = found->second;
    return std::nullopt;
  }
  std::vector<std::string> known;
  for (const auto& [number, name] : words_->names) known.push_back(name);
  return Fault{v1::REASON_ENUM_UNKNOWN,
               absl::StrCat(Quoted(text), " is no ", field_->enum_type()->name()),
               absl::StrCat("Use one of ", absl::StrJoin(known, ", "))};
}

std::optional<Fault> Codec::ParseDay(std::string_view text, Value& value) const {
  const std::optional<absl::CivilSecond> day = day_->Parse(text);
  if (!day.has_value()) {
    return Fault{v1::REASON_DATE_INVALID, absl::StrCat(Quoted(text), " is not a date"),
                 absl::StrCat("Write an existing day as ", day_->text())};
  }
  if (day->year() < 1970) {
    return Fault{v1::REASON_DATE_INVALID, absl::StrCat(Quoted(text), " is before 1970"),
                 "Check the year"};
  }
  value.number = absl::CivilDay(*day) - absl::CivilDay(1970, 1, 1);
  return std::nullopt;
}

std::optional<Fault> Codec::ParseInstant(std::string_view text, Value& value, bool& warning) const {
  absl::Time time;
  const InstantPattern::Outcome outcome = instant_->Parse(text, time);
  if (outcome == InstantPattern::Outcome::kUnreadable) {
    return Fault{v1::REASON_TIME_INVALID, absl::StrCat(Quoted(text), " is not a time"),
                 absl::StrCat("Write it as ", instant_->Example())};
  }
  if (outcome == InstantPattern::Outcome::kSkipped) {
    return Fault{v1::REASON_TIME_INVALID,
                 absl::StrCat(Quoted(text), " never was: the clocks were put forward over it"),
                 "Check the time, and the time zone of the profile"};
  }
  // Infinite times, which the parser knows, are beyond both.
  if (time < absl::UnixEpoch() || time >= absl::FromUnixSeconds(kSecondsMax + 1)) {
    return Fault{v1::REASON_TIME_INVALID,
                 absl::StrCat(Quoted(text), " is not within 1970 and 9999"), "Check the year"};
  }
  value.number = absl::ToUnixSeconds(time);
  value.nanos =
      static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(value.number)));
  if (outcome == InstantPattern::Outcome::kRepeated) {
    warning = true;
    return Fault{v1::REASON_TIME_INVALID,
                 absl::StrCat(Quoted(text), " was twice: the clocks were put back over it"),
                 "The first of the two is taken; write times with their offset to tell them apart"};
  }
  return std::nullopt;
}

}  // namespace headwater::csv
