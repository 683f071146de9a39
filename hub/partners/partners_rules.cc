#include "hub/partners/partners_rules.h"

#include "absl/strings/str_cat.h"
#include "hub/exchange/values.h"

namespace headwater::partners {

absl::Status CheckVersion(const v1::Document& document, std::string_view what, int64_t current) {
  if (document.base_version() == current) return absl::OkStatus();
  return exchange::RefuseStale(what, document.base_version(), current);
}

void CheckParty(const v1::Party& party, base::Gln retailer, const exchange::FieldPath& path,
                exchange::Violations& violations) {
  const bool is_retailer = exchange::GlnOf(party.gln()) == retailer;
  const v1::PartyRole due = is_retailer ? v1::PARTY_ROLE_RETAILER : v1::PARTY_ROLE_SUPPLIER;
  if (party.role() != due) {
    violations.Add(
        path.Field("role"), v1::REASON_ROLE_CHANGED,
        absl::StrCat("the one retailer of this hub is ", retailer.ToString(), ", so ", party.gln(),
                     " is a ", is_retailer ? "retailer" : "supplier", " and not ",
                     v1::PartyRole_Name(party.role()), "; give ", v1::PartyRole_Name(due)));
  }
  if (is_retailer && party.suspended()) {
    violations.Add(path.Field("suspended"), v1::REASON_PARTY_SUSPENDED,
                   absl::StrCat(party.gln(),
                                " runs this hub and could not lift its own "
                                "suspension; leave it unset"));
  }
}

void CheckLevels(const v1::ReplenishmentAgreementItem& item, const exchange::FieldPath& path,
                 exchange::Violations& violations) {
  if (item.minimum_quantity() <= item.maximum_quantity()) return;
  violations.Add(
      path.Field("minimum_quantity"), v1::REASON_MINIMUM_ABOVE_MAXIMUM,
      absl::StrCat("the minimum of ", item.minimum_quantity(), " is above the maximum of ",
                   item.maximum_quantity(), "; order up to at least what is the least"));
}

}  // namespace headwater::partners
