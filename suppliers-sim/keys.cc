#include "suppliers-sim/keys.h"

#include "absl/strings/str_format.h"
#include "hub/base/gs1.h"

namespace headwater::sim {
namespace {

std::string WithCheckDigit(std::string digits) {
  digits += base::Gs1CheckDigit(digits);
  return digits;
}

std::string Gln(int number) { return WithCheckDigit(absl::StrFormat("9501101%05d", number)); }

}  // namespace

std::string RetailerGln() { return Gln(1); }
std::string SupplierGln(int supplier) { return Gln(101 + supplier); }
std::string SupplierWarehouseGln(int supplier) { return Gln(201 + supplier); }
std::string ShopGln(int country) { return Gln(301 + country); }

std::string PieceGtin(int item) { return WithCheckDigit(absl::StrFormat("20%010d", item + 1)); }
std::string CaseGtin(int item) { return WithCheckDigit(absl::StrFormat("21%010d", item + 1)); }

std::string UnitSscc(int supplier, int day, int country, int wave, int unit) {
  return WithCheckDigit(
      absl::StrFormat("395011%02d%03d%02d%01d%03d", supplier, day, country, wave, unit));
}

}  // namespace headwater::sim
