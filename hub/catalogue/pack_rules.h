// A pack level and its arithmetic: exact, and never guessed. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "headwater/v1/types.pb.h"
#include "hub/base/decimal.h"
#include "hub/base/gs1.h"
#include "hub/exchange/refusal.h"

namespace headwater::catalogue {

// One pack level of an item, with what a line of a document needs to know. Amounts
// are pieces, or millionths of `measure_unit` for what is sold by measure.
struct PackInfo {
  base::Gtin gtin;
  base::Gtin base;
  // Pieces of the base in one of this pack: 1 for the base itself, and for every
  // pack of a measured item, whose measure is the same in whatever it is packed.
  int64_t base_count = 1;
  base::Gln supplier;
  // As its supplier states it. A pack that was left out of the newest statement still
  // resolves, so that old orders and stock keep their meaning, but is not orderable.
  bool orderable = false;
  // Of the item: can be sold and returned, not ordered.
  bool discontinued = false;
  // UN/ECE Rec 20; empty for what is counted.
  std::string measure_unit;
  // In `gtin`; at least 1.
  int64_t order_multiple = 1;
  // In the base; 0 for none.
  int64_t minimum_order_quantity = 0;
  std::string supplier_item_id;
  std::string buyer_item_id;
  // Working days from order to arrival; absent: the agreement's.
  std::optional<int32_t> lead_time_days;

  bool measured() const { return !measure_unit.empty(); }
  bool can_be_ordered() const { return orderable && !discontinued; }
};

// Whether the quantity is one of this pack: a count of what is counted, a measure in
// the item's own unit of what is measured. Adds UNIT_MISMATCH and returns false if not.
bool CheckUnit(const v1::Quantity& quantity, const PackInfo& pack, const exchange::FieldPath& path,
               exchange::Violations& violations);

// Exactly so much of the base as `amount` of the pack. INVALID_ARGUMENT, with
// NUMBER_OUT_OF_RANGE as its reason, when it does not fit.
absl::StatusOr<int64_t> ToBase(const PackInfo& pack, int64_t amount);

// How many whole packs so much of the base is, and what is left of the base.
base::Conversion FromBase(const PackInfo& pack, int64_t base_amount);

}  // namespace headwater::catalogue
