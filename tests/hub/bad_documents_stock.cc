// Stock, sales and tickets.
#include "hub/bad_documents.h"

namespace headwater::test {
namespace {

using enum absl::StatusCode;

}  // namespace

// clang-format off
std::vector<BadDocument> BadStock() {
  return {
      {"CountOfTomorrow", "count", {"inventory_report.as_of_time = { seconds: 1767686400 }"}, kFailedPrecondition,
       {"inventory_report.as_of_time PERIOD_IN_FUTURE"}},
      {"CountOlderThanTheLast", "count", {"inventory_report.as_of_time = { seconds: 1767500000 }"}, kAborted,
       {"inventory_report.lines[1] REPORT_OUTDATED"}},
      {"CountOlderAndOfAnUnknownItem", "count",
       {"inventory_report.as_of_time = { seconds: 1767500000 }", "inventory_report.lines[2].item.gtin = \"$nothing\""}, kFailedPrecondition,
       {"inventory_report.lines[2].item.gtin ITEM_NOT_FOUND", "inventory_report.lines[1] REPORT_OUTDATED"}},
      {"CountBelowZero", "count", {"inventory_report.lines[0].quantity.count = -1"}, kInvalidArgument,
       {"inventory_report.lines[0].quantity NUMBER_OUT_OF_RANGE"}},
      {"CountOfOneThingTwice", "count",
       {"inventory_report.lines += { location_gln: \"$store\" item { gtin: \"$soap\" } status: STOCK_STATUS_AVAILABLE quantity { count: 1 } }"}, kInvalidArgument,
       {"inventory_report.lines[3] DUPLICATE_ITEM"}},
      {"CountNowhere", "count", {"inventory_report.lines[0].location_gln = \"$nowhere\""}, kFailedPrecondition,
       {"inventory_report.lines[0].location_gln LOCATION_NOT_FOUND"}},
      {"CountAtTheSuppliersPlace", "count", {"inventory_report.lines[0].location_gln = \"$depot\""}, kFailedPrecondition,
       {"inventory_report.lines[0].location_gln LOCATION_NOT_FOUND"}},
      {"GoodsOfAThirdParty", "count", {"inventory_report.lines[0].owner_gln = \"$supplier2\""}, kFailedPrecondition,
       {"inventory_report.lines[0].owner_gln PARTY_NOT_FOUND"}},
      {"CountInTheWrongUnit", "count", {"inventory_report.lines[2].quantity = { count: 2 }"}, kFailedPrecondition,
       {"inventory_report.lines[2].quantity.count UNIT_MISMATCH"}},
      {"MorePiecesThanAnybodyHas", "count",
       {"inventory_report.lines[2].quantity.measure.value_micros = 1000000000000001"}, kInvalidArgument,
       {"inventory_report.lines[2].quantity NUMBER_OUT_OF_RANGE"}},
      {"OfferAtTheStore", "offer", {"inventory_report.lines[0].location_gln = \"$store\""}, kFailedPrecondition,
       {"inventory_report.lines[0].location_gln LOCATION_NOT_FOUND"}},
      {"OfferOlderThanTheLast", "offer", {"inventory_report.as_of_time = { seconds: 1767500000 }"}, kAborted,
       {"inventory_report.lines[0] REPORT_OUTDATED"}},
      {"ScrapThatAdds", "movement", {"stock_movement.lines[0].quantity.count = 1"}, kFailedPrecondition,
       {"stock_movement.lines[0].quantity MOVEMENT_SIGN_WRONG"}},
      {"ReceptionThatTakesAway", "movement", {"stock_movement.lines[0].reason = MOVEMENT_REASON_RECEPTION"}, kFailedPrecondition,
       {"stock_movement.lines[0].quantity MOVEMENT_SIGN_WRONG"}},
      {"ScrapOfZero", "movement", {"stock_movement.lines[0].quantity.count = 0"}, kFailedPrecondition,
       {"stock_movement.lines[0].quantity MOVEMENT_SIGN_WRONG"}},
      {"HalfATransfer", "movement", {"stock_movement.lines[2].quantity.count = 4"}, kFailedPrecondition,
       {"stock_movement.lines[1].quantity AMOUNT_DOES_NOT_ADD_UP"}},
      {"MovementTomorrow", "movement", {"stock_movement.movement_time = { seconds: 1767686400 }"}, kFailedPrecondition,
       {"stock_movement.movement_time PERIOD_IN_FUTURE"}},
      {"MovementNowhere", "movement", {"stock_movement.location_gln = \"$nowhere\""}, kFailedPrecondition,
       {"stock_movement.location_gln LOCATION_NOT_FOUND"}},
      {"MovementOfTwoSuppliersGoods", "movement", {"receiver_gln =", "stock_movement.lines[1].item.gtin = \"$foreign\"",
        "stock_movement.lines[2].item.gtin = \"$foreign\""}, kFailedPrecondition,
       {"stock_movement.lines[1].item.gtin ITEM_OF_OTHER_SUPPLIER", "stock_movement.lines[2].item.gtin ITEM_OF_OTHER_SUPPLIER"}},
  };
}

std::vector<BadDocument> BadSales() {
  return {
      {"BothLayouts", "sales",
       {"sales_report.by_item += { item { gtin: \"$tea\" } locations { location_gln: \"$store\" figures { sold { count: 1 } } } }"}, kFailedPrecondition,
       {"sales_report LAYOUT_MIXED"}},
      {"SalesOfTomorrow", "sales", {"sales_report.sales_date.day = 6"}, kFailedPrecondition,
       {"sales_report.sales_date PERIOD_IN_FUTURE"}},
      {"RestatedWithoutANumber", "sales", {"sales_report.sales_date.day = 1"}, kAborted,
       {"sales_report.by_location[0].location_gln REPORT_OUTDATED"}},
      {"RestatedAndOfAnUnknownItem", "sales",
       {"sales_report.sales_date.day = 1", "sales_report.by_location[0].lines[0].item.gtin = \"$nothing\""}, kFailedPrecondition,
       {"sales_report.by_location[0].location_gln REPORT_OUTDATED",
        "sales_report.by_location[0].lines[0].item.gtin ITEM_NOT_FOUND"}},
      {"SalesNowhere", "sales", {"sales_report.by_location[0].location_gln = \"$nowhere\""}, kFailedPrecondition,
       {"sales_report.by_location[0].location_gln LOCATION_NOT_FOUND"}},
      {"SalesOfAnotherSuppliersItem", "sales", {"sales_report.by_location[0].lines[0].item.gtin = \"$foreign\""}, kFailedPrecondition,
       {"sales_report.by_location[0].lines[0].item.gtin ITEM_OF_OTHER_SUPPLIER"}},
      {"SalesInTwoCurrencies", "sales", {"sales_report.by_location[0].lines[0].figures.net_amount.currency_code = \"USD\""}, kFailedPrecondition,
       {"sales_report.by_location[0].lines[0].figures.net_amount.currency_code CURRENCY_MISMATCH"}},
      {"OnTheShelfAfterClosing", "sales", {"sales_report.by_location[0].lines[1].figures.minutes_on_shelf = 721"}, kInvalidArgument,
       {"sales_report.by_location[0].lines[1].figures.minutes_on_shelf NUMBER_OUT_OF_RANGE"}},
      {"PiecesAndCasesOfOneItem", "sales", {"sales_report.by_location[0].lines[1].item.gtin = \"$soap_case\""}, kInvalidArgument,
       {"sales_report.by_location[0].lines[1].item.gtin DUPLICATE_ITEM"}},
      {"SalesByWeightOfPieces", "sales",
       {"sales_report.by_location[0].lines[0].figures.sold = { measure { value_micros: 3000000 unit_code: \"KGM\" } }"}, kFailedPrecondition,
       {"sales_report.by_location[0].lines[0].figures.sold.measure UNIT_MISMATCH"}},
      {"SalesByItemOfAnUnknownItem", "sales_by_item", {"sales_report.by_item[0].item.gtin = \"$nothing\""}, kFailedPrecondition,
       {"sales_report.by_item[0].item.gtin ITEM_NOT_FOUND"}},
      {"TicketOfTomorrow", "ticket", {"ticket.sale_time = { seconds: 1767686400 }"}, kFailedPrecondition,
       {"ticket.sale_time PERIOD_IN_FUTURE"}},
      {"TicketInTwoCurrencies", "ticket", {"ticket.lines[1].unit_price.currency_code = \"CHF\""}, kFailedPrecondition,
       {"ticket.lines[1].unit_price.currency_code CURRENCY_MISMATCH"}},
      {"SaleOfNothing", "ticket", {"ticket.lines[0].item ="}, kInvalidArgument,
       {"ticket.lines[0].item FIELD_REQUIRED"}},
      {"PostageWithAnItem", "ticket", {"ticket.lines[2].item = { gtin: \"$soap\" }"}, kInvalidArgument,
       {"ticket.lines[2].item FIELD_UNKNOWN"}},
      {"ReturnAsANegativeQuantity", "ticket", {"ticket.lines[1].quantity.count = -1"}, kInvalidArgument,
       {"ticket.lines[1].quantity.count NUMBER_OUT_OF_RANGE"}},
      {"TicketOfMoreMoneyThanThereIs", "ticket",
       {"ticket.lines[0].unit_price.amount_micros = 1000000000000000", "ticket.lines[0].quantity.count = 1000000000"}, kInvalidArgument,
       {"ticket.lines[0].unit_price.amount_micros NUMBER_OUT_OF_RANGE"}},
      {"TicketFromNowhereOfAnUnknownItem", "ticket",
       {"ticket.location_gln = \"$nowhere\"", "ticket.lines[0].item.gtin = \"$nothing\""}, kFailedPrecondition,
       {"ticket.location_gln LOCATION_NOT_FOUND", "ticket.lines[0].item.gtin ITEM_NOT_FOUND"}},
  };
}
// clang-format on

}  // namespace headwater::test
