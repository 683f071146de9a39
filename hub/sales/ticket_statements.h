// The statements of tickets whose way through the tables matters: a test asks the database
// for its plan of each. A page begins at its place in one location, however many tickets
// there are; the tickets of all locations are read one location after the other.
#pragma once

#include "hub/store/database.h"

namespace headwater::sales {

#define HW_TICKET_COLUMNS                                                     \
  "SELECT t.location, t.number, t.till, t.sale_time, t.currency, t.channel, " \
  "t.customer_pseudonym, t.total_micros, t.document_id FROM ticket t WHERE t.location = $1 "

// Parameters: location, number.
inline constexpr store::Sql kGetTicket{"sales.get_ticket", HW_TICKET_COLUMNS "AND t.number = $2"};

// Parameters: location, the key after which to begin (time, number), the time before which
// to end, a pseudonym or nothing, and how many. By line, the base of an item or 0 and a
// type or 0 come before how many: one line must be both.
#define HW_TICKETS_BETWEEN                                       \
  "AND (t.sale_time, t.number) > ($2, $3) AND t.sale_time < $4 " \
  "AND ($5 = '' OR t.customer_pseudonym = $5) "
inline constexpr store::Sql kListTickets{"sales.list_tickets", HW_TICKET_COLUMNS HW_TICKETS_BETWEEN
                                         "ORDER BY t.sale_time, t.number LIMIT $6"};
inline constexpr store::Sql kListTicketsByLine{
    "sales.list_tickets_by_line", HW_TICKET_COLUMNS HW_TICKETS_BETWEEN
    "AND EXISTS (SELECT 1 FROM ticket_line l WHERE l.location = t.location "
    "AND l.number = t.number AND ($6 = 0 OR l.gtin = $6) AND ($7 = 0 OR l.type = $7)) "
    "ORDER BY t.sale_time, t.number LIMIT $8"};
#undef HW_TICKETS_BETWEEN
#undef HW_TICKET_COLUMNS

// The next location that has tickets. Parameter: the one before.
inline constexpr store::Sql kNextTicketLocation{
    "sales.next_ticket_location",
    "SELECT location FROM ticket WHERE location > $1 ORDER BY location LIMIT 1"};

// Parameters: location, number.
inline constexpr store::Sql kTicketLines{
    "sales.ticket_lines",
    "SELECT line, type, supplier, gtin, quantity, charge_unit, amount_micros, promotion_code, "
    "original_ticket_number, return_reason FROM ticket_line WHERE location = $1 AND number = $2 "
    "ORDER BY line"};

}  // namespace headwater::sales
