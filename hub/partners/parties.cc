#include "hub/partners/parties.h"

#include "hub/base/error.h"
#include "hub/partners/partners_queries.h"

namespace headwater::partners {

absl::StatusOr<std::optional<exchange::PartyInfo>> Parties::Find(store::Reader& reader,
                                                                 base::Gln gln) const {
  if (gln == retailer_) {
    return exchange::PartyInfo{.gln = gln, .role = exchange::Role::kRetailer, .suspended = false};
  }
  ASSIGN_OR_RETURN(const auto party, FindParty(reader, gln));
  if (!party.has_value()) return std::nullopt;
  return exchange::PartyInfo{.gln = gln, .role = party->role, .suspended = party->suspended};
}

}  // namespace headwater::partners
