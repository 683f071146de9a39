#include "hub/inventory/receipt_stock_handler.h"

#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/delivery/delivery_queries.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_ledger.h"
#include "hub/inventory/line_item_queries.h"

namespace headwater::inventory {
namespace {

struct Received {
  int64_t accepted = 0;
  int64_t damaged = 0;
};

Received Split(const v1::ReceivingLine& line) {
  Received received{.accepted = ValueOf(line.received())};
  for (const v1::Discrepancy& discrepancy : line.discrepancies()) {
    const int64_t quantity = ValueOf(discrepancy.quantity());
    received.accepted -= quantity;
    if (discrepancy.condition() == v1::DISCREPANCY_CONDITION_DAMAGED) received.damaged += quantity;
  }
  return received;
}

absl::Status Book(store::Transaction& transaction, Movement& movement, v1::StockStatus status,
                  int64_t packs, int64_t base_count) {
  movement.key.status = status;
  const std::optional<int64_t> quantity = base::CheckedMul(packs, base_count);
  if (!quantity.has_value()) {
    return absl::InternalError(
        absl::StrCat("a checked receipt of ", packs, " packs of ", base_count, " does not fit"));
  }
  movement.quantity = *quantity;
  if (movement.quantity != 0) RETURN_IF_ERROR(BookMovement(transaction, movement));
  ++movement.ordinal;
  return absl::OkStatus();
}

}  // namespace

absl::Status ReceiptStockHandler::Apply(const exchange::Submission& submission,
                                        store::Transaction& transaction, exchange::Outcome&) {
  const v1::ReceivingAdvice& advice = submission.document.receiving_advice();
  Movement movement{.reason = v1::MOVEMENT_REASON_RECEPTION,
                    .time = exchange::MicrosOf(advice.arrival_time()),
                    .document_id = submission.document.document_id()};
  for (const v1::ReceivingLine& line : advice.lines()) {
    ASSIGN_OR_RETURN(
        const std::optional<delivery::DespatchedLine> despatched,
        delivery::FindDespatchLine(transaction, submission.supplier, advice.despatch_number(),
                                   line.despatch_line_number()));
    if (!despatched.has_value()) {
      return absl::InternalError(absl::StrCat("line ", line.despatch_line_number(), " of ",
                                              advice.despatch_number(),
                                              ", which was checked, is not there"));
    }
    movement.key = {.supplier = submission.supplier,
                    .location = despatched->ship_to,
                    .gtin = despatched->base,
                    .owner = despatched->consigned ? submission.supplier : submission.retailer};
    const Received received = Split(line);
    RETURN_IF_ERROR(Book(transaction, movement, v1::STOCK_STATUS_AVAILABLE, received.accepted,
                         despatched->base_count));
    RETURN_IF_ERROR(Book(transaction, movement, v1::STOCK_STATUS_DAMAGED, received.damaged,
                         despatched->base_count));
  }
  return absl::OkStatus();
}

}  // namespace headwater::inventory
