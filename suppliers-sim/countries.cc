#include "suppliers-sim/countries.h"

#include <array>
#include <string>

#include "hub/base/check.h"

namespace headwater::sim {
namespace {

constexpr Country kHome = {kHomeCountry, "GB", "Europe/London"};

constexpr std::array<Country, 38> kCountries = {{
    {"Australia", "AU", "Australia/Sydney"},
    {"Austria", "AT", "Europe/Vienna"},
    {"Bahrain", "BH", "Asia/Bahrain"},
    {"Belgium", "BE", "Europe/Brussels"},
    {"Brazil", "BR", "America/Sao_Paulo"},
    {"Canada", "CA", "America/Toronto"},
    {"Channel Islands", "JE", "Europe/Jersey"},
    {"Cyprus", "CY", "Asia/Nicosia"},
    {"Czech Republic", "CZ", "Europe/Prague"},
    {"Denmark", "DK", "Europe/Copenhagen"},
    {"EIRE", "IE", "Europe/Dublin"},
    {"European Community", "BE", "Europe/Brussels"},
    {"Finland", "FI", "Europe/Helsinki"},
    {"France", "FR", "Europe/Paris"},
    {"Germany", "DE", "Europe/Berlin"},
    {"Greece", "GR", "Europe/Athens"},
    {"Hong Kong", "HK", "Asia/Hong_Kong"},
    {"Iceland", "IS", "Atlantic/Reykjavik"},
    {"Israel", "IL", "Asia/Jerusalem"},
    {"Italy", "IT", "Europe/Rome"},
    {"Japan", "JP", "Asia/Tokyo"},
    {"Lebanon", "LB", "Asia/Beirut"},
    {"Lithuania", "LT", "Europe/Vilnius"},
    {"Malta", "MT", "Europe/Malta"},
    {"Netherlands", "NL", "Europe/Amsterdam"},
    {"Norway", "NO", "Europe/Oslo"},
    {"Poland", "PL", "Europe/Warsaw"},
    {"Portugal", "PT", "Europe/Lisbon"},
    {"RSA", "ZA", "Africa/Johannesburg"},
    {"Saudi Arabia", "SA", "Asia/Riyadh"},
    {"Singapore", "SG", "Asia/Singapore"},
    {"Spain", "ES", "Europe/Madrid"},
    {"Sweden", "SE", "Europe/Stockholm"},
    {"Switzerland", "CH", "Europe/Zurich"},
    {"USA", "US", "America/New_York"},
    {"United Arab Emirates", "AE", "Asia/Dubai"},
    {"United Kingdom", "GB", "Europe/London"},
    {"Unspecified", "GB", "Europe/London"},
}};

}  // namespace

const Country& CountryOf(std::string_view name) {
  for (const Country& country : kCountries) {
    if (country.name == name) return country;
  }
  return kHome;
}

absl::TimeZone ZoneOf(std::string_view time_zone) {
  absl::TimeZone zone;
  HW_CHECK(absl::LoadTimeZone(std::string(time_zone), &zone)) << "no time zone " << time_zone;
  return zone;
}

}  // namespace headwater::sim
