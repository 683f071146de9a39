#include "hub/exchange/time_zone.h"

#include <string>

#include "gtest/gtest.h"

namespace headwater::exchange {
namespace {

TEST(TimeZoneTest, KnowsTheZonesOfTheIanaDatabase) {
  for (const char* name : {"UTC", "Europe/Berlin", "Europe/London", "America/New_York",
                           "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Etc/GMT+5"}) {
    EXPECT_TRUE(IsTimeZone(name)) << name;
    EXPECT_TRUE(IsTimeZone(name)) << name << ", from memory";
  }
}

TEST(TimeZoneTest, TakesNothingElse) {
  for (const char* name : {"",
                           "Berlin",
                           "Europe",
                           "Europe/",
                           "/Europe/Berlin",
                           "europe/berlin",
                           "Europe/Berlin ",
                           "../zoneinfo/Europe/Berlin",
                           "Europe/../Europe/Berlin",
                           "/usr/share/zoneinfo/Europe/Berlin",
                           "file:Europe/Berlin",
                           "localtime",
                           "posix/Europe/Berlin",
                           "right/Europe/Berlin",
                           "Fixed/UTC+05:30:00",
                           "+02:00",
                           "zone.tab",
                           "tzdata.zi",
                           "leapseconds",
                           "CET-1CEST"}) {
    EXPECT_FALSE(IsTimeZone(name)) << name;
  }
  EXPECT_FALSE(IsTimeZone(std::string("Europe/Berlin\0", 14)));
  EXPECT_FALSE(IsTimeZone(std::string(10'000, 'A')));
}

}  // namespace
}  // namespace headwater::exchange
