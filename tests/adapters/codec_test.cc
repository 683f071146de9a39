#include "adapters/csv/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/csv/text_rules.h"
#include "adapters/csv/time_pattern.h"
#include "adapters/csv/value_map.h"
#include "headwater/v1/document.pb.h"

namespace headwater::csv {
namespace {

using testing::HasSubstr;

const google::protobuf::FieldDescriptor& FieldOf(const google::protobuf::Descriptor* message,
                                                 const std::string& name) {
  const auto* field = message->FindFieldByName(name);
  EXPECT_NE(field, nullptr) << name;
  return *field;
}

// Reads a text into a field and writes the field again.
struct Result {
  std::optional<format::Fault> fault;
  bool warning = false;
  std::string json;     // of the message, for a glance
  std::string written;  // and its unit after a blank
};

template <typename M>
Result Through(const std::string& field, const std::string& text, const Notation& notation = {},
               const std::string& unit = "", SignChange sign = {}) {
  Result result;
  const auto codec = Codec::Make(FieldOf(M::descriptor(), field), notation);
  EXPECT_TRUE(codec.ok()) << codec.status();
  Value value;
  result.fault = codec->Parse(text, unit, sign, value, result.warning);
  if (result.fault.has_value() && !result.warning) return result;
  M message;
  codec->Set(message, value);
  result.json = message.ShortDebugString();
  const auto written = codec->Write(message);
  EXPECT_TRUE(written.has_value());
  if (written.has_value()) {
    result.written = written->text + (written->unit.empty() ? "" : " " + written->unit);
  }
  return result;
}

TEST(CodecTest, Numbers) {
  EXPECT_EQ(Through<v1::OrderLine>("line_number", "7").json, "line_number: 7");
  EXPECT_EQ(Through<v1::OrderLine>("line_number", "7.0").json, "line_number: 7");
  EXPECT_EQ(Through<v1::OrderLine>("line_number", "+7").json, "line_number: 7");
  EXPECT_EQ(Through<v1::OrderLine>("line_number", "7.5").fault->reason, v1::REASON_TEXT_CHARACTERS);
  EXPECT_EQ(Through<v1::OrderLine>("line_number", "0").fault->reason,
            v1::REASON_NUMBER_OUT_OF_RANGE);
  EXPECT_EQ(Through<v1::OrderLine>("line_number", "1000000").fault->reason,
            v1::REASON_NUMBER_OUT_OF_RANGE);
  EXPECT_EQ(Through<v1::OrderLine>("line_number", "seven").fault->reason,
            v1::REASON_TEXT_CHARACTERS);
  EXPECT_EQ(Through<v1::OrderLine>("line_number", "99999999999999999999").fault->reason,
            v1::REASON_NUMBER_OUT_OF_RANGE);
}

TEST(CodecTest, Quantities) {
  EXPECT_EQ(Through<v1::OrderLine>("quantity", "12").json, "quantity { count: 12 }");
  EXPECT_EQ(Through<v1::OrderLine>("quantity", "12", {}, "H87").written, "12");
  EXPECT_EQ(Through<v1::OrderLine>("quantity", "1.5", {}, "KGM").json,
            "quantity { measure { value_micros: 1500000 unit_code: \"KGM\" } }");
  EXPECT_EQ(Through<v1::OrderLine>("quantity", "1.5", {}, "KGM").written, "1.5 KGM");
  EXPECT_EQ(Through<v1::OrderLine>("quantity", "1.5").fault->reason, v1::REASON_UNIT_MISMATCH);
  EXPECT_EQ(Through<v1::OrderLine>("quantity", "1", {}, "kilos").fault->reason,
            v1::REASON_CODE_UNKNOWN);
  // As the contract has it at each field: more than zero, zero or more, anything.
  EXPECT_EQ(Through<v1::OrderLine>("quantity", "0").fault->reason, v1::REASON_NUMBER_OUT_OF_RANGE);
  EXPECT_EQ(Through<v1::SalesFigures>("sold", "0").json, "sold { count: 0 }");
  EXPECT_EQ(Through<v1::SalesFigures>("sold", "-1").fault->reason, v1::REASON_NUMBER_OUT_OF_RANGE);
  EXPECT_EQ(Through<v1::InventoryReportLine>("quantity", "-1").json, "quantity { count: -1 }");
  EXPECT_EQ(Through<v1::InventoryReportLine>("quantity", "1000000000000").written, "1000000000000");
  EXPECT_EQ(Through<v1::InventoryReportLine>("quantity", "1000000000001").fault->reason,
            v1::REASON_NUMBER_OUT_OF_RANGE);
}

TEST(CodecTest, SignsCanBeChanged) {
  EXPECT_EQ(Through<v1::TicketLine>("quantity", "-3", {}, "", {.absolute = true}).json,
            "quantity { count: 3 }");
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "5.00", {}, "GBP", {.negate = true}).written,
            "-5.00 GBP");
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "-5.00", {}, "GBP", {.negate = true}).written,
            "5.00 GBP");
}

