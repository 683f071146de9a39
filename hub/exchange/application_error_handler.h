// The one kind that belongs to no room: a complaint about a document. Stored and
// forwarded; it changes no state.
#pragma once

#include "absl/status/status.h"
#include "hub/exchange/handler.h"

namespace headwater::exchange {

class ApplicationErrorHandler final : public DocumentHandler {
 public:
  // DOCUMENT_NOT_FOUND when in_response_to is not in the sender's feed;
  // IN_RESPONSE_TO_WRONG when the receiver is not the other party of it.
  absl::Status Apply(const Submission& submission, store::Transaction& transaction,
                     Outcome& outcome) override;
};

}  // namespace headwater::exchange
