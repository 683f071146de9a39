// Folds Trade Items into the catalogue.
#pragma once

#include "hub/exchange/handler.h"

namespace headwater::catalogue {

class TradeItemHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::catalogue
