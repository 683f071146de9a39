#include "hub/partners/partners_queries.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/values.h"

namespace headwater::partners {
namespace {

using base::Gln;
using base::Gtin;
using exchange::Role;
using store::Row;

constexpr store::Sql kFindParty{
    "partners.find_party",
    "SELECT role, suspended, currency, time_zone, version FROM party WHERE gln = $1", "party"};
constexpr store::Sql kFindLocation{
    "partners.find_location",
    "SELECT party, time_zone, type, of_retailer FROM location WHERE gln = $1", "location"};
constexpr store::Sql kFindAgreement{
    "partners.find_agreement",
    "SELECT over_delivery_tolerance_basis_points, lead_time_days, order_interval_days, model, "
    "version FROM agreement WHERE supplier = $1 AND location = $2",
    "agreement"};
constexpr store::Sql kFindAgreedItem{
    "partners.find_agreed_item",
    "SELECT supplier, location, gtin, minimum, maximum FROM agreement_item "
    "WHERE supplier = $1 AND location = $2 AND gtin = $3"};

constexpr store::Sql kWalkAll{
    "partners.walk_agreed_items",
    "/* walk */ SELECT supplier, location, gtin, minimum, maximum FROM agreement_item "
    "WHERE (supplier, location, gtin) > ($1, $2, $3) ORDER BY supplier, location, gtin"};
constexpr store::Sql kWalkSupplier{
    "partners.walk_agreed_items_of_supplier",
    "/* walk */ SELECT supplier, location, gtin, minimum, maximum FROM agreement_item "
    "WHERE supplier = $1 AND (location, gtin) > ($2, $3) ORDER BY location, gtin"};
constexpr store::Sql kWalkBoth{
    "partners.walk_agreed_items_of_agreement",
    "/* walk */ SELECT supplier, location, gtin, minimum, maximum FROM agreement_item "
    "WHERE supplier = $1 AND location = $2 AND gtin > $3 ORDER BY gtin"};
constexpr store::Sql kSuppliersAt{
    "partners.list_suppliers_at",
    "SELECT supplier FROM agreement WHERE location = $1 AND supplier >= $2 ORDER BY supplier"};

using Visit = absl::FunctionRef<absl::StatusOr<bool>(const AgreedItem&)>;

AgreedItem ReadAgreedItem(const Row& row) {
  return {.supplier = Gln(row.integer(0)),
          .location = Gln(row.integer(1)),
          .gtin = Gtin(row.integer(2)),
          .minimum = row.integer(3),
          .maximum = row.integer(4)};
}

// False when `visit` wanted no more.
absl::StatusOr<bool> Walk(store::Reader& reader, const store::Sql& sql, Gln supplier, Gln location,
                          Gtin gtin, Visit visit) {
  bool stopped = false;
  const absl::Status status =
      reader.Query(sql, {supplier.value(), location.value(), gtin.value()}, [&](const Row& row) {
        ASSIGN_OR_RETURN(const bool more, visit(ReadAgreedItem(row)));
        if (more) return absl::OkStatus();
        stopped = true;
        return absl::CancelledError("enough");  // ends the query
      });
  if (stopped) return false;
  RETURN_IF_ERROR(status);
  return true;
}

// Items are kept by supplier first; the few suppliers of a location lead to its items.
absl::Status WalkLocation(store::Reader& reader, Gln location, const AgreedItem& after,
                          Visit visit) {
  std::vector<Gln> suppliers;
  RETURN_IF_ERROR(reader.Query(kSuppliersAt, {location.value(), after.supplier.value()},
                               [&suppliers](const Row& row) {
                                 suppliers.emplace_back(row.integer(0));
                                 return absl::OkStatus();
                               }));
  for (const Gln supplier : suppliers) {
    AgreedItem from{.supplier = supplier, .location = location};
    if (supplier == after.supplier) {
      if (after.location > location) continue;
      if (after.location == location) from.gtin = after.gtin;
    }
    ASSIGN_OR_RETURN(const bool more,
                     Walk(reader, kWalkBoth, supplier, location, from.gtin, visit));
    if (!more) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<PartyTerms>> FindParty(store::Reader& reader, Gln gln) {
  std::optional<PartyTerms> party;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindParty, {gln.value()},
                                [&](const Row& row) {
                                  party =
                                      PartyTerms{.gln = gln,
                                                 .role = row.integer(0) == v1::PARTY_ROLE_RETAILER
                                                             ? Role::kRetailer
                                                             : Role::kSupplier,
                                                 .suspended = row.integer(1) != 0,
                                                 .currency_code = std::string(row.text(2)),
                                                 .time_zone = std::string(row.text(3)),
                                                 .version = row.integer(4)};
                                })
                      .status());
  return party;
}

absl::StatusOr<std::optional<LocationInfo>> FindLocation(store::Reader& reader, Gln gln) {
  std::optional<LocationInfo> location;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindLocation, {gln.value()},
                                [&](const Row& row) {
                                  location = LocationInfo{
                                      .gln = gln,
                                      .party = Gln(row.integer(0)),
                                      .time_zone = std::string(row.text(1)),
                                      .type = static_cast<v1::LocationType>(row.integer(2)),
                                      .of_retailer = row.integer(3) != 0};
                                })
                      .status());
  return location;
}

