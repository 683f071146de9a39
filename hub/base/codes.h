// Membership in the code lists that the contracts name. Codes are upper case and
// compared byte by byte. Thread-safe; allocate nothing.
#pragma once

#include <string_view>

namespace headwater::base {

// ISO 4217 alphabetic codes. Source: Debian's iso-codes 4.15 (iso_4217, early
// 2023), with XCG and ZWG, which came since, and without the codes for tests and
// for no currency (XTS, XXX). Withdrawn codes stay: old documents name them.
bool IsCurrency(std::string_view code);

// UN/ECE Recommendation 20 (units of measure), the common codes that trade in
// goods uses; and, by their form alone, the package codes of Recommendation 21 as
// Recommendation 20 takes them in: an X and two upper-case letters or digits (XCS
// is a case, XPX a pallet). Source: Recommendation 20, revision 17, annexes I-III.
bool IsUnit(std::string_view code);

// ISO 3166-1 alpha-2 codes, the officially assigned ones. Source: Debian's
// iso-codes 4.15 (iso_3166-1).
bool IsCountry(std::string_view code);

}  // namespace headwater::base
