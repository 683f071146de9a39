// Takes Sales Reports: replaces what was said before of each supplier, day and location
// that the report speaks of.
#pragma once

#include "absl/status/status.h"
#include "hub/exchange/handler.h"

namespace headwater::sales {

// A section is a supplier's sales of one day at one location; a restatement replaces it
// as a whole, whichever layout either came in. Within it an item stands once for each
// promotion code, whatever pack names it (DUPLICATE_ITEM): amounts of two packs of an
// item are never added up behind the sender's back. Sales reports move no stock; tickets
// do.
class SalesReportHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::sales
