// Takes Inventory Reports: counts and statements of the retailer into its stock, what a
// supplier could deliver into a table of its own.
#pragma once

#include "absl/status/status.h"
#include "hub/exchange/handler.h"

namespace headwater::inventory {

// A report is refused (REPORT_OUTDATED, ABORTED) where a key that it lists is known as of
// a later instant: a count against counts, any other statement against all that was
// reported. A count that comes after a younger statement of the sender's system still
// sets the book, and leaves what was reported alone. As of the same instant the later
// document wins.
//
// With scope FULL every row of the supplier at the locations named that is not listed is
// zero, whatever its status and owner; where something younger is known of such a row,
// that stays, because the sender could not mend it by leaving it out.
//
// Lots of one key are added up.
class InventoryReportHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::inventory
