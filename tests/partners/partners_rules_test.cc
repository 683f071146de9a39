#include "hub/partners/partners_rules.h"

#include <gtest/gtest.h>

#include "partners/partners_hub.h"

namespace headwater::partners {
namespace {

using exchange::FieldPath;
using exchange::Violations;
using test::HasViolation;
using test::IsOk;
using test::MakeParty;
using test::Refused;
using test::Retailer;
using test::Supplier;

absl::Status Check(const v1::Party& party) {
  Violations violations;
  CheckParty(party, Retailer(), FieldPath("party"), violations);
  return violations.ToStatus();
}

TEST(CheckParty, OneRetailerAndSuppliers) {
  EXPECT_THAT(Check(MakeParty(Retailer())), IsOk());
  EXPECT_THAT(Check(MakeParty(Supplier())), IsOk());
  v1::Party party = MakeParty(Supplier());
  party.set_role(v1::PARTY_ROLE_RETAILER);
  EXPECT_THAT(Check(party), HasViolation("party.role", v1::REASON_ROLE_CHANGED));
  party = MakeParty(Retailer());
  party.set_role(v1::PARTY_ROLE_SUPPLIER);
  EXPECT_THAT(Check(party), HasViolation("party.role", v1::REASON_ROLE_CHANGED));
}

TEST(CheckParty, RetailerIsNotLockedOut) {
  v1::Party party = MakeParty(Supplier());
  party.set_suspended(true);
  EXPECT_THAT(Check(party), IsOk());
  party = MakeParty(Retailer());
  party.set_suspended(true);
  EXPECT_THAT(Check(party), HasViolation("party.suspended", v1::REASON_PARTY_SUSPENDED));
}

TEST(CheckLevels, MinimumUpToTheMaximum) {
  const auto check = [](int64_t minimum, int64_t maximum) {
    v1::ReplenishmentAgreementItem item;
    item.set_minimum_quantity(minimum);
    item.set_maximum_quantity(maximum);
    Violations violations;
    CheckLevels(item, FieldPath("x"), violations);
    return violations.ToStatus();
  };
  EXPECT_THAT(check(0, 1), IsOk());
  EXPECT_THAT(check(50, 50), IsOk());
  EXPECT_THAT(check(51, 50), HasViolation("x.minimum_quantity", v1::REASON_MINIMUM_ABOVE_MAXIMUM));
}

TEST(CheckVersion, FirstStatementNeedsNone) {
  v1::Document document;
  EXPECT_THAT(CheckVersion(document, "party", 0), IsOk());
  EXPECT_THAT(CheckVersion(document, "party", 1), Refused(v1::REASON_VERSION_STALE));
  document.set_base_version(0);
  EXPECT_THAT(CheckVersion(document, "party", 0), IsOk());
  document.set_base_version(2);
  EXPECT_THAT(CheckVersion(document, "party", 2), IsOk());
  const absl::Status stale = CheckVersion(document, "party", 3);
  EXPECT_EQ(stale.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(exchange::DetailOf(stale).current_version(), 3);
}

}  // namespace
}  // namespace headwater::partners
