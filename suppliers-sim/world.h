// All that the simulation's people know of the world from the start. Made once, read
// by all threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "suppliers-sim/assortment.h"
#include "suppliers-sim/calendar.h"
#include "suppliers-sim/chance.h"
#include "suppliers-sim/character.h"
#include "suppliers-sim/countries.h"
#include "suppliers-sim/keys.h"
#include "suppliers-sim/online_retail.h"

namespace headwater::sim {

struct World {
  World(OnlineRetail retail, uint64_t seed, int days_max)
      : data(std::move(retail)),
        chance(seed),
        calendar(data.first_day(), data.last_day(), days_max),
        assortment(data, chance) {
    for (int i = 0; i < kSuppliers; ++i) characters.push_back(NewCharacter(i, chance));
    for (const std::string& name : data.countries) {
      zones.push_back(ZoneOf(CountryOf(name).time_zone));
    }
  }
  World(const World&) = delete;

  const Item& item(int number) const { return assortment.items()[static_cast<size_t>(number)]; }
  const Character& character(int supplier) const {
    return *characters[static_cast<size_t>(supplier)];
  }
  // The country of a shop; -1 for a GLN of none.
  int FindShop(std::string_view gln) const {
    for (int country = 0; country < assortment.country_count(); ++country) {
      if (ShopGln(country) == gln) return country;
    }
    return -1;
  }
  absl::TimeZone zone(int country) const { return zones[static_cast<size_t>(country)]; }

  const OnlineRetail data;
  const Chance chance;
  const Calendar calendar;
  const Assortment assortment;
  std::vector<std::unique_ptr<Character>> characters;  // by supplier
  std::vector<absl::TimeZone> zones;                   // by country
};

}  // namespace headwater::sim
