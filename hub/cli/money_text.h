// Money as people read it. JSON has it exact.
#pragma once

#include <string>

#include "headwater/v1/types.pb.h"

namespace headwater::cli {

// All of its digits, and at least those of the currency: "1,234.50 EUR", "0.0125 EUR",
// "700 JPY".
std::string MoneyText(const v1::Money& money);

// Rounded half away from zero to the digits of the currency, for what adds up prices:
// "24,838.73 GBP".
std::string SumText(const v1::Money& money);

}  // namespace headwater::cli
