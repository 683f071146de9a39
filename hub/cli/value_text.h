// Values of the contract as people read them.
#pragma once

#include <cstdint>
#include <string>

#include "headwater/v1/types.pb.h"

namespace headwater::cli {

// "2026-01-05"; nothing for a date that is not set.
std::string DateText(const v1::Date& date);
// The day on which the window ends, in the zone in which people speak of it; nothing
// for a window that is not set.
std::string EndText(const v1::TimeWindow& window);
// With its 14 digits, as the hub's records have it; what is no GTIN as it is.
std::string GtinText(const std::string& gtin);
// Pieces as a number, measures with their unit: "1,200" or "0.5 KGM". No unit: pieces.
std::string QuantityText(int64_t quantity, const std::string& unit);

}  // namespace headwater::cli
