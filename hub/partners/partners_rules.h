// What makes a statement of a party, location or agreement item sound. Pure. Texts and
// numbers have the shape that the contract gives them.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/partners.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/refusal.h"

namespace headwater::partners {

// VERSION_STALE unless the document was made with `current` before its sender's eyes: 0,
// which may be left out, for what was never stated. `what` names it to a person.
absl::Status CheckVersion(const v1::Document& document, std::string_view what, int64_t current);

// A hub has one retailer: the party that runs it, which cannot be locked out of it
// (ROLE_CHANGED, PARTY_SUSPENDED). Everybody else is a supplier, so that no party ever
// changes its role.
void CheckParty(const v1::Party& party, base::Gln retailer, const exchange::FieldPath& path,
                exchange::Violations& violations);

// MINIMUM_ABOVE_MAXIMUM.
void CheckLevels(const v1::ReplenishmentAgreementItem& item, const exchange::FieldPath& path,
                 exchange::Violations& violations);

}  // namespace headwater::partners
