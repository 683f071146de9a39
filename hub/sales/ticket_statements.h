// The statements of tickets whose way through the tables matters: a test asks the database
// for its plan of each. A page begins at its place in one location, however many tickets
// there are; the tickets of all locations are read one location after the other.
#pragma once

#include "hub/store/database.h"

namespace headwater::sales {

#define HW_TICKET_COLUMNS                                                     \
  "SELECT t.location, t.number, t.till, t.sale_time, t.currency, t.channel, " \
  "t.customer_pseudonym, t.total_micros, t.document_id"

// Parameters: location, number.
inline constexpr store::Sql kGetTicket{
    "sales.get_ticket", HW_TICKET_COLUMNS " FROM ticket t WHERE t.location = $1 AND t.number = $2"};

// The lists of one location. Each has the parameters location, the key after which to begin
// (time, number), the time before which to end, how many rows; then, as far as it has them,
// a type of line or 0, the base of an item or 0, and a pseudonym. A row is a ticket of the
// index that the list goes along; its last column is 1 where it has a line as asked for, 0
// where it is passed over. How many rows are passed over is for the caller to bound.
#define HW_TICKETS_BETWEEN                                                           \
  " FROM ticket t WHERE t.location = $1 AND (t.sale_time, t.number) > ($2, $3) AND " \
  "t.sale_time < $4 "
#define HW_IN_ORDER "ORDER BY t.sale_time, t.number LIMIT $5"
#define HW_HAS_LINE(condition)                                                         \
  ", CASE WHEN EXISTS (SELECT 1 FROM ticket_line l WHERE l.location = t.location AND " \
  "l.number = t.number AND " condition ") THEN 1 ELSE 0 END"

inline constexpr store::Sql kListTickets{"sales.list_tickets",
                                         HW_TICKET_COLUMNS ", 1" HW_TICKETS_BETWEEN HW_IN_ORDER};
inline constexpr store::Sql kListTicketsOfType{"sales.list_tickets_of_type",
                                               HW_TICKET_COLUMNS HW_HAS_LINE("l.type = $6")
                                                   HW_TICKETS_BETWEEN HW_IN_ORDER};
inline constexpr store::Sql kListTicketsOfCustomer{
    "sales.list_tickets_of_customer",
    HW_TICKET_COLUMNS HW_HAS_LINE("(l.type = $6 OR $6 = 0) AND (l.gtin = $7 OR $7 = 0)")
        HW_TICKETS_BETWEEN
    "AND t.customer_pseudonym = $8 AND t.customer_pseudonym <> '' " HW_IN_ORDER};
#undef HW_HAS_LINE
#undef HW_IN_ORDER
#undef HW_TICKETS_BETWEEN
#undef HW_TICKET_COLUMNS

// Of an item, whose lines tell number and time alone.
inline constexpr store::Sql kListTicketsOfItem{
    "sales.list_tickets_of_item",
    "SELECT number, sale_time, MAX(CASE WHEN type = $6 OR $6 = 0 THEN 1 ELSE 0 END) "
    "FROM ticket_line WHERE gtin = $7 AND gtin <> 0 AND location = $1 "
    "AND (sale_time, number) > ($2, $3) AND sale_time < $4 "
    "GROUP BY sale_time, number ORDER BY sale_time, number LIMIT $5"};

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
