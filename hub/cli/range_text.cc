#include "hub/cli/range_text.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"

namespace headwater::cli {
namespace {

constexpr std::string_view kDots = "..";

std::optional<int64_t> ParseNumber(std::string_view text, int decimals) {
  const auto micros = base::ParseMicros(text);
  int64_t step = base::kMicrosPerUnit;
  for (int i = 0; i < decimals; ++i) step /= 10;
  if (!micros.ok() || *micros % step != 0) return std::nullopt;
  return *micros / step;
}

}  // namespace

absl::StatusOr<v1::IntegerRange> ParseRange(std::string_view option, std::string_view text,
                                            int decimals) {
  const size_t dots = text.find(kDots);
  const bool one = dots == std::string_view::npos;
  const std::string_view from = text.substr(0, dots);
  const std::string_view to = one ? from : text.substr(dots + kDots.size());
  const auto min = ParseNumber(from, decimals);
  const auto max = ParseNumber(to, decimals);
  if ((from.empty() && to.empty()) || (!from.empty() && !min.has_value()) ||
      (!to.empty() && !max.has_value())) {
    return absl::InvalidArgumentError(
        absl::StrCat(base::AbslView(option), " ", base::AbslView(text),
                     ": no range; say N, MIN..MAX, MIN.. or ..MAX, with ",
                     decimals == 0 ? std::string("whole numbers")
                                   : absl::StrCat("at most ", decimals, " decimals")));
  }
  v1::IntegerRange range;
  if (min.has_value() && !from.empty()) range.set_min(*min);
  if (max.has_value() && !to.empty()) range.set_max(*max);
  return range;
}

}  // namespace headwater::cli