TEST(CodecTest, MoneyAndDecimalMarks) {
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "2.55", {}, "GBP").json,
            "unit_price { amount_micros: 2550000 currency_code: \"GBP\" }");
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "2,55", {.decimal_mark = ','}, "EUR").written,
            "2,55 EUR");
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "2,55", {}, "EUR").fault->reason,
            v1::REASON_TEXT_CHARACTERS);
  EXPECT_EQ(
      Through<v1::TicketLine>("unit_price", "1.234,50", {.decimal_mark = ','}, "EUR").fault->reason,
      v1::REASON_TEXT_CHARACTERS);
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "2.55", {}, "").fault->reason,
            v1::REASON_FIELD_REQUIRED);
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "2.55", {}, "Euro").fault->reason,
            v1::REASON_CODE_UNKNOWN);
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "0.0000001", {}, "EUR").fault->reason,
            v1::REASON_TEXT_CHARACTERS);
  EXPECT_EQ(Through<v1::TicketLine>("unit_price", "1e3", {}, "EUR").fault->reason,
            v1::REASON_TEXT_CHARACTERS);
  // Prices of orders may not be negative.
  EXPECT_EQ(Through<v1::Price>("money", "-1", {}, "EUR").fault->reason,
            v1::REASON_NUMBER_OUT_OF_RANGE);
}

TEST(CodecTest, Words) {
  EXPECT_EQ(Through<v1::TicketLine>("type", "SALE").written, "SALE");
  EXPECT_EQ(Through<v1::TicketLine>("type", "return").written, "RETURN");
  EXPECT_EQ(Through<v1::TicketLine>("type", "TICKET_LINE_TYPE_CHARGE").written, "CHARGE");
  EXPECT_EQ(Through<v1::InventoryReportLine>("status", "on display").written, "ON_DISPLAY");
  const Result unknown = Through<v1::TicketLine>("type", "GIFT");
  EXPECT_EQ(unknown.fault->reason, v1::REASON_ENUM_UNKNOWN);
  EXPECT_EQ(unknown.fault->cure, "Use one of SALE, RETURN, CHARGE");
  EXPECT_TRUE(Through<v1::TicketLine>("type", "UNSPECIFIED").fault.has_value());
  for (const char* yes : {"true", "Yes", "Y", "1"}) {
    EXPECT_EQ(Through<v1::TradeItem>("advertised", yes).written, "true");
  }
  for (const char* no : {"FALSE", "no", "n", "0"}) {
    EXPECT_EQ(Through<v1::TradeItem>("advertised", no).written, "false");
  }
  EXPECT_TRUE(Through<v1::TradeItem>("advertised", "maybe").fault.has_value());
}

TEST(CodecTest, Days) {
  EXPECT_EQ(Through<v1::SalesReport>("sales_date", "2024-02-29").json,
            "sales_date { year: 2024 month: 2 day: 29 }");
  EXPECT_EQ(Through<v1::SalesReport>("sales_date", "2024-02-29").written, "2024-02-29");
  for (const char* bad : {"2023-02-29", "2024-13-01", "24-01-01", "2024-1-1", "2024-01-01 ",
                          "1969-12-31", "yesterday", "0000-00-00"}) {
    const Result result = Through<v1::SalesReport>("sales_date", bad);
    ASSERT_TRUE(result.fault.has_value()) << bad;
    EXPECT_EQ(result.fault->reason, v1::REASON_DATE_INVALID) << bad;
  }
  const Notation german{.date_format = "D.M.YYYY"};
  EXPECT_EQ(Through<v1::SalesReport>("sales_date", "1.2.2024", german).written, "1.2.2024");
  EXPECT_EQ(Through<v1::SalesReport>("sales_date", "01.02.2024", german).written, "1.2.2024");
}

