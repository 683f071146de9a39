// Exact arithmetic on integers of a named scale. Micros are millionths: 12.50 is
// 12'500'000. There is no floating point here and no silent overflow.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace headwater::base {

inline constexpr int64_t kMicrosPerUnit = 1'000'000;
inline constexpr int kMicrosDecimals = 6;

// Reads an optional sign, digits and up to six decimals after a point: "12.50",
// "-0.000001", "+3", ".5". No blanks, exponents, grouping or a comma; a point needs
// a digit after it. INVALID_ARGUMENT says what is wrong, OUT_OF_RANGE when the
// number does not fit.
absl::StatusOr<int64_t> ParseMicros(std::string_view text);

// With at least `min_decimals` (0 to 6) decimals and no further trailing zeros:
// FormatMicros(12'500'000, 2) is "12.50". ParseMicros gives back the same number.
std::string FormatMicros(int64_t micros, int min_decimals = 0);

// nullopt on overflow.
constexpr std::optional<int64_t> CheckedAdd(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
  return result;
}
constexpr std::optional<int64_t> CheckedSub(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_sub_overflow(a, b, &result)) return std::nullopt;
  return result;
}
constexpr std::optional<int64_t> CheckedMul(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
  return result;
}

// a * b / divisor with a 128-bit product, rounded half to even (a banker's
// rounding), for price times quantity: MulDivHalfEven(price_micros,
// quantity_micros, kMicrosPerUnit). nullopt when the result does not fit.
// `divisor` must not be 0.
std::optional<int64_t> MulDivHalfEven(int64_t a, int64_t b, int64_t divisor);

// A conversion between units or pack levels that loses nothing:
// count * numerator == whole * denominator + remainder, 0 <= remainder < denominator.
struct Conversion {
  int64_t whole = 0;
  // In 1/denominator of the target unit; 0 when the conversion is exact.
  int64_t remainder = 0;

  bool exact() const { return remainder == 0; }
  friend bool operator==(const Conversion&, const Conversion&) = default;
};

// 30 pieces into cases of 12 is ConvertExactly(30, 1, 12): 2 whole, 6 left.
// INVALID_ARGUMENT unless numerator and denominator are above 0; OUT_OF_RANGE when
// `whole` does not fit. A negative count rounds down, so that the remainder is
// never negative.
absl::StatusOr<Conversion> ConvertExactly(int64_t count, int64_t numerator, int64_t denominator);

}  // namespace headwater::base
