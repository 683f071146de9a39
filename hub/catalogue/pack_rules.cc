#include "hub/catalogue/pack_rules.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "hub/base/check.h"

namespace headwater::catalogue {

bool CheckUnit(const v1::Quantity& quantity, const PackInfo& pack, const exchange::FieldPath& path,
               exchange::Violations& violations) {
  if (!quantity.has_measure()) {
    if (!pack.measured()) return true;
    violations.Add(path.Field("count"), v1::REASON_UNIT_MISMATCH,
                   absl::StrCat("the item ", pack.gtin.ToString(),
                                " is sold by measure, a count of ", quantity.count(),
                                " says nothing of it; give a measure in ", pack.measure_unit));
    return false;
  }
  const std::string& unit = quantity.measure().unit_code();
  if (!pack.measured()) {
    violations.Add(path.Field("measure"), v1::REASON_UNIT_MISMATCH,
                   absl::StrCat("the item ", pack.gtin.ToString(), " is counted, a measure in ",
                                unit, " says nothing of it; give a count of pieces of this GTIN"));
    return false;
  }
  if (unit == pack.measure_unit) return true;
  violations.Add(path.Field("measure").Field("unit_code"), v1::REASON_UNIT_MISMATCH,
                 absl::StrCat("the item ", pack.gtin.ToString(), " is measured in ",
                              pack.measure_unit, ", not in ", unit, "; convert before sending"));
  return false;
}

absl::StatusOr<int64_t> ToBase(const PackInfo& pack, int64_t amount) {
  if (const auto product = base::CheckedMul(amount, pack.base_count)) return *product;
  return exchange::Refuse(v1::REASON_NUMBER_OUT_OF_RANGE,
                          absl::StrCat(amount, " of ", pack.gtin.ToString(), " with ",
                                       pack.base_count, " pieces each are too many to count"));
}

base::Conversion FromBase(const PackInfo& pack, int64_t base_amount) {
  // With a denominator of 1 or more the whole is no bigger than what is converted.
  const auto conversion = base::ConvertExactly(base_amount, 1, pack.base_count);
  HW_CHECK(conversion.ok()) << "a pack of " << pack.base_count;
  return *conversion;
}

}  // namespace headwater::catalogue
