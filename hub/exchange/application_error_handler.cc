#include "hub/exchange/application_error_handler.h"

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/exchange/document_queries.h"
#include "hub/exchange/refusal.h"

namespace headwater::exchange {

absl::Status ApplicationErrorHandler::Apply(const Submission& submission,
                                            store::Transaction& transaction, Outcome&) {
  const v1::Document& document = submission.document;
  if (document.in_response_to().empty()) return absl::OkStatus();
  const base::Gln sender = submission.sender.gln;
  ASSIGN_OR_RETURN(const auto subject,
                   FindDocument(transaction, document.in_response_to(), submission.commit_number));
  Violations violations;
  if (!subject || !subject->InFeedOf(sender)) {
    violations.Add(
        FieldPath("in_response_to"), v1::REASON_DOCUMENT_NOT_FOUND,
        absl::StrCat("you neither sent nor received a document ", document.in_response_to(),
                     "; give the document_id of one that "
                     "stands in your feed"));
  } else if (submission.receiver && !subject->InFeedOf(submission.receiver->gln)) {
    violations.Add(
        FieldPath("in_response_to"), v1::REASON_IN_RESPONSE_TO_WRONG,
        absl::StrCat(document.in_response_to(), " does not concern ", document.receiver_gln(),
                     "; send the complaint to the other party of that document"));
  }
  return violations.ToStatus();
}

}  // namespace headwater::exchange
