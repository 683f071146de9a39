// The unit in which an item's quantities are, named on each record that bears one.
#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/base/error.h"
#include "hub/base/gs1.h"
#include "hub/exchange/values.h"
#include "hub/store/database.h"

namespace headwater::catalogue {

// One lookup an item, however often it is asked for. Lives no longer than its Reader.
class UnitNames {
 public:
  explicit UnitNames(store::Reader& reader) : reader_(reader) {}

  // Of the base of an item: empty where the item is counted.
  absl::StatusOr<std::string> Of(base::Gtin base);

 private:
  store::Reader& reader_;
  absl::flat_hash_map<base::Gtin, std::string> units_;
};

// Sets measure_unit_code on each of `records` by its gtin, the base of an item.
template <typename Records>
absl::Status NameUnits(store::Reader& reader, Records& records) {
  UnitNames units(reader);
  for (auto& record : records) {
    ASSIGN_OR_RETURN(*record.mutable_measure_unit_code(),
                     units.Of(exchange::GtinOf(record.gtin())));
  }
  return absl::OkStatus();
}

}  // namespace headwater::catalogue
