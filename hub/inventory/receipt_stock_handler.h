// Adds what a Receiving Advice says has arrived to the stock of the place it went to.
#pragma once

#include "absl/status/status.h"
#include "hub/exchange/handler.h"

namespace headwater::inventory {

// Follows delivery's handler in the chain of receiving_advice and refuses nothing. What
// was received and is neither damaged nor refused is AVAILABLE, what is damaged is
// DAMAGED, both the retailer's own, or the supplier's where the order is consigned; what
// was refused never came in.
class ReceiptStockHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::inventory
