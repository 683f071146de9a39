#include "exchange_shape/bad_messages.h"

namespace headwater::exchange::shape {
namespace {

// clang-format off
std::vector<BadMessage> Required() {
  return {
      {"EmptyDocument", "party",
       {"document_id =", "number =", "sender_gln =", "receiver_gln =", "issue_time =",
        "in_response_to =", "base_version =", "party ="},
       {{"document_id", v1::REASON_FIELD_REQUIRED, "a UUID"},
        {"number", v1::REASON_FIELD_REQUIRED, "at most 35"},
        {"sender_gln", v1::REASON_FIELD_REQUIRED, "13 digits of a GLN"},
        {"issue_time", v1::REASON_FIELD_REQUIRED, "issue_time is missing"},
        {"body", v1::REASON_FIELD_REQUIRED, "party, location, replenishment_agreement"}}},
      {"EmptyBody", "order", {"order = {}"},
       {{"order.type", v1::REASON_FIELD_REQUIRED, "give one of ORDER_TYPE_REGULAR, ORDER_TYPE_RUSH"},
        {"order.ship_to_gln", v1::REASON_FIELD_REQUIRED, ""},
        {"order.delivery_window", v1::REASON_FIELD_REQUIRED, ""},
        {"order.currency_code", v1::REASON_FIELD_REQUIRED, "ISO 4217"},
        {"order.payment_method", v1::REASON_FIELD_REQUIRED, "PAYMENT_METHOD_INVOICE"},
        {"order.lines", v1::REASON_TOO_FEW_ITEMS, "at least 1"}}},
      {"EmptyLine", "order", {"order.lines[1] = {}"},
       {{"order.lines[1].line_number", v1::REASON_NUMBER_OUT_OF_RANGE, "from 1 to 999999"},
        {"order.lines[1].item", v1::REASON_FIELD_REQUIRED, ""},
        {"order.lines[1].quantity", v1::REASON_FIELD_REQUIRED, ""},
        {"order.lines[1].price", v1::REASON_FIELD_REQUIRED, ""},
        {"order.lines[1].fill_policy", v1::REASON_FIELD_REQUIRED, ""}}},
      {"EmptyQuantity", "order", {"order.lines[0].quantity = {}"},
       {{"order.lines[0].quantity.amount", v1::REASON_FIELD_REQUIRED, "count, measure"}}},
      {"EmptyMoney", "order", {"order.lines[0].price.money = {}"},
       {{"order.lines[0].price.money.currency_code", v1::REASON_FIELD_REQUIRED, ""}}},
      {"EmptyWindow", "order", {"order.ship_window = {}"},
       {{"order.ship_window.start_time", v1::REASON_FIELD_REQUIRED, ""},
        {"order.ship_window.end_time", v1::REASON_FIELD_REQUIRED, ""},
        {"order.ship_window.time_zone", v1::REASON_FIELD_REQUIRED, "Europe/Berlin"}}},
      {"NeitherLayout", "sales_report", {"sales_report.by_item ="},
       {{"sales_report", v1::REASON_FIELD_REQUIRED, "at least one of by_location, by_item"}}},
      {"SiblingsAtOnce", "location",
       {"location.gln = \"1\"", "location.party_gln =", "location.country_code = \"DEU\"",
        "location.time_zone = \"Berlin\""},
       {{"location.gln", v1::REASON_GS1_KEY_LENGTH, "\"1\""},
        {"location.party_gln", v1::REASON_FIELD_REQUIRED, ""},
        {"location.country_code", v1::REASON_CODE_UNKNOWN, "\"DEU\""},
        {"location.time_zone", v1::REASON_CODE_UNKNOWN, "\"Berlin\""}}},
  };
}

std::vector<BadMessage> Keys() {
  return {
      {"GtinThatLostADigit", "trade_item", {"trade_item.gtin = \"400000100001\""},
       {{"trade_item.gtin", v1::REASON_GS1_CHECK_DIGIT, "GTIN with these digits is 5"}}},
      {"GtinTooShort", "trade_item", {"trade_item.gtin = \"40000010001\""},
       {{"trade_item.gtin", v1::REASON_GS1_KEY_LENGTH, "8, 12, 13 or 14"}}},
      {"GtinTooLong", "trade_item", {"trade_item.gtin = \"004000001000012\""},
       {{"trade_item.gtin", v1::REASON_GS1_KEY_LENGTH, "has 15 digits"}}},
      {"GtinHyphens", "trade_item", {"trade_item.gtin = \"4-000001-000012\""},
       {{"trade_item.gtin", v1::REASON_GS1_KEY_CHARACTERS, "\"4-000001-000012\""}}},
      {"GtinBlank", "trade_item", {"trade_item.gtin = \"4000001000012 \""},
       {{"trade_item.gtin", v1::REASON_GS1_KEY_CHARACTERS, "without blanks"}}},
      {"GtinNewline", "trade_item", {"trade_item.gtin = \"4000001000012\\n\""},
       {{"trade_item.gtin", v1::REASON_GS1_KEY_CHARACTERS, "\\x0a"}}},
      {"GtinArabicDigits", "trade_item", {"trade_item.gtin = \"٤000001000012\""},
       {{"trade_item.gtin", v1::REASON_GS1_KEY_CHARACTERS, "٤"}}},
      {"GtinCheckDigit", "trade_item", {"trade_item.gtin = \"4000001000013\""},
       {{"trade_item.gtin", v1::REASON_GS1_CHECK_DIGIT, "ends in 3 where the check digit of a GTIN with these digits is 2"}}},
      {"GlnLength", "order", {"order.ship_to_gln = \"400000100001\""},
       {{"order.ship_to_gln", v1::REASON_GS1_KEY_LENGTH, "a GLN has 13"}}},
      {"GlnCheckDigit", "order", {"sender_gln = \"4000001000006\""},
       {{"sender_gln", v1::REASON_GS1_CHECK_DIGIT, "\"4000001000006\""}}},
      {"GlnOfReceiver", "order", {"receiver_gln = \"ACME\""},
       {{"receiver_gln", v1::REASON_GS1_KEY_CHARACTERS, "\"ACME\""}}},
      {"SsccLength", "despatch_advice", {"despatch_advice.logistic_units[0].sscc = \"00340000010000000013\""},
       {{"despatch_advice.logistic_units[0].sscc", v1::REASON_GS1_KEY_LENGTH, "an SSCC has 18"}}},
      {"SsccCheckDigitInside", "despatch_advice", {"despatch_advice.logistic_units[0].units[0].sscc = \"340000010000000021\""},
       {{"despatch_advice.logistic_units[0].units[0].sscc", v1::REASON_GS1_CHECK_DIGIT, ""}}},
      {"UuidUpperCase", "order", {"document_id = \"0B7C5C6E-9D64-4B43-9A2F-0D7A3A1F9C01\""},
       {{"document_id", v1::REASON_UUID_INVALID, "lower-case"}}},
      {"UuidWithoutHyphens", "order", {"in_response_to = \"0b7c5c6e9d644b439a2f0d7a3a1f9c01\""},
       {{"in_response_to", v1::REASON_UUID_INVALID, ""}}},
  };
}

std::vector<BadMessage> Codes() {
  return {
      {"CurrencyUnknown", "order", {"order.currency_code = \"EURO\""},
       {{"order.currency_code", v1::REASON_CODE_UNKNOWN, "\"EURO\""}}},
      {"CurrencyLowerCase", "order", {"order.lines[1].price.money.currency_code = \"eur\""},
       {{"order.lines[1].price.money.currency_code", v1::REASON_CODE_UNKNOWN, "EUR"}}},
      {"UnitUnknown", "order", {"order.lines[1].quantity.measure.unit_code = \"kg\""},
       {{"order.lines[1].quantity.measure.unit_code", v1::REASON_CODE_UNKNOWN, "KGM"}}},
      {"PackageUnknown", "despatch_advice", {"despatch_advice.logistic_units[0].package_type_code = \"Pallet\""},
       {{"despatch_advice.logistic_units[0].package_type_code", v1::REASON_CODE_UNKNOWN, "XPX"}}},
      {"CountryUnknown", "party", {"party.country_code = \"UK\""},
       {{"party.country_code", v1::REASON_CODE_UNKNOWN, "\"UK\""}}},
      {"ZoneUnknown", "party", {"party.time_zone = \"Europe/Entenhausen\""},
       {{"party.time_zone", v1::REASON_CODE_UNKNOWN, "IANA"}}},
      {"ZoneAsPath", "party", {"party.time_zone = \"../../../etc/localtime\""},
       {{"party.time_zone", v1::REASON_CODE_UNKNOWN, ""}}},
      {"ZoneAsOffset", "party", {"party.time_zone = \"+02:00\""},
       {{"party.time_zone", v1::REASON_CODE_UNKNOWN, ""}}},
  };
}

std::vector<BadMessage> Texts() {
  return {
      {"ReferenceCharacters", "order", {"number = \"PO#17\""},
       {{"number", v1::REASON_TEXT_CHARACTERS, "\"PO#17\""}}},
      {"ReferenceUmlaut", "order", {"number = \"BÖ-17\""},
       {{"number", v1::REASON_TEXT_CHARACTERS, "A to Z"}}},
      {"ReferenceBlankAtEnd", "order", {"number = \"PO 17 \""},
       {{"number", v1::REASON_TEXT_CHARACTERS, "not at an end"}}},
      {"ReferenceTooLong", "order", {"number = \"123456789-123456789-123456789-123456\""},
       {{"number", v1::REASON_TEXT_TOO_LONG, "has 36 characters; at most 35"}}},
      {"ReferenceTooLongAndWrong", "order", {"number = \"123456789-123456789-123456789-12345:\""},
       {{"number", v1::REASON_TEXT_CHARACTERS, ""},
        {"number", v1::REASON_TEXT_TOO_LONG, ""}}},
      {"TextTooLong", "order", {"order.incoterm_code = \"DDPP\""},
       {{"order.incoterm_code", v1::REASON_TEXT_TOO_LONG, "\"DDPP\" has 4 characters; at most 3"}}},
      {"ControlCharacter", "order", {"order.incoterm_place = \"K\\tln\""},
       {{"order.incoterm_place", v1::REASON_TEXT_CHARACTERS, "\"K\\x09ln\" holds a control character (character 2)"}}},
      {"Delete", "order", {"order.incoterm_place = \"K\\x7fln\""},
       {{"order.incoterm_place", v1::REASON_TEXT_CHARACTERS, "character 2"}}},
      {"NotUtf8", "order", {"order.incoterm_place = \"K\\xf6ln\""},
       {{"order.incoterm_place", v1::REASON_TEXT_CHARACTERS, "\"K\\xf6ln\" is not UTF-8 from character 2"}}},
  };
}

std::vector<BadMessage> Numbers() {
  return {
      {"BelowMinimum", "trade_item", {"trade_item.tax_rate_basis_points = -1"},
       {{"trade_item.tax_rate_basis_points", v1::REASON_NUMBER_OUT_OF_RANGE, "-1 is out of range; give a number from 0 to 10000"}}},
      {"AboveMaximum", "trade_item", {"trade_item.tax_rate_basis_points = 10001"},
       {{"trade_item.tax_rate_basis_points", v1::REASON_NUMBER_OUT_OF_RANGE, "10001"}}},
      {"OptionalSetToZero", "trade_item", {"trade_item.shelf_life_days = 0"},
       {{"trade_item.shelf_life_days", v1::REASON_NUMBER_OUT_OF_RANGE, "from 1"}}},
      {"OnlyAMinimum", "order", {"base_version = -1"},
       {{"base_version", v1::REASON_NUMBER_OUT_OF_RANGE, "at least 0"}}},
      {"WidestNumber", "trade_item", {"trade_item.order_multiple = 9223372036854775807"},
       {{"trade_item.order_multiple", v1::REASON_NUMBER_OUT_OF_RANGE, "9223372036854775807"}}},
      {"NegativeCount", "receiving_advice", {"receiving_advice.lines[0].received.count = -1"},
       {{"receiving_advice.lines[0].received.count", v1::REASON_NUMBER_OUT_OF_RANGE, "-1 is out of range; give a number from 0 "}}},
      {"ZeroWhereMoreIsDue", "order", {"order.lines[0].quantity.count = 0"},
       {{"order.lines[0].quantity.count", v1::REASON_NUMBER_OUT_OF_RANGE, "from 1 to"}}},
      {"ZeroMeasureWhereMoreIsDue", "order", {"order.lines[1].quantity.measure.value_micros = 0"},
       {{"order.lines[1].quantity.measure.value_micros", v1::REASON_NUMBER_OUT_OF_RANGE, ""}}},
      {"NegativeMeasure", "receiving_advice", {"receiving_advice.lines[0].short = { measure { value_micros: -1 unit_code: \"KGM\" } }"},
       {{"receiving_advice.lines[0].short.measure.value_micros", v1::REASON_NUMBER_OUT_OF_RANGE, ""}}},
      {"AnySignHasARangeToo", "inventory_report", {"inventory_report.lines[0].quantity.count = -1000000000001"},
       {{"inventory_report.lines[0].quantity.count", v1::REASON_NUMBER_OUT_OF_RANGE, "from -1000000000000"}}},
      {"NegativePrice", "order", {"order.lines[0].price.money.amount_micros = -1"},
       {{"order.lines[0].price.money.amount_micros", v1::REASON_NUMBER_OUT_OF_RANGE, ""}}},
      {"AmountOfAnySignTooBig", "ticket", {"ticket.lines[0].unit_price.amount_micros = 1000000000000001"},
       {{"ticket.lines[0].unit_price.amount_micros", v1::REASON_NUMBER_OUT_OF_RANGE, ""}}},
  };
}

BadMessage TooMany() {
  BadMessage bad{"TooMany", "application_error", {},
                 {{"application_error.findings", v1::REASON_TOO_MANY_ITEMS, "1001 items are too many; at most 1000"}}};
  for (int i = 0; i < 1000; ++i) {
    bad.edits.push_back("application_error.findings += { code: APPLICATION_ERROR_CODE_OTHER description: \"x\" }");
  }
  return bad;
}

std::vector<BadMessage> Lists() {
  return {
      TooMany(),
      {"TooFew", "inventory_report", {"inventory_report.lines ="},
       {{"inventory_report.lines", v1::REASON_TOO_FEW_ITEMS, "0 items are too few; give at least 1"}}},
      {"TooFewInside", "sales_report", {"sales_report.by_item[0].locations ="},
       {{"sales_report.by_item[0].locations", v1::REASON_TOO_FEW_ITEMS, ""}}},
      {"DuplicateNumber", "order", {"order.lines[1].line_number = 1"},
       {{"order.lines[1]", v1::REASON_DUPLICATE_ITEM, "line_number 1 stands in lines[0] already"}}},
      {"DuplicateGtinOfOtherLength", "trade_item", {"trade_item.packs[1].gtin = \"4000001000029\""},
       {{"trade_item.packs[1]", v1::REASON_DUPLICATE_ITEM, "gtin \"4000001000029\" stands in packs[0]"}}},
      {"DuplicateNestedGtin", "sales_report",
       {"sales_report.by_item += { item { gtin: \"4000001000012\" } locations { location_gln: \"4000001000012\" figures { sold { count: 1 } } } }"},
       {{"sales_report.by_item[1]", v1::REASON_DUPLICATE_ITEM, "item.gtin \"4000001000012\" stands in by_item[0]"}}},
      {"DuplicateOfManyParts", "inventory_report",
       {"inventory_report.lines += { location_gln: \"4000001000012\" item { gtin: \"4000001000012\" } status: STOCK_STATUS_AVAILABLE quantity { count: 1 } }"},
       {{"inventory_report.lines[2]", v1::REASON_DUPLICATE_ITEM, "status STOCK_STATUS_AVAILABLE, owner_gln \"\", lot_number \"\" stands in lines[0]"}}},
      {"EachDuplicateIsTold", "order",
       {"order.lines[1].line_number = 1",
        "order.lines += { line_number: 1 item { gtin: \"04000001000012\" } quantity { count: 1 } price { money { currency_code: \"EUR\" } } fill_policy: FILL_POLICY_BACKORDER }"},
       {{"order.lines[1]", v1::REASON_DUPLICATE_ITEM, "lines[0]"},
        {"order.lines[2]", v1::REASON_DUPLICATE_ITEM, "lines[0]"}}},
      {"WhatIsMissingIsNoDuplicate", "order",
       {"order.lines[0].line_number = 0", "order.lines[1].line_number = 0"},
       {{"order.lines[0].line_number", v1::REASON_NUMBER_OUT_OF_RANGE, ""},
        {"order.lines[1].line_number", v1::REASON_NUMBER_OUT_OF_RANGE, ""}}},
      {"MissingItemsAreNoDuplicates", "sales_report",
       {"sales_report.by_item[0].item =",
        "sales_report.by_item += { locations { location_gln: \"4000001000012\" figures { sold { count: 1 } } } }"},
       {{"sales_report.by_item[0].item", v1::REASON_FIELD_REQUIRED, ""},
        {"sales_report.by_item[1].item", v1::REASON_FIELD_REQUIRED, ""}}},
  };
}

std::vector<BadMessage> Times() {
  return {
      {"February30", "sales_report", {"sales_report.sales_date = { year: 2024 month: 2 day: 30 }"},
       {{"sales_report.sales_date", v1::REASON_DATE_INVALID, "2024-02-30"}}},
      {"February29OfACommonYear", "sales_report", {"sales_report.sales_date.year = 2023"},
       {{"sales_report.sales_date", v1::REASON_DATE_INVALID, "2023-02-29"}}},
      {"Month13", "sales_report", {"sales_report.sales_date.month = 13"},
       {{"sales_report.sales_date.month", v1::REASON_NUMBER_OUT_OF_RANGE, "from 1 to 12"}}},
      {"EmptyDate", "sales_report", {"sales_report.sales_date = {}"},
       {{"sales_report.sales_date.year", v1::REASON_NUMBER_OUT_OF_RANGE, ""},
        {"sales_report.sales_date.month", v1::REASON_NUMBER_OUT_OF_RANGE, ""},
        {"sales_report.sales_date.day", v1::REASON_NUMBER_OUT_OF_RANGE, ""}}},
      {"Before1970", "order", {"issue_time = { seconds: -1 }"},
       {{"issue_time", v1::REASON_TIME_INVALID, "-1 s"}}},
      {"After9999", "order", {"issue_time = { seconds: 253402300800 }"},
       {{"issue_time", v1::REASON_TIME_INVALID, "253402300800"}}},
      {"NanosTooMany", "order", {"issue_time.nanos = 1000000000"},
       {{"issue_time", v1::REASON_TIME_INVALID, "1000000000 ns"}}},
      {"NanosNegative", "order", {"order.response_due_time = { seconds: 1 nanos: -1 }"},
       {{"order.response_due_time", v1::REASON_TIME_INVALID, ""}}},
      {"WindowInverted", "order", {"order.delivery_window.end_time = { seconds: 1717399999 }"},
       {{"order.delivery_window", v1::REASON_INTERVAL_INVERTED, "2024-06-03T07:33:19"}}},
      {"WindowOfNoLength", "order", {"order.delivery_window.end_time = { seconds: 1717400000 }"},
       {{"order.delivery_window", v1::REASON_INTERVAL_INVERTED, "give a later end_time"}}},
      {"WindowWithAWrongEnd", "order", {"order.delivery_window.end_time = { seconds: -5 }"},
       {{"order.delivery_window.end_time", v1::REASON_TIME_INVALID, ""}}},
  };
}

std::vector<BadMessage> Unknowns() {
  return {
      {"EnumUnknown", "order", {"order.type = 47"},
       {{"order.type", v1::REASON_ENUM_UNKNOWN, "no number 47 in OrderType; give one of ORDER_TYPE_REGULAR"}}},
      {"EnumNegative", "order", {"order.lines[0].fill_policy = -1"},
       {{"order.lines[0].fill_policy", v1::REASON_ENUM_UNKNOWN, ""}}},
      {"OptionalEnumUnknown", "ticket", {"ticket.channel = 99"},
       {{"ticket.channel", v1::REASON_ENUM_UNKNOWN, "SalesChannel"}}},
      {"FieldUnknownAtTheTop", "order", {"? 47"},
       {{"", v1::REASON_FIELD_UNKNOWN, "this hub's contract has no field 47 in Document"}}},
      {"FieldUnknownInside", "order", {"order.lines[1].item ? 4711"},
       {{"order.lines[1].item", v1::REASON_FIELD_UNKNOWN, "no field 4711 in TradeItemReference"}}},
      {"FieldUnknownInATimestamp", "order", {"issue_time ? 3"},
       {{"issue_time", v1::REASON_FIELD_UNKNOWN, "Timestamp"}}},
      {"FieldUnknownTwiceIsToldOnce", "order", {"order ? 47", "order ? 48", "order ? 47"},
       {{"order", v1::REASON_FIELD_UNKNOWN, "47"}, {"order", v1::REASON_FIELD_UNKNOWN, "48"}}},
  };
}

// Faults all over one document: told in the order of the fields, depth first.
std::vector<BadMessage> Orders() {
  return {
      {"AllAtOnce", "order",
       {"order.lines[1].quantity.measure.unit_code =", "order.type = 47", "order ? 50", "number =",
        "order.lines[0].item.gtin = \"1\"", "order.lines[1].line_number = 1",
        "order.ship_window.time_zone = \"X\"", "order.ship_window.end_time = { seconds: 0 }"},
       {{"number", v1::REASON_FIELD_REQUIRED, ""},
        {"order", v1::REASON_FIELD_UNKNOWN, ""},
        {"order.type", v1::REASON_ENUM_UNKNOWN, ""},
        {"order.ship_window", v1::REASON_INTERVAL_INVERTED, ""},
        {"order.ship_window.time_zone", v1::REASON_CODE_UNKNOWN, ""},
        {"order.lines[0].item.gtin", v1::REASON_GS1_KEY_LENGTH, ""},
        {"order.lines[1]", v1::REASON_DUPLICATE_ITEM, ""},
        {"order.lines[1].quantity.measure.unit_code", v1::REASON_FIELD_REQUIRED, ""}}},
      {"ByNumberNotByPlaceInTheFile", "despatch_advice",
       {"despatch_advice.total_count = -1", "despatch_advice.carrier_scac = \"TOOLONG\""},
       {{"despatch_advice.carrier_scac", v1::REASON_TEXT_TOO_LONG, ""},
        {"despatch_advice.total_count", v1::REASON_NUMBER_OUT_OF_RANGE, ""}}},
  };
}
// clang-format on

}  // namespace

std::vector<BadMessage> BadMessages() {
  std::vector<BadMessage> all;
  for (const auto& part :
       {Required(), Keys(), Codes(), Texts(), Numbers(), Lists(), Times(), Unknowns(), Orders()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace headwater::exchange::shape
