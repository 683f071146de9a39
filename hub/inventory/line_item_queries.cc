#include "hub/inventory/line_item_queries.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_rules.h"

namespace headwater::inventory {
namespace {

using catalogue::PackInfo;

bool Agrees(const std::string& stated, const std::string& known) {
  return stated.empty() || stated == known;
}

bool UnitFits(const v1::Quantity& quantity, const PackInfo& pack) {
  if (!quantity.has_measure()) return !pack.measured();
  return quantity.measure().unit_code() == pack.measure_unit;
}

}  // namespace

absl::StatusOr<const PackInfo*> LineItems::Lookup(base::Gtin gtin) {
  if (const auto known = packs_.find(gtin); known != packs_.end()) return &known->second;
  ASSIGN_OR_RETURN(std::optional<PackInfo> pack, catalogue::FindPack(reader_, gtin));
  if (!pack.has_value()) return nullptr;
  return &packs_.emplace(gtin, *std::move(pack)).first->second;
}

absl::StatusOr<const PackInfo*> LineItems::Resolve(const v1::TradeItemReference& item, Path path,
                                                   exchange::Violations& violations) {
  const base::Gtin gtin = exchange::GtinOf(item.gtin());
  ASSIGN_OR_RETURN(const PackInfo* pack, Lookup(gtin));
  if (pack != nullptr && (supplier_.value() == 0 || pack->supplier == supplier_) &&
      Agrees(item.supplier_item_id(), pack->supplier_item_id) &&
      Agrees(item.buyer_item_id(), pack->buyer_item_id)) {
    return pack;
  }
  // The catalogue has the last word, and the words for a refusal.
  ASSIGN_OR_RETURN(std::optional<PackInfo> resolved,
                   catalogue::ResolveItem(reader_, item, supplier_, path(), violations, asker_));
  if (!resolved.has_value()) return nullptr;
  return &packs_.insert_or_assign(gtin, *std::move(resolved)).first->second;
}

absl::StatusOr<const PackInfo*> LineItems::Find(std::string_view gtin) {
  ASSIGN_OR_RETURN(const PackInfo* pack, Lookup(exchange::GtinOf(gtin)));
  if (pack == nullptr) {
    return absl::InternalError(
        absl::StrCat("item ", base::AbslView(gtin), " of a checked document is not there"));
  }
  return pack;
}

int64_t ValueOf(const v1::Quantity& quantity) {
  return quantity.has_measure() ? quantity.measure().value_micros() : quantity.count();
}

absl::StatusOr<std::optional<int64_t>> ToBase(const v1::Quantity& quantity, const PackInfo& pack,
                                              LineItems::Path path,
                                              exchange::Violations& violations) {
  if (!UnitFits(quantity, pack) && !catalogue::CheckUnit(quantity, pack, path(), violations)) {
    return std::nullopt;
  }
  const absl::StatusOr<int64_t> amount = catalogue::ToBase(pack, ValueOf(quantity));
  if (amount.ok() && *amount >= -kQuantityMax && *amount <= kQuantityMax) return *amount;
  if (!amount.ok() && !absl::IsInvalidArgument(amount.status())) return amount.status();
  violations.Add(path(), v1::REASON_NUMBER_OUT_OF_RANGE,
                 absl::StrCat(ValueOf(quantity), " of item ", pack.gtin.ToString(),
                              " is more than ", kQuantityMax,
                              " in pieces of its base or millionths of its unit; check the number "
                              "and the pack"));
  return std::nullopt;
}

}  // namespace headwater::inventory
