// Takes till receipts.
#pragma once

#include "absl/status/status.h"
#include "hub/exchange/handler.h"

namespace headwater::sales {

// The first in the chain of ticket: it owns the verdict. Inventory's handler follows.
class TicketHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::sales