absl::StatusOr<std::optional<LocationInfo>> ResolveLocation(store::Reader& reader,
                                                            std::string_view gln, Gln supplier,
                                                            const exchange::FieldPath& path,
                                                            exchange::Violations& violations) {
  ASSIGN_OR_RETURN(auto location, FindLocation(reader, exchange::GlnOf(gln)));
  if (location.has_value() && (location->of_retailer || location->party == supplier)) {
    return location;
  }
  violations.Add(
      path, v1::REASON_LOCATION_NOT_FOUND,
      absl::StrCat(
          "there is no location ", base::AbslView(gln), " of the retailer",
          supplier == Gln() ? std::string() : absl::StrCat(" or of supplier ", supplier.ToString()),
          "; state the location first, or correct the GLN"));
  return std::nullopt;
}

absl::StatusOr<std::optional<AgreementTerms>> FindAgreement(store::Reader& reader, Gln supplier,
                                                            Gln location) {
  std::optional<AgreementTerms> terms;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindAgreement, {supplier.value(), location.value()},
                                [&](const Row& row) {
                                  terms = AgreementTerms{
                                      .over_delivery_tolerance_basis_points =
                                          static_cast<int32_t>(row.integer(0)),
                                      .lead_time_days = static_cast<int32_t>(row.integer(1)),
                                      .order_interval_days = static_cast<int32_t>(row.integer(2)),
                                      .model = static_cast<v1::ReplenishmentModel>(row.integer(3)),
                                      .version = row.integer(4)};
                                })
                      .status());
  return terms;
}

absl::StatusOr<std::optional<AgreedItem>> FindAgreedItem(store::Reader& reader, Gln supplier,
                                                         Gln location, Gtin gtin) {
  std::optional<AgreedItem> item;
  RETURN_IF_ERROR(reader
                      .QueryOne(kFindAgreedItem, {supplier.value(), location.value(), gtin.value()},
                                [&item](const Row& row) { item = ReadAgreedItem(row); })
                      .status());
  return item;
}

absl::Status ForEachAgreedItem(store::Reader& reader, std::optional<Gln> supplier,
                               std::optional<Gln> location, std::optional<AgreedItem> after,
                               Visit visit) {
  AgreedItem from = after.value_or(AgreedItem());
  if (!supplier.has_value()) {
    if (location.has_value()) return WalkLocation(reader, *location, from, visit);
    return Walk(reader, kWalkAll, from.supplier, from.location, from.gtin, visit).status();
  }
  // What comes after a key of another supplier is all of this one or nothing.
  if (from.supplier > *supplier) return absl::OkStatus();
  if (from.supplier < *supplier) from = AgreedItem{.supplier = *supplier};
  if (!location.has_value()) {
    return Walk(reader, kWalkSupplier, *supplier, from.location, from.gtin, visit).status();
  }
  if (from.location > *location) return absl::OkStatus();
  if (from.location < *location) from.gtin = Gtin();
  return Walk(reader, kWalkBoth, *supplier, *location, from.gtin, visit).status();
}

}  // namespace headwater::partners