TEST(CodecTest, Instants) {
  EXPECT_EQ(Through<v1::Ticket>("sale_time", "2024-01-31T08:00:00Z").json,
            "sale_time { seconds: 1706688000 }");
  EXPECT_EQ(Through<v1::Ticket>("sale_time", "2024-01-31T09:00:00.25+01:00").written,
            "2024-01-31T08:00:00.25Z");
  for (const char* bad :
       {"2024-01-31", "2024-01-31T25:00:00Z", "1969-12-31T23:59:59Z", "now", "infinite-future"}) {
    const Result result = Through<v1::Ticket>("sale_time", bad);
    ASSERT_TRUE(result.fault.has_value()) << bad;
    EXPECT_EQ(result.fault->reason, v1::REASON_TIME_INVALID) << bad;
  }
  const Notation london{.time_format = "YYYY-MM-DD HH:MM:SS", .time_zone = "Europe/London"};
  EXPECT_EQ(Through<v1::Ticket>("sale_time", "2010-12-01 08:26:00", london).json,
            "sale_time { seconds: 1291191960 }");
  EXPECT_EQ(Through<v1::Ticket>("sale_time", "2011-07-01 08:26:00", london).json,
            "sale_time { seconds: 1309505160 }");
  const Result skipped = Through<v1::Ticket>("sale_time", "2011-03-27 01:30:00", london);
  EXPECT_EQ(skipped.fault->reason, v1::REASON_TIME_INVALID);
  EXPECT_THAT(skipped.fault->text, HasSubstr("never was"));
  const Result repeated = Through<v1::Ticket>("sale_time", "2011-10-30 01:30:00", london);
  EXPECT_TRUE(repeated.warning);
  EXPECT_EQ(repeated.json, "sale_time { seconds: 1319934600 }");
}

