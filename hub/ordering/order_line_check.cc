#include "hub/ordering/order_line_check.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/exchange/values.h"

namespace headwater::ordering {
namespace {

using base::AbslView;
using catalogue::PackInfo;
using exchange::FieldPath;
using exchange::Violations;

constexpr int kPacksNamedMax = 3;

// The pack that the price names, if it is one of the items that it may be for.
absl::StatusOr<std::optional<PackInfo>> PricedPack(store::Reader& reader, const v1::Price& price,
                                                   const PackInfo& item, const PackInfo* second,
                                                   const FieldPath& path, Violations& violations) {
  const base::Gtin gtin = exchange::GtinOf(price.gtin());
  if (price.gtin().empty() || gtin == item.gtin) return std::optional<PackInfo>(item);
  if (second != nullptr && gtin == second->gtin) return std::optional<PackInfo>(*second);
  ASSIGN_OR_RETURN(std::optional<PackInfo> pack, catalogue::FindPack(reader, gtin));
  if (pack.has_value() &&
      (pack->base == item.base || (second != nullptr && pack->base == second->base))) {
    return pack;
  }
  violations.Add(path.Field("gtin"), v1::REASON_ITEM_IDS_CONFLICT,
                 absl::StrCat(price.gtin(), " is no pack of the item ", item.gtin.ToString(),
                              "; name one of its packs, or none for the pack of the line"));
  return std::optional<PackInfo>();
}

bool CheckPriceUnit(const v1::Price& price, const PackInfo& pack, const FieldPath& path,
                    Violations& violations) {
  if (price.base_unit_code().empty() || price.base_unit_code() == pack.measure_unit) return true;
  violations.Add(path.Field("base_unit_code"), v1::REASON_UNIT_MISMATCH,
                 pack.measured()
                     ? absl::StrCat("the price is for one ", price.base_unit_code(), ", but ",
                                    pack.gtin.ToString(), " is sold in ", pack.measure_unit,
                                    "; state it for one ", pack.measure_unit)
                     : absl::StrCat("the price is for one ", price.base_unit_code(), ", but ",
                                    pack.gtin.ToString(), " is counted; leave the unit out"));
  return false;
}

// "04006381000017 (6 pieces) or 04006381000024 (12 pieces)": the packs of the item that can be
// ordered, the smallest first and few of them; empty where there is none.
absl::StatusOr<std::string> OrderablePacks(store::Reader& reader, const PackInfo& item) {
  ASSIGN_OR_RETURN(const std::vector<PackInfo> packs, catalogue::FindPacksOf(reader, item.base));
  std::string text;
  int named = 0;
  for (const PackInfo& pack : packs) {
    if (!pack.can_be_ordered()) continue;
    if (++named > kPacksNamedMax) break;
    absl::StrAppend(&text, named == 1 ? "" : " or ", pack.gtin.ToString());
    if (pack.measured()) continue;
    absl::StrAppend(&text, " (", pack.base_count, pack.base_count == 1 ? " piece)" : " pieces)");
  }
  return text;
}

// "36 or 48": what can be ordered in the place of a quantity that is no whole multiple.
std::string Multiples(const PackInfo& item, int64_t quantity) {
  const int64_t below = quantity - quantity % item.order_multiple;
  const std::string text = AmountText(below + item.order_multiple, item.measure_unit);
  if (below == 0) return text;
  return absl::StrCat(AmountText(below, item.measure_unit), " or ", text);
}

}  // namespace

absl::StatusOr<std::optional<StatedPrice>> CheckPrice(store::Reader& reader, const v1::Price& price,
                                                      const PackInfo& item, const PackInfo* second,
                                                      std::string_view currency,
                                                      const FieldPath& path,
                                                      Violations& violations) {
  bool fits = true;
  if (price.money().currency_code() != currency) {
    violations.Add(
        path.Field("money").Field("currency_code"), v1::REASON_CURRENCY_MISMATCH,
        absl::StrCat("the price is in ", price.money().currency_code(), ", the order in ",
                     AbslView(currency), "; state it in ", AbslView(currency)));
    fits = false;
  }
  ASSIGN_OR_RETURN(const auto pack, PricedPack(reader, price, item, second, path, violations));
  if (!pack.has_value()) return std::optional<StatedPrice>();
  fits = CheckPriceUnit(price, *pack, path, violations) && fits;
  const int64_t count = price.has_base_count() ? price.base_count() : 1;
  const auto pieces = base::CheckedMul(count, pack->base_count);
  if (!pieces.has_value()) {
    violations.Add(
        path.Field("base_count"), v1::REASON_NUMBER_OUT_OF_RANGE,
        absl::StrCat(count, " of ", pack->gtin.ToString(),
                     " are more pieces of its base than can be counted; state it for fewer"));
    fits = false;
  }
  if (!fits) return std::optional<StatedPrice>();
  StatedPrice stated;
  stated.price.micros = price.money().amount_micros();
  stated.price.gtin = exchange::GtinOf(price.gtin());
  if (price.has_base_count()) stated.price.count = price.base_count();
  stated.price.unit = price.base_unit_code();
  stated.price.pieces = *pieces;
  stated.of_second = second != nullptr && pack->base == second->base && pack->base != item.base;
  return std::optional<StatedPrice>(std::move(stated));
}

absl::Status CheckOrderable(store::Reader& reader, const PackInfo& item, int64_t quantity,
                            const FieldPath& path, Violations& violations) {
  if (!item.can_be_ordered()) {
    std::string cure = " is discontinued; order another item";
    if (!item.discontinued) {
      ASSIGN_OR_RETURN(const std::string packs, OrderablePacks(reader, item));
      cure = packs.empty() ? " cannot be ordered, nor can any other pack of the item; order "
                             "another item"
                           : absl::StrCat(" is not a pack that can be ordered; order ", packs);
    }
    violations.Add(path.Field("item").Field("gtin"), v1::REASON_ITEM_NOT_ORDERABLE,
                   absl::StrCat(item.gtin.ToString(), cure));
  }
  const std::string text = AmountText(quantity, item.measure_unit);
  if (quantity % item.order_multiple != 0) {
    violations.Add(path.Field("quantity"), v1::REASON_ORDER_MULTIPLE_BROKEN,
                   absl::StrCat(text, " of ", item.gtin.ToString(), " is not a whole multiple of ",
                                AmountText(item.order_multiple, item.measure_unit), ", by which ",
                                "this pack is ordered; order ", Multiples(item, quantity)));
  }
  const auto in_base = catalogue::ToBase(item, quantity);
  if (!in_base.ok()) {
    violations.Add(path.Field("quantity"), v1::REASON_NUMBER_OUT_OF_RANGE,
                   absl::StrCat(text, " of ", item.gtin.ToString(),
                                " are more pieces of its base than can be counted; order less"));
  } else if (*in_base < item.minimum_order_quantity) {
    violations.Add(
        path.Field("quantity"), v1::REASON_ORDER_BELOW_MINIMUM,
        absl::StrCat(text, " of ", item.gtin.ToString(), " is ",
                     AmountText(*in_base, item.measure_unit), " of its base; the least is ",
                     AmountText(item.minimum_order_quantity, item.measure_unit)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<OrderLine>> CheckNewLine(store::Reader& reader,
                                                      const v1::OrderLine& line, base::Gln supplier,
                                                      std::string_view currency,
                                                      const FieldPath& path,
                                                      Violations& violations) {
  ASSIGN_OR_RETURN(const auto item,
                   catalogue::ResolveItem(reader, line.item(), supplier, path.Field("item"),
                                          violations, exchange::Role::kRetailer));
  if (!item.has_value()) return std::optional<OrderLine>();
  const int64_t quantity = exchange::AmountOf(line.quantity()).value;
  const bool unit_fits =
      catalogue::CheckUnit(line.quantity(), *item, path.Field("quantity"), violations);
  if (unit_fits) {
    RETURN_IF_ERROR(CheckOrderable(reader, *item, quantity, path, violations));
  }
  ASSIGN_OR_RETURN(const auto price, CheckPrice(reader, line.price(), *item, nullptr, currency,
                                                path.Field("price"), violations));
  if (!unit_fits || !price.has_value()) return std::optional<OrderLine>();
  OrderLine row;
  row.line_number = line.line_number();
  row.gtin = item->gtin;
  row.base = item->base;
  row.base_count = item->base_count;
  row.measure_unit = item->measure_unit;
  row.price = price->price;
  row.fill_policy = line.fill_policy();
  row.ledger = OpenLedger(quantity);
  return std::optional<OrderLine>(std::move(row));
}

}  // namespace headwater::ordering
