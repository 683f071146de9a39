#include "hub/catalogue/catalogue_queries.h"

#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_schema.h"
#include "hub/exchange/values.h"

namespace headwater::catalogue {
namespace {

using base::AbslView;
using exchange::FieldPath;
using exchange::Violations;
using store::Row;

// Read by ReadPack, in this order.
#define HW_PACK_COLUMNS                                                       \
  "gtin, base, base_count, supplier, orderable, discontinued, measure_unit, " \
  "order_multiple, minimum_order_quantity, supplier_item_id, buyer_item_id, lead_time_days"

constexpr store::Sql kFindPack{"catalogue.find_pack",
                               "SELECT " HW_PACK_COLUMNS " FROM pack WHERE gtin = $1", "pack"};
constexpr store::Sql kFindPacksOf{"catalogue.find_packs_of",
                                  "SELECT " HW_PACK_COLUMNS
                                  " FROM pack WHERE base = $1 AND stated = 1 "
                                  "ORDER BY CASE WHEN gtin = base THEN 0 ELSE 1 END, "
                                  "base_count, gtin"};
#undef HW_PACK_COLUMNS

constexpr store::Sql kFindOtherWithId{
    "catalogue.find_other_with_id",
    "SELECT gtin FROM item_id WHERE supplier = $1 AND scheme = $2 AND id = $3 AND gtin <> $4 "
    "LIMIT 1"};

constexpr store::Sql kFindItemTerms{
    "catalogue.find_item_terms",
    "SELECT item.gtin, item.supplier, price_micros, currency, price_gtin, price_base_count, "
    "item.measure_unit, tax_rate_basis_points, item.lead_time_days, shelf_life_days, "
    "department_code, category_code, advertised, exclusive, restricted, item.discontinued, "
    "version FROM pack JOIN item ON item.supplier = pack.supplier AND item.gtin = pack.base "
    "WHERE pack.gtin = $1 AND pack.base = $1"};

// Texts are assigned where there are any: most packs have none, and 5,000 are read for
// one document.
void Assign(std::string& out, std::string_view text) {
  if (!text.empty()) out = text;
}

std::optional<int32_t> OptionalNumber(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return static_cast<int32_t>(row.integer(column));
}

PackInfo ReadPack(const Row& row) {
  PackInfo pack;
  pack.gtin = base::Gtin(row.integer(0));
  pack.base = base::Gtin(row.integer(1));
  pack.base_count = row.integer(2);
  pack.supplier = base::Gln(row.integer(3));
  pack.orderable = row.integer(4) != 0;
  pack.discontinued = row.integer(5) != 0;
  Assign(pack.measure_unit, row.text(6));
  pack.order_multiple = row.integer(7);
  pack.minimum_order_quantity = row.integer(8);
  Assign(pack.supplier_item_id, row.text(9));
  Assign(pack.buyer_item_id, row.text(10));
  pack.lead_time_days = OptionalNumber(row, 11);
  return pack;
}

ItemTerms ReadTerms(const Row& row) {
  ItemTerms terms;
  terms.gtin = base::Gtin(row.integer(0));
  terms.supplier = base::Gln(row.integer(1));
  terms.price_micros = row.integer(2);
  terms.currency = row.text(3);
  terms.price_gtin = base::Gtin(row.integer(4));
  terms.price_base_count = row.integer(5);
  terms.measure_unit = row.text(6);
  terms.tax_rate_basis_points = OptionalNumber(row, 7);
  terms.lead_time_days = OptionalNumber(row, 8);
  terms.shelf_life_days = OptionalNumber(row, 9);
  terms.department_code = row.text(10);
  terms.category_code = row.text(11);
  terms.advertised = row.integer(12) != 0;
  terms.exclusive = row.integer(13) != 0;
  terms.restricted = row.integer(14) != 0;
  terms.discontinued = row.integer(15) != 0;
  terms.version = row.integer(16);
  return terms;
}

// Whether `given`, an id beside the GTIN of `pack`, names another item. An id that the
// hub has for no item of the supplier, where it has none for this one, is news and no
// conflict.
absl::StatusOr<bool> Conflicts(store::Reader& reader, const PackInfo& pack, IdScheme scheme,
                               const std::string& known, const std::string& given) {
  if (given.empty() || given == known) return false;
  if (!known.empty()) return true;
  return reader.QueryOne(
      kFindOtherWithId, {pack.supplier.value(), static_cast<int>(scheme), given, pack.base.value()},
      [](const Row&) {});
}

void AddConflict(const FieldPath& path, std::string_view whose, const std::string& given,
                 const PackInfo& pack, const std::string& known, Violations& violations) {
  violations.Add(path, v1::REASON_ITEM_IDS_CONFLICT,
                 absl::StrCat("\"", given, "\" is not the ", AbslView(whose), "'s id of ",
                              pack.gtin.ToString(),
                              known.empty() ? std::string(", but that of another item")
                                            : absl::StrCat(", which is \"", known, "\""),
                              "; correct the one that is wrong, or leave the id out"));
}

// A good line costs no text: its path is made for violations alone.
absl::StatusOr<std::optional<PackInfo>> Resolve(store::Reader& reader, std::string_view gtin,
                                                base::Gln supplier,
                                                absl::FunctionRef<FieldPath()> path,
                                                Violations& violations, exchange::Role asker) {
  ASSIGN_OR_RETURN(auto pack, FindPack(reader, exchange::GtinOf(gtin)));
  const bool foreign = pack.has_value() && supplier != base::Gln() && pack->supplier != supplier;
  if (pack.has_value() && !foreign) return pack;
  if (foreign && asker == exchange::Role::kRetailer) {
    violations.Add(
        path(), v1::REASON_ITEM_OF_OTHER_SUPPLIER,
        absl::StrCat("the item ", AbslView(gtin), " is supplied by ", pack->supplier.ToString(),
                     ", not by ", supplier.ToString(), "; name an item of this supplier"));
  } else {
    violations.Add(
        path(), v1::REASON_ITEM_NOT_FOUND,
        absl::StrCat("there is no trade item ", AbslView(gtin),
                     supplier == base::Gln() ? std::string()
                                             : absl::StrCat(" of supplier ", supplier.ToString()),
                     "; state the item first, or correct the GTIN"));
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<std::optional<PackInfo>> FindPack(store::Reader& reader, base::Gtin gtin) {
  std::optional<PackInfo> pack;
  RETURN_IF_ERROR(
      reader.QueryOne(kFindPack, {gtin.value()}, [&pack](const Row& row) { pack = ReadPack(row); })
          .status());
  return pack;
}

absl::StatusOr<std::vector<PackInfo>> FindPacksOf(store::Reader& reader, base::Gtin base) {
  std::vector<PackInfo> packs;
  RETURN_IF_ERROR(reader.Query(kFindPacksOf, {base.value()}, [&packs](const Row& row) {
    packs.push_back(ReadPack(row));
    return absl::OkStatus();
  }));
  return packs;
}

absl::StatusOr<std::optional<PackInfo>> ResolveGtin(store::Reader& reader, std::string_view gtin,
                                                    base::Gln supplier, const FieldPath& path,
                                                    Violations& violations, exchange::Role asker) {
  return Resolve(
      reader, gtin, supplier, [&path] { return path; }, violations, asker);
}

absl::StatusOr<std::optional<PackInfo>> ResolveItem(store::Reader& reader,
                                                    const v1::TradeItemReference& item,
                                                    base::Gln supplier, const FieldPath& path,
                                                    Violations& violations, exchange::Role asker) {
  ASSIGN_OR_RETURN(auto pack, Resolve(
                                  reader, item.gtin(), supplier,
                                  [&path] { return path.Field("gtin"); }, violations, asker));
  if (!pack.has_value()) return pack;
  ASSIGN_OR_RETURN(const bool supplier_conflicts,
                   Conflicts(reader, *pack, IdScheme::kSupplier, pack->supplier_item_id,
                             item.supplier_item_id()));
  ASSIGN_OR_RETURN(
      const bool buyer_conflicts,
      Conflicts(reader, *pack, IdScheme::kBuyer, pack->buyer_item_id, item.buyer_item_id()));
  if (supplier_conflicts) {
    AddConflict(path.Field("supplier_item_id"), "supplier", item.supplier_item_id(), *pack,
                pack->supplier_item_id, violations);
  }
  if (buyer_conflicts) {
    AddConflict(path.Field("buyer_item_id"), "buyer", item.buyer_item_id(), *pack,
                pack->buyer_item_id, violations);
  }
  if (supplier_conflicts || buyer_conflicts) return std::nullopt;
  return pack;
}

absl::StatusOr<std::optional<ItemTerms>> FindItemTerms(store::Reader& reader, base::Gtin base) {
  std::optional<ItemTerms> terms;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindItemTerms, {base.value()},
                                [&terms](const Row& row) { terms = ReadTerms(row); })
                      .status());
  return terms;
}

}  // namespace headwater::catalogue
