// Folds Order Cancellations: the buyer takes back what is not despatched.
#pragma once

#include "hub/exchange/handler.h"

namespace headwater::ordering {

class OrderCancellationHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::ordering
