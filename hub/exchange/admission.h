// Who may send which kind to whom.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/handler.h"
#include "hub/exchange/registry.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// The parties of a document as the tables have them before it.
struct Parties {
  PartyInfo sender;
  // Absent without a receiver, and for one that this very document makes known.
  std::optional<PartyInfo> receiver;
  base::Gln receiver_gln;  // 0: none
  base::Gln supplier;      // see Submission
};

// PARTY_UNKNOWN or PARTY_SUSPENDED (PERMISSION_DENIED).
absl::StatusOr<PartyInfo> FindSender(store::Reader& reader, const PartyDirectory& directory,
                                     base::Gln gln);

// The parties without a verdict.
absl::StatusOr<Parties> FindParties(store::Reader& reader, const PartyDirectory& directory,
                                    base::Gln retailer, const PartyInfo& sender,
                                    const v1::Document& document);

// SENDER_NOT_ALLOWED and RECEIVER_NOT_ALLOWED (PERMISSION_DENIED); PARTY_NOT_FOUND
// (FAILED_PRECONDITION) for the retailer alone: a supplier gets one answer for every
// receiver that is not its retailer, whether it exists or not.
absl::Status Admit(const Kind& kind, const Parties& parties);

}  // namespace headwater::exchange
