// Moves the stock of a location by what its tills sold and took back.
#pragma once

#include "absl/status/status.h"
#include "hub/exchange/handler.h"

namespace headwater::inventory {

// Follows sales' handler in the chain of ticket and refuses nothing. What condition a
// returned piece is in, the retailer says with a STATUS_CHANGE.
class TicketStockHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::inventory
