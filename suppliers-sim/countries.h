// The shops: one in each country of the data, which are places of one retailer here.
#pragma once

#include <string_view>

#include "absl/time/time.h"

namespace headwater::sim {

struct Country {
  std::string_view name;  // as the data spells it
  std::string_view code;  // ISO 3166-1
  std::string_view time_zone;
};

// Where the data knows no country it is taken for the home of the shop. A country that
// it has and this table has not is taken for that too.
const Country& CountryOf(std::string_view name);

// The home of the shop, which is its warehouse too.
inline constexpr std::string_view kHomeCountry = "United Kingdom";

// Never fails for a zone of the table.
absl::TimeZone ZoneOf(std::string_view time_zone);

}  // namespace headwater::sim
