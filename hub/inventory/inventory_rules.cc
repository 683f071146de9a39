#include "hub/inventory/inventory_rules.h"

#include "hub/base/decimal.h"

namespace headwater::inventory {
namespace {

enum class Sign { kAdds, kTakesAway, kEither };

Sign SignOf(v1::MovementReason reason) {
  switch (reason) {
    case v1::MOVEMENT_REASON_RECEPTION:
      return Sign::kAdds;
    case v1::MOVEMENT_REASON_ISSUE:
    case v1::MOVEMENT_REASON_SCRAP:
    case v1::MOVEMENT_REASON_CONSIGNMENT_USE:
    case v1::MOVEMENT_REASON_RETURN_TO_SUPPLIER:
      return Sign::kTakesAway;
    default:
      return Sign::kEither;
  }
}

}  // namespace

bool SignFits(v1::MovementReason reason, int64_t quantity) {
  switch (SignOf(reason)) {
    case Sign::kAdds:
      return quantity > 0;
    case Sign::kTakesAway:
      return quantity < 0;
    case Sign::kEither:
      return true;
  }
  return true;
}

std::string_view SignWanted(v1::MovementReason reason) {
  switch (SignOf(reason)) {
    case Sign::kAdds:
      return "more than 0";
    case Sign::kTakesAway:
      return "less than 0";
    case Sign::kEither:
      return "any";
  }
  return "any";
}

bool AddsUpToZero(v1::MovementReason reason) {
  return reason == v1::MOVEMENT_REASON_OWNERSHIP_CHANGE ||
         reason == v1::MOVEMENT_REASON_STATUS_CHANGE;
}

std::optional<Counted> ApplyCount(std::optional<int64_t> book, int64_t counted,
                                  int64_t moved_after) {
  const auto after = base::CheckedAdd(counted, moved_after);
  if (!after.has_value()) return std::nullopt;
  const auto difference = base::CheckedSub(*after, book.value_or(0));
  if (!difference.has_value()) return std::nullopt;
  return Counted{*after, *difference};
}

}  // namespace headwater::inventory
