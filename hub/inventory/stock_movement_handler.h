// Takes Stock Movements of the retailer: books each line into the journal and the book.
#pragma once

#include "absl/status/status.h"
#include "hub/exchange/handler.h"

namespace headwater::inventory {

// Where the document has no receiver, its first item tells the supplier that all of them
// must be of.
class StockMovementHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::inventory
