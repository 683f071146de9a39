#include "hub/exchange/admission.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"

namespace headwater::exchange {
namespace {

using base::AbslView;

absl::Status RefuseReceiver(v1::Reason reason, std::string description) {
  Violations violations;
  violations.Add(FieldPath("receiver_gln"), reason, std::move(description));
  return violations.ToStatus();
}

absl::Status RefuseReceiverOf(const Kind& kind, std::string_view mend) {
  return RefuseReceiver(v1::REASON_RECEIVER_NOT_ALLOWED,
                        absl::StrCat("a document of kind ", AbslView(KindName(kind.body)),
                                     " does not go to this receiver; ", AbslView(mend)));
}

absl::Status CheckSender(const Kind& kind, const PartyInfo& sender) {
  const bool allowed = kind.senders == Senders::kBoth ||
                       (kind.senders == Senders::kRetailer) == (sender.role == Role::kRetailer);
  if (allowed) return absl::OkStatus();
  return Refuse(
      v1::REASON_SENDER_NOT_ALLOWED,
      absl::StrCat("documents of kind ", AbslView(KindName(kind.body)), " are sent by the ",
                   kind.senders == Senders::kRetailer ? "retailer" : "supplier",
                   " alone; send a kind that is yours to send"));
}

absl::Status CheckOtherRole(const Kind& kind, const Parties& parties) {
  if (parties.sender.role == Role::kSupplier) {
    if (parties.receiver && parties.receiver->role == Role::kRetailer) return absl::OkStatus();
    return RefuseReceiverOf(kind, "name the retailer");
  }
  if (!parties.receiver) {
    return RefuseReceiver(v1::REASON_PARTY_NOT_FOUND,
                          absl::StrCat("there is no party ", parties.receiver_gln.ToString(),
                                       "; make it known with a document of kind party first"));
  }
  if (parties.receiver->role == Role::kSupplier) return absl::OkStatus();
  return RefuseReceiverOf(kind, "name a supplier");
}

// What the document states is its handler's to check; here only that a supplier
// reaches nobody but itself and the retailer.
absl::Status CheckStated(const Kind& kind, const Parties& parties) {
  const PartyInfo& sender = parties.sender;
  if (sender.role == Role::kRetailer || parties.receiver_gln == sender.gln) {
    return absl::OkStatus();
  }
  if (parties.receiver && parties.receiver->role == Role::kRetailer) return absl::OkStatus();
  return RefuseReceiverOf(kind, "name yourself or the retailer");
}

}  // namespace

absl::StatusOr<PartyInfo> FindSender(store::Reader& reader, const PartyDirectory& directory,
                                     base::Gln gln) {
  ASSIGN_OR_RETURN(const auto sender, directory.Find(reader, gln));
  if (!sender) {
    return Refuse(v1::REASON_PARTY_UNKNOWN,
                  absl::StrCat("the certificate names party ", gln.ToString(),
                               ", which this hub does not know; ask the retailer to add it"));
  }
  if (sender->suspended) {
    return Refuse(v1::REASON_PARTY_SUSPENDED,
                  absl::StrCat("party ", gln.ToString(),
                               " is suspended: it can read but not send; ask the retailer"));
  }
  return *sender;
}

absl::StatusOr<Parties> FindParties(store::Reader& reader, const PartyDirectory& directory,
                                    base::Gln retailer, const PartyInfo& sender,
                                    const v1::Document& document) {
  Parties parties{.sender = sender};
  parties.receiver_gln = GlnOf(document.receiver_gln());
  if (parties.receiver_gln != base::Gln()) {
    ASSIGN_OR_RETURN(parties.receiver, directory.Find(reader, parties.receiver_gln));
  }
  if (sender.role == Role::kSupplier) {
    parties.supplier = sender.gln;
  } else if (parties.receiver ? parties.receiver->role == Role::kSupplier
                              : parties.receiver_gln != retailer) {
    parties.supplier = parties.receiver_gln;
  }
  return parties;
}

absl::Status Admit(const Kind& kind, const Parties& parties) {
  RETURN_IF_ERROR(CheckSender(kind, parties.sender));
  const bool has_receiver = parties.receiver_gln != base::Gln();
  switch (kind.receivers) {
    case Receivers::kNone:
      if (has_receiver) return RefuseReceiverOf(kind, "leave receiver_gln empty");
      return absl::OkStatus();
    case Receivers::kOtherRole:
      return CheckOtherRole(kind, parties);
    case Receivers::kOtherRoleOrNone:
      return has_receiver ? CheckOtherRole(kind, parties) : absl::OkStatus();
    case Receivers::kStated:
      return has_receiver ? CheckStated(kind, parties) : absl::OkStatus();
  }
  return absl::InternalError("a kind has receivers that nobody knows");
}

}  // namespace headwater::exchange
