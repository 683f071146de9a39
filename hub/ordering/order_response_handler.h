// Folds Order Responses: the supplier's answer to all that is pending.
#pragma once

#include "hub/exchange/handler.h"

namespace headwater::ordering {

class OrderResponseHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::ordering
