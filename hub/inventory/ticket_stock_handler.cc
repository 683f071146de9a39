#include "hub/inventory/ticket_stock_handler.h"

#include <cstdint>

#include "hub/base/error.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_ledger.h"
#include "hub/inventory/line_item_queries.h"

namespace headwater::inventory {

absl::Status TicketStockHandler::Apply(const exchange::Submission& submission,
                                       store::Transaction& transaction, exchange::Outcome&) {
  const v1::Ticket& ticket = submission.document.ticket();
  const base::Gln location = exchange::GlnOf(ticket.location_gln());
  const int64_t time = exchange::MicrosOf(ticket.sale_time());
  LineItems items(transaction, base::Gln(), submission.sender.role);
  for (const v1::TicketLine& line : ticket.lines()) {
    if (line.type() == v1::TICKET_LINE_TYPE_CHARGE) continue;
    ASSIGN_OR_RETURN(const catalogue::PackInfo* pack, items.Find(line.item().gtin()));
    ASSIGN_OR_RETURN(const int64_t quantity, catalogue::ToBase(*pack, ValueOf(line.quantity())));
    const StockKey key{.supplier = pack->supplier,
                       .location = location,
                       .gtin = pack->base,
                       .owner = submission.retailer};
    const bool sold = line.type() == v1::TICKET_LINE_TYPE_SALE;
    RETURN_IF_ERROR(BookSale(transaction, key, sold ? -quantity : quantity, time));
  }
  return absl::OkStatus();
}

}  // namespace headwater::inventory
