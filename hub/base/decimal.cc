#include "hub/base/decimal.h"

#include <limits>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"

namespace headwater::base {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
// More digits than any number that fits; longer text is not read at all.
constexpr size_t kTextSizeMax = 64;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

absl::Status Malformed(std::string_view text, const char* fault) {
  return absl::InvalidArgumentError(absl::StrCat("\"", AbslView(text.substr(0, kTextSizeMax)),
                                                 "\" is not a decimal number: ", fault,
                                                 "; write it like -12.50"));
}

absl::Status TooLarge(std::string_view text) {
  return absl::OutOfRangeError(
      absl::StrCat("\"", AbslView(text.substr(0, kTextSizeMax)),
                   "\" is too large; the limit is 9223372036854.775807 either way"));
}

}  // namespace

absl::StatusOr<int64_t> ParseMicros(std::string_view text) {
  if (text.empty()) return absl::InvalidArgumentError("a number is missing; write it like -12.50");
  std::string_view rest = text;
  const bool negative = rest.front() == '-';
  if (negative || rest.front() == '+') rest.remove_prefix(1);
  const size_t point = rest.find('.');
  const std::string_view whole = rest.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : rest.substr(point + 1);
  if (point != std::string_view::npos && fraction.empty()) {
    return Malformed(text, "no digit after the point");
  }
  if (whole.empty() && fraction.empty()) return Malformed(text, "no digits");
  for (const std::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (!IsDigit(c)) {
        return Malformed(text, "only a sign, digits and one point are allowed");
      }
    }
  }
  if (fraction.size() > kMicrosDecimals) return Malformed(text, "more than 6 decimals");
  if (text.size() > kTextSizeMax) return TooLarge(text);

  // Gathered below zero, where the range is wider by one.
  int64_t micros = 0;
  const auto push = [&micros](int digit) {
    return !__builtin_mul_overflow(micros, 10, &micros) &&
           !__builtin_sub_overflow(micros, digit, &micros);
  };
  for (const char c : whole) {
    if (!push(c - '0')) return TooLarge(text);
  }
  for (size_t i = 0; i < kMicrosDecimals; ++i) {
    if (!push(i < fraction.size() ? fraction[i] - '0' : 0)) return TooLarge(text);
  }
  if (negative) return micros;
  if (micros == kMin) return TooLarge(text);
  return -micros;
}

std::string FormatMicros(int64_t micros, int min_decimals) {
  HW_CHECK(min_decimals >= 0 && min_decimals <= kMicrosDecimals) << min_decimals << " decimals";
  const uint64_t magnitude =
      micros < 0 ? -static_cast<uint64_t>(micros) : static_cast<uint64_t>(micros);
  std::string decimals = absl::StrFormat("%06d", magnitude % kMicrosPerUnit);
  size_t kept = decimals.size();
  while (kept > static_cast<size_t>(min_decimals) && decimals[kept - 1] == '0') --kept;
  decimals.resize(kept);
  return absl::StrCat(micros < 0 ? "-" : "", magnitude / kMicrosPerUnit, kept > 0 ? "." : "",
                      decimals);
}

std::optional<int64_t> MulDivHalfEven(int64_t a, int64_t b, int64_t divisor) {
  HW_CHECK(divisor != 0) << "division by zero";
  const __int128 product = static_cast<__int128>(a) * b;
  __int128 quotient = product / divisor;
  const __int128 remainder = product % divisor;
  const __int128 twice = remainder < 0 ? -2 * remainder : 2 * remainder;
  const __int128 whole = divisor < 0 ? -static_cast<__int128>(divisor) : divisor;
  if (twice > whole || (twice == whole && quotient % 2 != 0)) {
    quotient += (product < 0) == (divisor < 0) ? 1 : -1;
  }
  if (quotient < kMin || quotient > kMax) return std::nullopt;
  return static_cast<int64_t>(quotient);
}

absl::StatusOr<Conversion> ConvertExactly(int64_t count, int64_t numerator, int64_t denominator) {
  if (numerator <= 0 || denominator <= 0) {
    return absl::InvalidArgumentError(absl::StrCat("the conversion factor ", numerator, "/",
                                                   denominator,
                                                   " must have two numbers above zero"));
  }
  const __int128 product = static_cast<__int128>(count) * numerator;
  __int128 whole = product / denominator;
  __int128 remainder = product % denominator;
  if (remainder < 0) {
    remainder += denominator;
    --whole;
  }
  if (whole < kMin || whole > kMax) {
    return absl::OutOfRangeError(
        absl::StrCat(count, " times ", numerator, "/", denominator, " is too large to count"));
  }
  return Conversion{static_cast<int64_t>(whole), static_cast<int64_t>(remainder)};
}

}  // namespace headwater::base
