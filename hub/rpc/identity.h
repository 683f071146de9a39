// Who calls. TLS has verified that the client's certificate is signed by the hub's
// certificate authority; the certificate names the party by a URI among its subject
// alternative names, "urn:headwater:party:<13-digit GLN>".
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "grpcpp/security/auth_context.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/handler.h"
#include "hub/store/database.h"

namespace headwater::rpc {

inline constexpr std::string_view kPartyUriPrefix = "urn:headwater:party:";

std::string PartyUri(base::Gln party);

// The party that the peer's certificate names. UNAUTHENTICATED with
// CERTIFICATE_MISSING where the connection has none; PERMISSION_DENIED with
// PARTY_UNKNOWN where it names no party, two, or one whose GLN is wrong.
absl::StatusOr<base::Gln> PartyOfPeer(const grpc::AuthContext& peer);

// The same party with the role that it has in the snapshot of `reader`. A suspended
// party is a caller too: it may read, and the door refuses its documents.
// PERMISSION_DENIED with PARTY_UNKNOWN where the hub has no such party.
absl::StatusOr<exchange::Caller> FindCaller(store::Reader& reader,
                                            const exchange::PartyDirectory& directory,
                                            base::Gln party);

}  // namespace headwater::rpc
