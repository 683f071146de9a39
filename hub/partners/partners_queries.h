// What other rooms and people ask about parties, locations and agreements. Reads of
// the tables alone; they see what the Reader's snapshot sees.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/partners.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/refusal.h"
#include "hub/store/database.h"

namespace headwater::partners {

struct PartyTerms {
  base::Gln gln;
  exchange::Role role = exchange::Role::kSupplier;
  bool suspended = false;
  std::string currency_code;
  std::string time_zone;
  int64_t version = 0;
};

// nullopt: never stated. The retailer too is known here only once it stated itself.
absl::StatusOr<std::optional<PartyTerms>> FindParty(store::Reader& reader, base::Gln gln);

struct LocationInfo {
  base::Gln gln;
  base::Gln party;
  std::string time_zone;
  v1::LocationType type = v1::LOCATION_TYPE_UNSPECIFIED;
  // Owned by the retailer: every party may read and name it.
  bool of_retailer = false;
};

// Any location, whoever owns it: a handler that answers a supplier must treat what
// is neither the supplier's nor the retailer's as not there (see ResolveLocation).
absl::StatusOr<std::optional<LocationInfo>> FindLocation(store::Reader& reader, base::Gln gln);

// The location that a document names at `path`: one of the retailer's, or of
// `supplier` (0: the retailer's alone). Adds LOCATION_NOT_FOUND and returns nullopt if
// there is none, in the same words for a location of another supplier.
absl::StatusOr<std::optional<LocationInfo>> ResolveLocation(store::Reader& reader,
                                                            std::string_view gln,
                                                            base::Gln supplier,
                                                            const exchange::FieldPath& path,
                                                            exchange::Violations& violations);

struct AgreementTerms {
  int32_t over_delivery_tolerance_basis_points = 0;
  int32_t lead_time_days = 0;
  int32_t order_interval_days = 0;
  v1::ReplenishmentModel model = v1::REPLENISHMENT_MODEL_UNSPECIFIED;
  int64_t version = 0;
};

absl::StatusOr<std::optional<AgreementTerms>> FindAgreement(store::Reader& reader,
                                                            base::Gln supplier, base::Gln location);

// Levels are pieces of `gtin`, or millionths of the item's unit for what is measured:
// catalogue::ToBase makes them amounts of the base.
struct AgreedItem {
  base::Gln supplier;
  base::Gln location;
  base::Gtin gtin;
  int64_t minimum = 0;
  int64_t maximum = 0;
};

// One agreed item. nullopt: not agreed.
absl::StatusOr<std::optional<AgreedItem>> FindAgreedItem(store::Reader& reader, base::Gln supplier,
                                                         base::Gln location, base::Gtin gtin);

// Every agreed item of the supplier (nullopt: of all) at the location (nullopt: at
// all), in the order of supplier, location and GTIN, from behind `after` on. `visit`
// returns false to stop; its error ends the walk and is returned. It may not walk
// agreed items itself on the same Reader.
absl::Status ForEachAgreedItem(store::Reader& reader, std::optional<base::Gln> supplier,
                               std::optional<base::Gln> location, std::optional<AgreedItem> after,
                               absl::FunctionRef<absl::StatusOr<bool>(const AgreedItem&)> visit);

// The reads of PartnersService. A supplier sees itself, the retailer, the locations of
// both and its own agreements; anything else is NOT_FOUND, whether it exists or not.
absl::Status GetParty(store::Reader& reader, const exchange::Caller& caller,
                      const v1::GetPartyRequest& request, v1::PartyRecord& response);
absl::Status ListParties(store::Reader& reader, const exchange::Caller& caller,
                         const v1::ListPartiesRequest& request, v1::ListPartiesResponse& response);
absl::Status GetLocation(store::Reader& reader, const exchange::Caller& caller,
                         const v1::GetLocationRequest& request, v1::LocationRecord& response);
absl::Status ListLocations(store::Reader& reader, const exchange::Caller& caller,
                           const v1::ListLocationsRequest& request,
                           v1::ListLocationsResponse& response);
absl::Status GetReplenishmentAgreement(store::Reader& reader, const exchange::Caller& caller,
                                       const v1::GetReplenishmentAgreementRequest& request,
                                       v1::ReplenishmentAgreementRecord& response);
absl::Status ListReplenishmentAgreements(store::Reader& reader, const exchange::Caller& caller,
                                         const v1::ListReplenishmentAgreementsRequest& request,
                                         v1::ListReplenishmentAgreementsResponse& response);

}  // namespace headwater::partners
