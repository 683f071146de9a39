#include "hub/bad_documents.h"

namespace headwater::test {
namespace {

using enum absl::StatusCode;

// More than a megabyte, with no list or text beyond its own limit.
void MakeHuge(v1::Document& document) {
  v1::ApplicationFinding finding;
  finding.set_code(v1::APPLICATION_ERROR_CODE_OTHER);
  finding.set_field_path(std::string(300, 'p'));
  finding.set_description(std::string(1000, 'd'));
  for (int i = 0; i < 900; ++i) *document.mutable_application_error()->add_findings() = finding;
}

}  // namespace

// clang-format off
std::vector<BadDocument> BadShapes() {
  return {
      {"NoCurrency", "order", {"order.currency_code ="}, kInvalidArgument,
       {"order.currency_code FIELD_REQUIRED"}},
      {"NoPrice", "order", {"order.lines[0].price ="}, kInvalidArgument,
       {"order.lines[0].price FIELD_REQUIRED"}},
      {"NoPaymentMethod", "order", {"order.payment_method ="}, kInvalidArgument,
       {"order.payment_method FIELD_REQUIRED"}},
      {"NoBody", "order", {"order ="}, kInvalidArgument,
       {"body FIELD_REQUIRED"}},
      {"QuantityOfNothing", "order", {"order.lines[0].quantity = {}"}, kInvalidArgument,
       {"order.lines[0].quantity.amount FIELD_REQUIRED"}},
      {"SalesOfNothing", "sales", {"sales_report.by_location ="}, kInvalidArgument,
       {"sales_report FIELD_REQUIRED"}},
      {"OrderToNobody", "order", {"receiver_gln ="}, kInvalidArgument,
       {"receiver_gln FIELD_REQUIRED"}},
      {"FieldOfALaterContract", "order", {"order ? 47"}, kInvalidArgument,
       {"order FIELD_UNKNOWN"}},
      {"CodeOfALaterContract", "order", {"order.lines[0].fill_policy = 9"}, kInvalidArgument,
       {"order.lines[0].fill_policy ENUM_UNKNOWN"}},
      {"IncotermTooLong", "order", {"order.incoterm_code = \"DDPX\""}, kInvalidArgument,
       {"order.incoterm_code TEXT_TOO_LONG"}},
      {"NumberTooLong", "order", {"number = \"123456789-123456789-123456789-123456\""}, kInvalidArgument,
       {"number TEXT_TOO_LONG"}},
      {"NumberWithASharp", "order", {"number = \"PO#17\""}, kInvalidArgument,
       {"number TEXT_CHARACTERS"}},
      {"TabInAText", "order", {"order.incoterm_place = \"K\\tln\""}, kInvalidArgument,
       {"order.incoterm_place TEXT_CHARACTERS"}},
      {"Latin1InAText", "order", {"order.incoterm_place = \"K\\xf6ln\""}, kInvalidArgument,
       {"order.incoterm_place TEXT_CHARACTERS"}},
      {"GtinThatASpreadsheetCut", "order", {"order.lines[0].item.gtin = \"4000002\""}, kInvalidArgument,
       {"order.lines[0].item.gtin GS1_KEY_LENGTH"}},
      {"GtinInScientificNotation", "order", {"order.lines[0].item.gtin = \"4.00000E+12\""}, kInvalidArgument,
       {"order.lines[0].item.gtin GS1_KEY_CHARACTERS"}},
      {"GtinMistyped", "order", {"order.lines[0].item.gtin = \"4000002000022\""}, kInvalidArgument,
       {"order.lines[0].item.gtin GS1_CHECK_DIGIT"}},
      {"OwnStoreNumberForAGln", "order", {"order.ship_to_gln = \"117\""}, kInvalidArgument,
       {"order.ship_to_gln GS1_KEY_LENGTH"}},
      {"GlnMistyped", "order", {"order.ship_to_gln = \"4000001000013\""}, kInvalidArgument,
       {"order.ship_to_gln GS1_CHECK_DIGIT"}},
      {"SsccWithItsApplicationIdentifier", "despatch",
       {"despatch_advice.logistic_units[0].sscc = \"00340000010000000013\""}, kInvalidArgument,
       {"despatch_advice.logistic_units[0].sscc GS1_KEY_LENGTH"}},
      {"UuidInUpperCase", "order", {"document_id = \"0B7C5C6E-9D64-4B43-9A2F-0D7A3A1F9C01\""}, kInvalidArgument,
       {"document_id UUID_INVALID"}},
      {"CustomerByHerAddress", "ticket", {"ticket.customer_pseudonym = \"jane@example.com\""}, kInvalidArgument,
       {"ticket.customer_pseudonym PSEUDONYM_INVALID"}},
      {"CustomerByNumber", "ticket", {"ticket.customer_pseudonym = \"17850\""}, kInvalidArgument,
       {"ticket.customer_pseudonym PSEUDONYM_INVALID"}},
      {"CurrencyByName", "order", {"order.currency_code = \"EURO\""}, kInvalidArgument,
       {"order.currency_code CODE_UNKNOWN"}},
      {"UnitAsPeopleWriteIt", "order", {"order.lines[3].quantity.measure.unit_code = \"kg\""}, kInvalidArgument,
       {"order.lines[3].quantity.measure.unit_code CODE_UNKNOWN"}},
      {"CountryUk", "party", {"party.country_code = \"UK\""}, kInvalidArgument,
       {"party.country_code CODE_UNKNOWN"}},
      {"ZoneAsAnOffset", "location", {"location.time_zone = \"+01:00\""}, kInvalidArgument,
       {"location.time_zone CODE_UNKNOWN"}},
      {"LinesFromZero", "order", {"order.lines[0].line_number = 0"}, kInvalidArgument,
       {"order.lines[0].line_number NUMBER_OUT_OF_RANGE"}},
      {"ToleranceInPercentOfPercent", "agreement",
       {"replenishment_agreement.over_delivery_tolerance_basis_points = 50000"}, kInvalidArgument,
       {"replenishment_agreement.over_delivery_tolerance_basis_points NUMBER_OUT_OF_RANGE"}},
      {"ZeroOrdered", "order", {"order.lines[0].quantity.count = 0"}, kInvalidArgument,
       {"order.lines[0].quantity.count NUMBER_OUT_OF_RANGE"}},
      {"NegativeReceipt", "receipt", {"receiving_advice.lines[0].received.count = -1"}, kInvalidArgument,
       {"receiving_advice.lines[0].received.count NUMBER_OUT_OF_RANGE"}},
      {"ReturnedAsANegative", "sales",
       {"sales_report.by_location[0].lines[0].figures.returned = { count: -2 }"}, kInvalidArgument,
       {"sales_report.by_location[0].lines[0].figures.returned.count NUMBER_OUT_OF_RANGE"}},
      {"OrderOfNothing", "order", {"order.lines ="}, kInvalidArgument,
       {"order.lines TOO_FEW_ITEMS"}},
      {"MorePacksThanTaken", "trade_item", {}, kInvalidArgument,
       {"trade_item.packs TOO_MANY_ITEMS", "trade_item.packs[2] DUPLICATE_ITEM",
        "trade_item.packs[3] DUPLICATE_ITEM", "trade_item.packs[4] DUPLICATE_ITEM",
        "trade_item.packs[5] DUPLICATE_ITEM", "trade_item.packs[6] DUPLICATE_ITEM",
        "trade_item.packs[7] DUPLICATE_ITEM", "trade_item.packs[8] DUPLICATE_ITEM",
        "trade_item.packs[9] DUPLICATE_ITEM", "trade_item.packs[10] DUPLICATE_ITEM"}, {},
       [](v1::Document& document) {
         v1::TradeItem& item = *document.mutable_trade_item();
         while (item.packs_size() < 11) *item.add_packs() = v1::Pack(item.packs(0));
       }},
      {"LineNumberTwice", "order", {"order.lines[1].line_number = 1"}, kInvalidArgument,
       {"order.lines[1] DUPLICATE_ITEM"}},
      {"February30", "sales", {"sales_report.sales_date = { year: 2026 month: 2 day: 30 }"}, kInvalidArgument,
       {"sales_report.sales_date DATE_INVALID"}},
      {"IssuedBefore1970", "order", {"issue_time = { seconds: -1 }"}, kInvalidArgument,
       {"issue_time TIME_INVALID"}},
      {"WindowThatEndsFirst", "order", {"order.delivery_window.end_time = { seconds: 1767600000 }"}, kInvalidArgument,
       {"order.delivery_window INTERVAL_INVERTED"}},
      {"MoreThanAMegabyte", "complaint", {}, kInvalidArgument,
       {"DOCUMENT_TOO_LARGE"}, {}, MakeHuge},
      {"AllThatIsWrongAtOnce", "order",
       {"number = \"PO#17\"", "order.type = 47", "order.currency_code =", "order.lines[0].item.gtin = \"1\"",
        "order.lines[1].quantity.count = 0", "order ? 50"}, kInvalidArgument,
       {"number TEXT_CHARACTERS", "order FIELD_UNKNOWN", "order.type ENUM_UNKNOWN",
        "order.currency_code FIELD_REQUIRED", "order.lines[0].item.gtin GS1_KEY_LENGTH",
        "order.lines[1].quantity.count NUMBER_OUT_OF_RANGE"}},
  };
}

std::vector<BadDocument> BadParties() {
  return {
      // Who sends what to whom.
      {"InTheNameOfAnother", "complaint", {}, kPermissionDenied,
       {"sender_gln SENDER_MISMATCH"}, "$supplier2"},
      {"FromAStranger", "complaint", {"sender_gln = \"$stranger\""}, kPermissionDenied,
       {"PARTY_UNKNOWN"}},
      {"FromASuspendedSupplier", "complaint", {"sender_gln = \"$suspended\"", "in_response_to ="}, kPermissionDenied,
       {"PARTY_SUSPENDED"}},
      {"OrderFromASupplier", "order", {"sender_gln = \"$supplier\"", "receiver_gln = \"$retailer\""}, kPermissionDenied,
       {"SENDER_NOT_ALLOWED"}},
      {"DespatchFromTheRetailer", "despatch", {"sender_gln = \"$retailer\"", "receiver_gln = \"$supplier\""}, kPermissionDenied,
       {"SENDER_NOT_ALLOWED"}},
      {"SupplierToSupplier", "despatch", {"receiver_gln = \"$supplier2\""}, kPermissionDenied,
       {"receiver_gln RECEIVER_NOT_ALLOWED"}},
      {"OrderToOneself", "order", {"receiver_gln = \"$retailer\""}, kPermissionDenied,
       {"receiver_gln RECEIVER_NOT_ALLOWED"}},
      {"TicketForASupplier", "ticket", {"receiver_gln = \"$supplier\""}, kPermissionDenied,
       {"receiver_gln RECEIVER_NOT_ALLOWED"}},
      {"PartyToldToAnother", "party", {"receiver_gln = \"$supplier2\""}, kPermissionDenied,
       {"receiver_gln RECEIVER_NOT_ALLOWED"}},
      {"AgreementToldToAnother", "agreement", {"receiver_gln = \"$supplier2\""}, kPermissionDenied,
       {"receiver_gln RECEIVER_NOT_ALLOWED"}},
      {"OrderToAStranger", "order", {"receiver_gln = \"$stranger\""}, kFailedPrecondition,
       {"receiver_gln PARTY_NOT_FOUND"}},
      // Once and only once.
      {"NumberUsedForOtherGoods", "order", {"number = \"PO-READY\""}, kAlreadyExists,
       {"number NUMBER_REUSED"}},
      {"IdOfAnotherDocument", "order", {"document_id = \"$ready_id\""}, kAlreadyExists,
       {"document_id DOCUMENT_ID_REUSED"}},
      {"IdAndNumberUsed", "order", {"document_id = \"$ready_id\"", "number = \"PO-READY\""}, kAlreadyExists,
       {"document_id DOCUMENT_ID_REUSED", "number NUMBER_REUSED"}},
      // Versions.
      {"PartyBehind", "party", {"base_version ="}, kAborted, {"VERSION_STALE"}},
      {"LocationAhead", "location", {"base_version = 2"}, kAborted, {"VERSION_STALE"}},
      {"AgreementBehind", "agreement", {"base_version = 0"}, kAborted, {"VERSION_STALE"}},
      {"ItemBehind", "trade_item", {"base_version = 0"}, kAborted, {"VERSION_STALE"}},
      // What they state.
      {"SupplierBecomesRetailer", "party", {"party.role = PARTY_ROLE_RETAILER"}, kFailedPrecondition,
       {"party.role ROLE_CHANGED"}},
      {"RetailerSuspendsItself", "retailer", {"party.suspended = true"}, kPermissionDenied,
       {"party.suspended PARTY_SUSPENDED"}},
      {"DemotedAndSuspended", "retailer", {"party.role = PARTY_ROLE_SUPPLIER", "party.suspended = true"}, kPermissionDenied,
       {"party.role ROLE_CHANGED", "party.suspended PARTY_SUSPENDED"}},
      {"PlaceOfAnother", "location", {"location.gln = \"$store\""}, kFailedPrecondition,
       {"location.gln LOCATION_OWNER_CHANGED"}},
      {"PlaceForAnother", "location", {"location.party_gln = \"$supplier2\""}, kFailedPrecondition,
       {"location.party_gln LOCATION_OWNER_CHANGED"}},
      {"AgreementForNowhere", "agreement", {"base_version =", "replenishment_agreement.location_gln = \"$nowhere\""}, kFailedPrecondition,
       {"replenishment_agreement.location_gln LOCATION_NOT_FOUND"}},
      {"AgreementForTheSuppliersPlace", "agreement", {"base_version =", "replenishment_agreement.location_gln = \"$depot\""}, kFailedPrecondition,
       {"replenishment_agreement.location_gln LOCATION_NOT_FOUND"}},
      {"MinimumAboveMaximum", "agreement", {"replenishment_agreement.items[1].minimum_quantity = 500"}, kFailedPrecondition,
       {"replenishment_agreement.items[1].minimum_quantity MINIMUM_ABOVE_MAXIMUM"}},
      {"AgreementOnWhatIsGone", "agreement", {"replenishment_agreement.items[1].gtin = \"$fax\""}, kFailedPrecondition,
       {"replenishment_agreement.items[1].gtin ITEM_NOT_ORDERABLE"}},
      {"AgreementOnTwoPacksOfOneItem", "agreement",
       {"replenishment_agreement.items += { gtin: \"$soap\" maximum_quantity: 9 }",
        "replenishment_agreement.items += { gtin: \"$soap_case\" maximum_quantity: 9 }"}, kInvalidArgument,
       {"replenishment_agreement.items[3].gtin DUPLICATE_ITEM"}},
      {"AgreementOnForeignAndUnknownItems", "agreement",
       {"replenishment_agreement.items[0].gtin = \"$foreign\"", "replenishment_agreement.items[1].gtin = \"$nothing\""}, kFailedPrecondition,
       {"replenishment_agreement.items[0].gtin ITEM_OF_OTHER_SUPPLIER",
        "replenishment_agreement.items[1].gtin ITEM_NOT_FOUND"}},
      {"ComplaintOfWhatNobodySent", "complaint", {"in_response_to = \"$no_id\""}, kFailedPrecondition,
       {"in_response_to DOCUMENT_NOT_FOUND"}},
      {"ComplaintOfWhatAnotherSent", "complaint", {"in_response_to = \"$foreign_id\""}, kFailedPrecondition,
       {"in_response_to DOCUMENT_NOT_FOUND"}},
      {"ComplaintToTheWrongParty", "retailer_complaint", {"receiver_gln = \"$supplier2\""}, kFailedPrecondition,
       {"in_response_to IN_RESPONSE_TO_WRONG"}},
  };
}
// clang-format on

std::vector<BadDocument> BadDocuments() {
  std::vector<BadDocument> all;
  for (const auto& part : {BadShapes(), BadParties(), BadItems(), BadOrders(), BadDeliveries(),
                           BadStock(), BadSales()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace headwater::test
