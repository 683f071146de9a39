// Folds Despatch Advices: what left, and what that makes of the orders.
#pragma once

#include "hub/exchange/handler.h"

namespace headwater::delivery {

class DespatchAdviceHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::delivery
