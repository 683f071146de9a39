// What the shop's stock codes stand for.
#pragma once

#include <string>
#include <string_view>

namespace headwater::sim {

// Postage, fees, vouchers, manual corrections: money without goods. In any case.
bool IsServiceCode(std::string_view stock_code);

// The code of the item: the tills write some in lower case too.
std::string ItemCode(std::string_view stock_code);

}  // namespace headwater::sim
