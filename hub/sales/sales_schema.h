// The tables of sales. Quantities are pieces of the item's base, or millionths of its
// measure unit; `gtin` is always the base. Money is millionths of the row's currency.
#pragma once

#include "hub/store/schema.h"

namespace headwater::sales {

// sales_section   what was said of a supplier's sales of a day at a location: how
//                 complete, and which restatement. A day without a section is unknown.
// sales_day       the figures of a section, a row an item and promotion. The day stands
//                 before the item because a day's feed then lands in one place; a single
//                 series is read through its sections.
// ticket, ticket_line   till receipts, the retailer's own
// ticket_customer, ticket_summary   what SummarizeTickets tells, kept as they come
store::Schema SalesSchema();

}  // namespace headwater::sales
