// What the retailer asks about its tickets. Reads of the tables alone; they see what the
// Reader's snapshot sees. Anybody else is PERMISSION_DENIED with SENDER_NOT_ALLOWED,
// whatever it asks for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "headwater/v1/sales.pb.h"
#include "hub/exchange/caller.h"
#include "hub/store/database.h"

namespace headwater::sales {

// A page of tickets ends before it is larger, whatever page_size says. A single ticket is
// never so large: it came in a document of at most 1 MiB.
inline constexpr size_t kTicketPageBytesMax = 2 << 20;

// It ends, with a token and perhaps without a ticket, after so many were examined. That
// happens where what is asked for has no index: a type of line, of all items or of one,
// or an item or a type of line of a customer; and where very many locations have no ticket
// that fits.
inline constexpr int64_t kTicketsExaminedMax = 10'000;

absl::Status GetTicket(store::Reader& reader, const exchange::Caller& caller,
                       const v1::GetTicketRequest& request, v1::TicketRecord& response);

// Tickets with all their lines. Where both an item and a type of line are asked for, one
// line must be both. A location that the hub does not know is NOT_FOUND; one that sold
// nothing has no tickets. An end before the start is INTERVAL_INVERTED.
absl::Status ListTickets(store::Reader& reader, const exchange::Caller& caller,
                         const v1::ListTicketsRequest& request, v1::ListTicketsResponse& response);

absl::Status SummarizeTickets(store::Reader& reader, const exchange::Caller& caller,
                              const v1::SummarizeTicketsRequest& request,
                              v1::SummarizeTicketsResponse& response);

}  // namespace headwater::sales
