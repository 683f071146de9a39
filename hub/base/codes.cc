#include "hub/base/codes.h"

#include <algorithm>

namespace headwater::base {
namespace {

// Sorted, for binary search.
constexpr std::string_view kCurrencies[] = {
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
    "BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD",
    "CAD", "CDF", "CHE", "CHF", "CHW", "CLF", "CLP", "CNY", "COP", "COU", "CRC", "CUC", "CUP",
    "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP",
    "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR",
    "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW",
    "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA",
    "MKD", "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MXV", "MYR", "MZN", "NAD",
    "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG",
    "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE",
    "SLL", "SOS", "SRD", "SSP", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP",
    "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UYW", "UZS", "VED",
    "VES", "VND", "VUV", "WST", "XAF", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XCD", "XCG",
    "XDR", "XOF", "XPD", "XPF", "XPT", "XSU", "XUA", "YER", "ZAR", "ZMW", "ZWG", "ZWL"};

constexpr std::string_view kUnits[] = {
    "10",  "11",  "13",  "20",  "21",  "4G",  "4H",  "4L",  "58",  "5B",  "AB",  "ACR", "AMH",
    "AMP", "ANN", "APZ", "AS",  "ASM", "ASV", "AV",  "AY",  "BFT", "BLL", "BUA", "BUI", "C62",
    "CEL", "CEN", "CGM", "CLT", "CMK", "CMQ", "CMT", "CNP", "CTM", "CWA", "CWI", "D63", "DAY",
    "DG",  "DJ",  "DLT", "DMK", "DMQ", "DMT", "DPC", "DPR", "DTN", "DZN", "DZP", "E14", "E27",
    "E34", "E4",  "E48", "E49", "E51", "E55", "EA",  "FAH", "FOT", "FTK", "FTQ", "G21", "G24",
    "G25", "GLI", "GLL", "GRM", "GRN", "GRO", "H87", "HAR", "HEA", "HGM", "HIU", "HLT", "HUR",
    "INH", "INK", "INQ", "JOU", "K6",  "KDW", "KEL", "KGM", "KJO", "KMK", "KMT", "KNS", "KSD",
    "KT",  "KTN", "KWH", "KWT", "LBR", "LEF", "LF",  "LM",  "LPA", "LR",  "LS",  "LTN", "LTR",
    "MC",  "MGM", "MIL", "MIN", "MIU", "MLD", "MLT", "MMK", "MMQ", "MMT", "MON", "MTK", "MTQ",
    "MTR", "MWH", "NAR", "NIU", "NMP", "NPR", "NPT", "NRL", "ONZ", "OZA", "OZI", "P1",  "PD",
    "PFL", "PGL", "PR",  "PTD", "PTI", "PTL", "PTN", "QAN", "QTD", "QTI", "QTL", "RM",  "SAN",
    "SCO", "SEC", "SET", "SMI", "SQ",  "SR",  "ST",  "STI", "STK", "STN", "T3",  "TNE", "TP",
    "TPR", "U2",  "VLT", "WEE", "WHR", "WTT", "YDK", "YDQ", "YRD"};

constexpr std::string_view kCountries[] = {
    "AD", "AE", "AF", "AG", "AI", "AL", "AM", "AO", "AQ", "AR", "AS", "AT", "AU", "AW", "AX", "AZ",
    "BA", "BB", "BD", "BE", "BF", "BG", "BH", "BI", "BJ", "BL", "BM", "BN", "BO", "BQ", "BR", "BS",
    "BT", "BV", "BW", "BY", "BZ", "CA", "CC", "CD", "CF", "CG", "CH", "CI", "CK", "CL", "CM", "CN",
    "CO", "CR", "CU", "CV", "CW", "CX", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ", "EC", "EE",
    "EG", "EH", "ER", "ES", "ET", "FI", "FJ", "FK", "FM", "FO", "FR", "GA", "GB", "GD", "GE", "GF",
    "GG", "GH", "GI", "GL", "GM", "GN", "GP", "GQ", "GR", "GS", "GT", "GU", "GW", "GY", "HK", "HM",
    "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IM", "IN", "IO", "IQ", "IR", "IS", "IT", "JE", "JM",
    "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KY", "KZ", "LA", "LB", "LC",
    "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MF", "MG", "MH", "MK",
    "ML", "MM", "MN", "MO", "MP", "MQ", "MR", "MS", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA",
    "NC", "NE", "NF", "NG", "NI", "NL", "NO", "NP", "NR", "NU", "NZ", "OM", "PA", "PE", "PF", "PG",
    "PH", "PK", "PL", "PM", "PN", "PR", "PS", "PT", "PW", "PY", "QA", "RE", "RO", "RS", "RU", "RW",
    "SA", "SB", "SC", "SD", "SE", "SG", "SH", "SI", "SJ", "SK", "SL", "SM", "SN", "SO", "SR", "SS",
    "ST", "SV", "SX", "SY", "SZ", "TC", "TD", "TF", "TG", "TH", "TJ", "TK", "TL", "TM", "TN", "TO",
    "TR", "TT", "TV", "TW", "TZ", "UA", "UG", "UM", "US", "UY", "UZ", "VA", "VC", "VE", "VG", "VI",
    "VN", "VU", "WF", "WS", "YE", "YT", "ZA", "ZM", "ZW"};

static_assert(std::ranges::is_sorted(kCurrencies));
static_assert(std::ranges::is_sorted(kUnits));
static_assert(std::ranges::is_sorted(kCountries));

bool IsUpperOrDigit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool IsPackageUnit(std::string_view code) {
  return code.size() == 3 && code[0] == 'X' && IsUpperOrDigit(code[1]) && IsUpperOrDigit(code[2]);
}

}  // namespace

bool IsCurrency(std::string_view code) { return std::ranges::binary_search(kCurrencies, code); }

bool IsUnit(std::string_view code) {
  return std::ranges::binary_search(kUnits, code) || IsPackageUnit(code);
}

bool IsCountry(std::string_view code) { return std::ranges::binary_search(kCountries, code); }

}  // namespace headwater::base
