#include "hub/exchange/fold.h"

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::exchange {

absl::StatusOr<Outcome> Fold(const Kind& kind, const PartyDirectory& directory,
                             const FoldInput& input, store::Transaction& transaction) {
  const Parties& parties = input.parties;
  const Submission submission{.document = input.document,
                              .sender = parties.sender,
                              .receiver = parties.receiver,
                              .retailer = input.retailer,
                              .supplier = parties.supplier,
                              .commit_number = input.commit_number,
                              .commit_time = absl::FromUnixMicros(input.commit_time)};
  Outcome outcome;
  for (const auto& handler : kind.handlers) {
    RETURN_IF_ERROR(handler->Apply(submission, transaction, outcome));
  }
  if (parties.receiver_gln != base::Gln() && !parties.receiver) {
    ASSIGN_OR_RETURN(const auto receiver, directory.Find(transaction, parties.receiver_gln));
    if (!receiver) {
      return absl::InternalError(absl::StrCat("a handler of kind ",
                                              base::AbslView(KindName(kind.body)),
                                              " took a receiver that is no party"));
    }
  }
  return outcome;
}

}  // namespace headwater::exchange
