// Folds Order Changes: the buyer's full new statement of an order.
#pragma once

#include "hub/exchange/handler.h"

namespace headwater::ordering {

class OrderChangeHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::ordering
