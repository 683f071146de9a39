// Folds Receiving Advices: what arrived of one shipment.
#pragma once

#include "hub/exchange/handler.h"

namespace headwater::delivery {

class ReceivingAdviceHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::delivery
