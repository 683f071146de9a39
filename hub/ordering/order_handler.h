// Folds Orders.
#pragma once

#include "hub/exchange/handler.h"

namespace headwater::ordering {

class OrderHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::ordering
