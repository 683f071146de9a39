#include "hub/catalogue/unit_queries.h"

#include "hub/catalogue/catalogue_queries.h"

namespace headwater::catalogue {

absl::StatusOr<std::string> UnitNames::Of(base::Gtin base) {
  auto unit = units_.find(base);
  if (unit == units_.end()) {
    ASSIGN_OR_RETURN(const auto pack, FindPack(reader_, base));
    unit = units_.emplace(base, pack.has_value() ? pack->measure_unit : "").first;
  }
  return unit->second;
}

}  // namespace headwater::catalogue