TEST(CodecTest, WhatAPatternCannotSayIsNotWritten) {
  const Notation london{.time_format = "YYYY-MM-DD HH:MM:SS", .time_zone = "Europe/London"};
  const auto codec = Codec::Make(FieldOf(v1::Ticket::descriptor(), "sale_time"), london);
  v1::Ticket ticket;
  ticket.mutable_sale_time()->set_seconds(1'291'191'960);
  EXPECT_EQ(codec->Write(ticket)->text, "2010-12-01 08:26:00");
  ticket.mutable_sale_time()->set_nanos(1);
  EXPECT_FALSE(codec->Write(ticket).has_value());
  // The second half past one of the night when clocks are put back.
  ticket.mutable_sale_time()->set_seconds(1'319'938'200);
  ticket.mutable_sale_time()->set_nanos(0);
  EXPECT_FALSE(codec->Write(ticket).has_value());
  v1::OrderLine line;
  line.mutable_quantity();
  const auto quantity = Codec::Make(FieldOf(v1::OrderLine::descriptor(), "quantity"), {});
  EXPECT_FALSE(quantity->Write(line).has_value());
}

TEST(CodecTest, FieldsThatNoCellHolds) {
  EXPECT_FALSE(Codec::Make(FieldOf(v1::Order::descriptor(), "lines"), {}).ok());
  EXPECT_FALSE(Codec::Make(FieldOf(v1::OrderLine::descriptor(), "item"), {}).ok());
  EXPECT_FALSE(Codec::Make(FieldOf(v1::Ticket::descriptor(), "sale_time"),
                           {.time_format = "YYYY-MM-DD HH:MM", .time_zone = "Europe/Atlantis"})
                   .ok());
}

TEST(TextRulesTest, KeysAndCodesAreCheckedWhereTheyWereTyped) {
  const auto fault = [](v1::Format format, const std::string& text) {
    v1::FieldRules rules;
    rules.set_format(format);
    return CheckText(text, rules);
  };
  EXPECT_EQ(fault(v1::FORMAT_GTIN, "4006381333931"), std::nullopt);
  const auto digit = fault(v1::FORMAT_GTIN, "4006381333930");
  EXPECT_EQ(digit->reason, v1::REASON_GS1_CHECK_DIGIT);
  EXPECT_THAT(digit->text, HasSubstr("should be 1"));
  const auto zeros = fault(v1::FORMAT_GTIN, "12345678905");
  EXPECT_EQ(zeros->reason, v1::REASON_GS1_KEY_LENGTH);
  EXPECT_THAT(zeros->cure, HasSubstr("leading zeros"));
  EXPECT_EQ(fault(v1::FORMAT_GTIN, "4.00638E+12")->reason, v1::REASON_GS1_KEY_CHARACTERS);
  EXPECT_EQ(fault(v1::FORMAT_GLN, "400000100000")->reason, v1::REASON_GS1_KEY_LENGTH);
  EXPECT_EQ(fault(v1::FORMAT_SSCC, "1")->reason, v1::REASON_GS1_KEY_LENGTH);
  EXPECT_EQ(fault(v1::FORMAT_UUID, "X")->reason, v1::REASON_UUID_INVALID);
  EXPECT_EQ(fault(v1::FORMAT_CURRENCY, "eur")->reason, v1::REASON_CODE_UNKNOWN);
  EXPECT_EQ(fault(v1::FORMAT_CURRENCY, "EUR"), std::nullopt);
  EXPECT_EQ(fault(v1::FORMAT_UNIT, "KGM"), std::nullopt);
  EXPECT_EQ(fault(v1::FORMAT_COUNTRY, "XX")->reason, v1::REASON_CODE_UNKNOWN);
  EXPECT_EQ(fault(v1::FORMAT_TIME_ZONE, "Europe/Berlin"), std::nullopt);
  EXPECT_EQ(fault(v1::FORMAT_TIME_ZONE, "Berlin")->reason, v1::REASON_CODE_UNKNOWN);
  EXPECT_EQ(fault(v1::FORMAT_REFERENCE, "A 1.2-3_4/5"), std::nullopt);
  EXPECT_EQ(fault(v1::FORMAT_REFERENCE, "A#1")->reason, v1::REASON_TEXT_CHARACTERS);
  EXPECT_EQ(fault(v1::FORMAT_REFERENCE, std::string(36, 'A'))->reason, v1::REASON_TEXT_TOO_LONG);
}

TEST(TextRulesTest, TextsHoldNoControlCharactersAndAreUtf8) {
  v1::FieldRules rules;
  rules.set_max_length(3);
  EXPECT_EQ(CheckText("äöü", rules), std::nullopt);
  EXPECT_EQ(CheckText("äöüx", rules)->reason, v1::REASON_TEXT_TOO_LONG);
  for (const std::string bad : {"a\nb", "a\x7f", "\x80", "\xc0\x80", "\xed\xa0\x80",
                                "\xf4\x90\x80\x80", "\xe2\x82", "\xc2\x85"}) {
    const auto fault = CheckText(bad, rules);
    ASSERT_TRUE(fault.has_value());
    EXPECT_EQ(fault->reason, v1::REASON_TEXT_CHARACTERS);
  }
}

TEST(TimePatternTest, PatternsThatSayTooLittleOrTooMuch) {
  for (const char* bad :
       {"", "YYYY", "YY-MM-DD", "YYYY-MM", "YYYY-MM-DD HH:MM", "YYYY-MM-DDD", "YYYY-MM-DD-DD"}) {
    EXPECT_FALSE(TimePattern::Make(bad, false).ok()) << bad;
  }
  for (const char* bad : {"YYYY-MM-DD", "YYYY-MM-DD HH", "HH:MM"}) {
    EXPECT_FALSE(TimePattern::Make(bad, true).ok()) << bad;
  }
  const auto pattern = TimePattern::Make("M/D/YYYY H:MM", true);
  ASSERT_TRUE(pattern.ok());
  EXPECT_EQ(pattern->Parse("12/1/2010 8:26"), absl::CivilSecond(2010, 12, 1, 8, 26));
  EXPECT_EQ(pattern->Format(absl::CivilSecond(2010, 12, 1, 8, 6)), "12/1/2010 8:06");
  EXPECT_EQ(pattern->Parse("12/1/2010 8:6"), std::nullopt);
  EXPECT_EQ(pattern->Parse("12/1/2010 8:60"), std::nullopt);
}

TEST(ValueMapTest, FromFilesAndWithoutCase) {
  ValueMap map("codes", /*ignore_case=*/true);
  ASSERT_TRUE(map.AddFile("gtin,code,x\n1,85123a,\n2,\"b,c\",\n1,85123A,\n", "CODE", "gtin").ok());
  EXPECT_EQ(*map.Find("85123A"), "1");
  EXPECT_EQ(*map.Find("B,c"), "2");
  EXPECT_EQ(map.Find("none"), nullptr);
  EXPECT_EQ(*map.FindKey("2"), "B,C");
  ValueMap exact("codes", /*ignore_case=*/false);
  exact.Add("a", "1");
  exact.Add("b", "1");
  EXPECT_EQ(exact.Find("A"), nullptr);
  EXPECT_EQ(exact.FindKey("1"), nullptr);
  EXPECT_THAT(exact.AddFile("a,b\n", "a", "c").message(), HasSubstr("needs the columns"));
  EXPECT_THAT(exact.AddFile("a,b\nx,1\nx,2\n", "a", "b").message(), HasSubstr("line 3"));
  EXPECT_THAT(exact.AddFile("a,b\ny\n", "a", "b").message(), HasSubstr("too short"));
}

}  // namespace
}  // namespace headwater::csv
