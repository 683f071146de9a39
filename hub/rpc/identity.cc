#include "hub/rpc/identity.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpc/grpc_security_constants.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"

namespace headwater::rpc {
namespace {

using base::AbslView;

// Certificates come from our own authority, but a refusal is no place for a text of
// any length.
constexpr size_t kUriShown = 100;

absl::Status RefuseCertificate(std::string_view what) {
  return exchange::Refuse(
      v1::REASON_PARTY_UNKNOWN,
      absl::StrCat("The client certificate ", AbslView(what),
                   ". Use the certificate that the operator of this hub made for your party: its "
                   "subject alternative names hold exactly one URI ",
                   AbslView(kPartyUriPrefix), "<13-digit GLN>."));
}

}  // namespace

std::string PartyUri(base::Gln party) {
  return absl::StrCat(AbslView(kPartyUriPrefix), party.ToString());
}

absl::StatusOr<base::Gln> PartyOfPeer(const grpc::AuthContext& peer) {
  if (!peer.IsPeerAuthenticated()) {
    return exchange::Refuse(v1::REASON_CERTIFICATE_MISSING,
                            "This connection has no client certificate. Connect over TLS with the "
                            "certificate and key that the operator of this hub made for your "
                            "party.");
  }
  std::optional<std::string> uri;
  for (const grpc::string_ref& value : peer.FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME)) {
    const std::string_view text(value.data(), value.size());
    if (!text.starts_with(kPartyUriPrefix)) continue;
    if (uri.has_value()) return RefuseCertificate("names more than one party");
    uri = std::string(text);
  }
  if (!uri.has_value()) return RefuseCertificate("names no party");
  const std::string_view digits = std::string_view(*uri).substr(kPartyUriPrefix.size());
  const absl::StatusOr<base::Gln> party = base::Gln::Parse(digits);
  if (!party.ok() || party->value() == 0) {
    return RefuseCertificate(absl::StrCat("names \"", AbslView(uri->substr(0, kUriShown)),
                                          "\", which is not a GLN with a right check digit"));
  }
  return *party;
}

absl::StatusOr<exchange::Caller> FindCaller(store::Reader& reader,
                                            const exchange::PartyDirectory& directory,
                                            base::Gln party) {
  ASSIGN_OR_RETURN(const std::optional<exchange::PartyInfo> info, directory.Find(reader, party));
  if (!info.has_value()) {
    return exchange::Refuse(
        v1::REASON_PARTY_UNKNOWN,
        absl::StrCat("The client certificate names the party ", party.ToString(),
                     ", which this hub does not know. Ask the retailer to submit a Party document "
                     "with this GLN, or use the certificate of a party that it has."));
  }
  return exchange::Caller{.party = info->gln, .role = info->role};
}

}  // namespace headwater::rpc
