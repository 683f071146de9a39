#include "hub/cli/money_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "hub/base/decimal.h"
#include "hub/cli/table.h"

namespace headwater::cli {
namespace {

// Minor units of ISO 4217 that are not 2. Sorted.
constexpr std::array<std::string_view, 17> kWholeCurrencies = {
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG",
    "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::array<std::string_view, 7> kThreeDigitCurrencies = {"BHD", "IQD", "JOD", "KWD",
                                                                   "LYD", "OMR", "TND"};
constexpr std::array<std::string_view, 2> kFourDigitCurrencies = {"CLF", "UYW"};
static_assert(std::ranges::is_sorted(kWholeCurrencies));
static_assert(std::ranges::is_sorted(kThreeDigitCurrencies));
static_assert(std::ranges::is_sorted(kFourDigitCurrencies));

int DigitsOf(std::string_view currency) {
  if (std::ranges::binary_search(kWholeCurrencies, currency)) return 0;
  if (std::ranges::binary_search(kThreeDigitCurrencies, currency)) return 3;
  if (std::ranges::binary_search(kFourDigitCurrencies, currency)) return 4;
  return 2;
}

int64_t Rounded(int64_t micros, int digits) {
  int64_t step = base::kMicrosPerUnit;
  for (int i = 0; i < digits; ++i) step /= 10;
  int64_t steps = micros / step;
  const int64_t rest = micros % step;
  if (rest >= step / 2) ++steps;
  if (-rest >= step / 2) --steps;
  return base::CheckedMul(steps, step).value_or(micros);
}

std::string Text(int64_t micros, const std::string& currency) {
  const std::string text = base::FormatMicros(micros, DigitsOf(currency));
  const size_t point = std::min(text.find('.'), text.size());
  return absl::StrCat(Grouped(text.substr(0, point)), text.substr(point), " ", currency);
}

}  // namespace

std::string MoneyText(const v1::Money& money) {
  return Text(money.amount_micros(), money.currency_code());
}

std::string SumText(const v1::Money& money) {
  const std::string& currency = money.currency_code();
  return Text(Rounded(money.amount_micros(), DigitsOf(currency)), currency);
}

}  // namespace headwater::cli
