#include "suppliers-sim/shop_codes.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "hub/base/absl_view.h"

namespace headwater::sim {
namespace {

// Sorted.
constexpr std::array<std::string_view, 16> kServiceCodes = {
    "AMAZONFEE",     // fees of a marketplace
    "B",             // bad debt
    "BANK CHARGES",  //
    "C2",            // carriage
    "CRUK",          // commission to a charity
    "D",             // discount
    "DOT",           // postage of the web shop
    "GIFT_0001_10",  // vouchers
    "GIFT_0001_20",  //
    "GIFT_0001_30",  //
    "GIFT_0001_40",  //
    "GIFT_0001_50",  //
    "M",             // typed in by hand
    "PADS",          // "to match all cushions", at a price of nothing
    "POST",          // postage
    "S",             // samples
};
static_assert(std::ranges::is_sorted(kServiceCodes));

}  // namespace

bool IsServiceCode(std::string_view stock_code) {
  return std::ranges::binary_search(kServiceCodes, ItemCode(stock_code));
}

std::string ItemCode(std::string_view stock_code) {
  return absl::AsciiStrToUpper(base::AbslView(stock_code));
}

}  // namespace headwater::sim
