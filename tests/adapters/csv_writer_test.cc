#include "adapters/csv/csv_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/csv_support.h"
#include "adapters/format/document_id.h"
#include "hub/base/gs1.h"
#include "hub/base/uuid.h"

namespace headwater::csv {
namespace {

using testing::HasSubstr;

constexpr char kRetailer[] = "4000001000005";
constexpr char kSupplier[] = "4000001000012";

int64_t Between(int64_t low, int64_t high) { return *rc::gen::inRange<int64_t>(low, high + 1); }

bool Chance() { return *rc::gen::arbitrary<bool>(); }

std::string Text(int length_max) {
  const auto parts = *rc::gen::resize(
      8,
      rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
          "a", "B", "7", " ", ",", ";", "\"", "\"\"", "ä", "€", "'", "=", "|"))));
  std::string text;
  for (const std::string& part : parts) {
    if (static_cast<int>(text.size() + part.size()) <= length_max) text += part;
  }
  return text.empty() ? "x" : text;
}

std::string Reference() { return absl::StrCat("R-", Between(0, 1'000'000'000)); }

std::string Key(int64_t digits) {
  const std::string body =
      absl::StrFormat("4%0*d", static_cast<int>(digits) - 2, Between(0, 99'999'999));
  return body + base::Gs1CheckDigit(body);
}

void SetDate(v1::Date& date) {
  date.set_year(static_cast<int>(Between(1970, 9999)));
  date.set_month(static_cast<int>(Between(1, 12)));
  date.set_day(static_cast<int>(Between(1, 28)));
}

void SetTime(google::protobuf::Timestamp& time) {
  time.set_seconds(Between(0, 253'402'300'799));
  if (Chance()) time.set_nanos(static_cast<int>(Between(0, 999'999'999)));
}

void SetWindow(v1::TimeWindow& window) {
  SetTime(*window.mutable_start_time());
  SetTime(*window.mutable_end_time());
  window.set_time_zone(*rc::gen::element<std::string>("Europe/Berlin", "America/New_York", "UTC"));
}

void SetQuantity(v1::Quantity& quantity) {
  if (Chance()) {
    quantity.set_count(Between(1, 1'000'000'000'000));
  } else {
    quantity.mutable_measure()->set_value_micros(Between(1, 1'000'000'000'000'000));
    quantity.mutable_measure()->set_unit_code(*rc::gen::element<std::string>("KGM", "LTR", "MTR"));
  }
}

void SetItem(v1::TradeItemReference& item) {
  item.set_gtin(Key(*rc::gen::element<int64_t>(8 + 4, 13, 14)));
  if (Chance()) item.set_supplier_item_id(Text(80));
  if (Chance()) item.set_buyer_item_id(Text(80));
}

v1::Document Envelope(const std::string& kind, const char* sender, const char* receiver) {
  v1::Document document;
  document.set_number(Reference());
  document.set_sender_gln(sender);
  document.set_receiver_gln(receiver);
  SetTime(*document.mutable_issue_time());
  document.set_document_id(Chance() ? base::NameUuid(document.number())
                                    : format::DocumentIdFor(sender, kind, document.number()));
  return document;
}

v1::Document AnyOrder() {
  v1::Document document = Envelope("order", kRetailer, kSupplier);
  v1::Order& order = *document.mutable_order();
  order.set_type(static_cast<v1::OrderType>(Between(1, 5)));
  order.set_ship_to_gln(Key(13));
  if (Chance()) SetWindow(*order.mutable_ship_window());
  SetWindow(*order.mutable_delivery_window());
  if (Chance()) SetDate(*order.mutable_cancel_after_date());
  order.set_currency_code("EUR");
  order.set_payment_method(static_cast<v1::PaymentMethod>(Between(1, 3)));
  if (Chance()) order.set_incoterm_code("DAP");
  if (Chance()) order.set_incoterm_place(Text(100));
  if (Chance()) SetTime(*order.mutable_response_due_time());
  const int64_t lines = Between(1, 6);
  for (int64_t i = 1; i <= lines; ++i) {
    v1::OrderLine& line = *order.add_lines();
    line.set_line_number(static_cast<int>(i * 10));
    SetItem(*line.mutable_item());
    SetQuantity(*line.mutable_quantity());
    line.mutable_price()->mutable_money()->set_amount_micros(Between(0, 1'000'000'000'000'000));
    line.mutable_price()->mutable_money()->set_currency_code(
        *rc::gen::element<std::string>("EUR", "GBP"));
    if (Chance()) line.mutable_price()->set_gtin(Key(13));
    if (Chance()) line.mutable_price()->set_base_count(Between(1, 1000));
    if (Chance()) line.mutable_price()->set_base_unit_code("KGM");
    line.set_fill_policy(static_cast<v1::FillPolicy>(Between(1, 3)));
  }
  return document;
}

v1::Document AnyDespatchAdvice() {
  v1::Document document = Envelope("despatch_advice", kSupplier, kRetailer);
  v1::DespatchAdvice& advice = *document.mutable_despatch_advice();
  if (Chance()) advice.set_ship_from_gln(Key(13));
  advice.set_ship_to_gln(Key(13));
  SetTime(*advice.mutable_despatch_time());
  SetTime(*advice.mutable_estimated_arrival_time());
  if (Chance()) advice.set_carrier_name(Text(100));
  if (Chance()) advice.set_carrier_scac("ABCD");
  if (Chance()) advice.set_bill_of_lading_number(Text(35));
  if (Chance()) advice.set_total_count(Between(0, 1000));
  int line_number = 0;
  const int64_t units = Between(1, 4);
  for (int64_t u = 0; u < units; ++u) {
    v1::LogisticUnit& unit = *advice.add_logistic_units();
    const std::string body = absl::StrFormat("34%015d", u);
    unit.set_sscc(body + base::Gs1CheckDigit(body));
    if (Chance()) unit.set_package_type_code("XPX");
    if (Chance()) unit.set_gross_weight_grams(Between(0, 1'000'000));
    const int64_t lines = Between(0, 3);
    for (int64_t i = 0; i < lines; ++i) {
      v1::DespatchLine& line = *unit.add_lines();
      line.set_line_number(++line_number);
      line.set_order_number(Reference());
      line.set_order_line_number(static_cast<int>(Between(1, 999'999)));
      SetItem(*line.mutable_item());
      SetQuantity(*line.mutable_quantity());
      if (Chance()) line.set_lot_number(Text(20));
      if (Chance()) SetDate(*line.mutable_best_before_date());
      line.set_remainder(static_cast<v1::Remainder>(Between(1, 2)));
    }
  }
  return document;
}

v1::Document AnyOrderChange() {
  v1::Document document = Envelope("order_change", kRetailer, kSupplier);
  document.set_in_response_to(base::NameUuid("order"));
  document.set_base_version(Between(1, 1000));
  const v1::Document order = AnyOrder();
  v1::OrderChange& change = *document.mutable_order_change();
  change.set_order_number(order.number());
  if (Chance()) SetWindow(*change.mutable_ship_window());
  SetWindow(*change.mutable_delivery_window());
  if (Chance()) SetDate(*change.mutable_cancel_after_date());
  if (Chance()) SetTime(*change.mutable_response_due_time());
  *change.mutable_lines() = order.order().lines();
  return document;
}

v1::Document AnyOrderCancellation() {
  v1::Document document = Envelope("order_cancellation", kRetailer, kSupplier);
  document.set_in_response_to(base::NameUuid("order"));
  document.set_base_version(Between(1, 1000));
  v1::OrderCancellation& cancellation = *document.mutable_order_cancellation();
  cancellation.set_order_number(Reference());
  cancellation.set_reason(static_cast<v1::CancellationReason>(Between(1, 5)));
  const int64_t lines = Between(0, 4);
  for (int64_t i = 0; i < lines; ++i) {
    cancellation.add_line_numbers(static_cast<int>(Between(1, 999'999)));
  }
  return document;
}

// Writes documents into one file and reads them back: nothing is lost or changed.
void CheckRoundTrip(const Profile& profile, const std::vector<v1::Document>& documents) {
  const auto writer = CsvWriter::Make(profile);
  RC_ASSERT(writer.ok());
  format::StringSink sink;
  for (const v1::Document& document : documents) {
    const absl::Status status = (*writer)->Write(document, sink);
    if (!status.ok()) RC_FAIL(std::string(status.message()) + "\n" + document.DebugString());
  }
  RC_ASSERT((*writer)->Finish(sink).ok());
  const Collector read = ReadCsv(profile, sink.text(), format::Mode::kAllOrNothing);
  RC_ASSERT(read.issues.empty());
  RC_ASSERT(read.documents.size() == documents.size());
  for (size_t i = 0; i < documents.size(); ++i) {
    RC_ASSERT(read.documents[i].document.SerializeAsString() == documents[i].SerializeAsString());
  }
}

std::vector<v1::Document> Several(v1::Document (*make)()) {
  std::vector<v1::Document> documents;
  std::set<std::string> numbers;
  const int64_t count = Between(0, 4);
  for (int64_t i = 0; i < count; ++i) {
    v1::Document document = make();
    if (numbers.insert(document.number()).second) documents.push_back(std::move(document));
  }
  return documents;
}

// Other notations for the same columns.
std::string InNotation(std::string_view profile) {
  std::string json(profile);
  const int64_t which = Between(0, 2);
  if (which == 1) json.insert(1, "\"delimiter\": \";\", \"decimalMark\": \",\",");
  if (which == 2) json.insert(1, "\"delimiter\": \"\\t\", \"dateFormat\": \"D.M.YYYY\",");
  return json;
}

TEST(CsvWriterTest, OrdersComeBackAsTheyWere) {
  rc::check([] {
    const auto profile = Profile::FromJson(InNotation(BuiltInProfile("orders")), RetailerInputs());
    RC_ASSERT(profile.ok());
    CheckRoundTrip(**profile, Several(AnyOrder));
  });
}

TEST(CsvWriterTest, DespatchAdvicesComeBackAsTheyWere) {
  rc::check([] {
    const auto profile =
        Profile::FromJson(InNotation(BuiltInProfile("despatch_advices")), RetailerInputs());
    RC_ASSERT(profile.ok());
    CheckRoundTrip(**profile, Several(AnyDespatchAdvice));
  });
}

TEST(CsvWriterTest, OrderChangesComeBackAsTheyWere) {
  rc::check([] {
    const auto profile =
        Profile::FromJson(InNotation(BuiltInProfile("order_changes")), RetailerInputs());
    RC_ASSERT(profile.ok());
    CheckRoundTrip(**profile, Several(AnyOrderChange));
  });
}

TEST(CsvWriterTest, OrderCancellationsComeBackAsTheyWere) {
  rc::check([] {
    const auto profile =
        Profile::FromJson(InNotation(BuiltInProfile("order_cancellations")), RetailerInputs());
    RC_ASSERT(profile.ok());
    CheckRoundTrip(**profile, Several(AnyOrderCancellation));
  });
}

class CsvWriterCases : public testing::Test {
 protected:
  v1::Document Order() {
    v1::Document document;
    document.set_document_id(format::DocumentIdFor(kRetailer, "order", "PO-1"));
    document.set_number("PO-1");
    document.set_sender_gln(kRetailer);
    document.set_receiver_gln(kSupplier);
    document.mutable_issue_time()->set_seconds(1'704'470'400);
    v1::Order& order = *document.mutable_order();
    order.set_type(v1::ORDER_TYPE_REGULAR);
    order.set_ship_to_gln("4000001000043");
    order.mutable_delivery_window()->mutable_start_time()->set_seconds(1'704'866'400);
    order.mutable_delivery_window()->mutable_end_time()->set_seconds(1'704'880'800);
    order.mutable_delivery_window()->set_time_zone("Europe/Berlin");
    order.set_currency_code("EUR");
    order.set_payment_method(v1::PAYMENT_METHOD_INVOICE);
    v1::OrderLine& line = *order.add_lines();
    line.set_line_number(1);
    line.mutable_item()->set_gtin("4006381333931");
    line.mutable_quantity()->set_count(10);
    line.mutable_price()->mutable_money()->set_amount_micros(11'400'000);
    line.mutable_price()->mutable_money()->set_currency_code("EUR");
    line.set_fill_policy(v1::FILL_POLICY_BACKORDER);
    return document;
  }

  absl::Status Write(const v1::Document& document) {
    return (*CsvWriter::Make(*orders_))->Write(document, sink_);
  }

  std::unique_ptr<const Profile> orders_ = BuiltIn("orders", RetailerInputs());
  format::StringSink sink_;
};

TEST_F(CsvWriterCases, Golden) {
  ASSERT_TRUE(Write(Order()).ok());
  EXPECT_EQ(sink_.text(),
            "order_number,document_id,event_version,event_sequence,issue_time,buyer_gln,supplier_"
            "gln,type,ship_to_gln,"
            "ship_start,ship_end,ship_time_zone,delivery_start,delivery_end,delivery_time_zone,"
            "cancel_after_date,currency,payment_method,incoterm_code,incoterm_place,"
            "promotion_code,response_due_time,line_number,gtin,supplier_item_id,buyer_item_id,"
            "quantity,unit,price,price_currency,price_gtin,price_base_count,price_base_unit,"
            "fill_policy\r\n"
            "PO-1," +
                Order().document_id() +
                ",,,2024-01-05T16:00:00Z,4000001000005,4000001000012,REGULAR,4000001000043,,,,"
                "2024-01-10T06:00:00Z,2024-01-10T10:00:00Z,Europe/Berlin,,EUR,INVOICE,,,,,1,"
                "4006381333931,,,10,,11.40,EUR,,,,BACKORDER\r\n");
}

TEST_F(CsvWriterCases, OfTheEventStandsWhatAnAnswerNeeds) {
  v1::Event event;
  event.set_sequence(17);
  event.set_version(3);
  *event.mutable_document() = Order();
  ASSERT_TRUE((*CsvWriter::Make(*orders_))->WriteEvent(event, sink_).ok());
  EXPECT_THAT(sink_.text(), HasSubstr("\r\nPO-1," + Order().document_id() + ",3,17,2024-01-05T16"));
  // Read again it is the document, and the event is passed over.
  const Collector read = ReadCsv(*orders_, sink_.text());
  ASSERT_EQ(read.documents.size(), 1u);
  EXPECT_TRUE(read.issues.empty());
  EXPECT_EQ(read.documents[0].document.SerializeAsString(), Order().SerializeAsString());
}

TEST_F(CsvWriterCases, WhatItCannotSayIsNotWritten) {
  const auto refused = [&](const std::function<void(v1::Document&)>& change) {
    v1::Document document = Order();
    change(document);
    const absl::Status status = Write(document);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(sink_.text(), "");
    return std::string(status.message());
  };
  EXPECT_THAT(refused([](auto& d) { d.set_base_version(3); }), HasSubstr("base_version"));
  EXPECT_THAT(refused([](auto& d) { d.mutable_ticket(); }), HasSubstr("is empty"));
  EXPECT_THAT(refused([](auto& d) { d.mutable_order()->mutable_lines(0)->clear_quantity(); }),
              HasSubstr("quantity"));
  EXPECT_THAT(refused([](auto& d) {
                d.mutable_order()->mutable_lines(0)->mutable_item()->set_gtin("4006381333930");
              }),
              HasSubstr("order.lines[0].item.gtin"));
  EXPECT_THAT(refused([](auto& d) { d.mutable_order()->set_type(static_cast<v1::OrderType>(77)); }),
              HasSubstr("order.type"));
  EXPECT_THAT(refused([](auto& d) {
                d.mutable_order()->mutable_lines(0)->mutable_item()->set_buyer_item_id("a\nb");
              }),
              HasSubstr("control character"));
}

TEST_F(CsvWriterCases, AnEmptyListIsARowWithoutItsColumns) {
  v1::Document document = Order();
  document.mutable_order()->clear_lines();
  ASSERT_TRUE(Write(document).ok());
  const Collector read = ReadCsv(*orders_, sink_.text());
  ASSERT_EQ(read.documents.size(), 1u);
  EXPECT_EQ(read.documents[0].document.SerializeAsString(), document.SerializeAsString());
}

TEST_F(CsvWriterCases, UnitsWithinUnitsHaveNoColumns) {
  const auto profile = BuiltIn("despatch_advices", RetailerInputs());
  v1::Document document;
  document.set_number("D-1");
  document.set_sender_gln(kSupplier);
  document.set_receiver_gln(kRetailer);
  document.set_document_id(format::DocumentIdFor(kSupplier, "despatch_advice", "D-1"));
  document.mutable_issue_time()->set_seconds(1'704'470'400);
  v1::DespatchAdvice& advice = *document.mutable_despatch_advice();
  advice.set_ship_to_gln("4000001000043");
  advice.mutable_despatch_time()->set_seconds(1'704'470'400);
  advice.mutable_estimated_arrival_time()->set_seconds(1'704'470'400);
  v1::LogisticUnit& unit = *advice.add_logistic_units();
  unit.set_sscc("340063810000000001");
  const auto writer = CsvWriter::Make(*profile);
  unit.set_sscc(unit.sscc().substr(0, 17) + base::Gs1CheckDigit(unit.sscc().substr(0, 17)));
  EXPECT_TRUE((*writer)->Write(document, sink_).ok());
  document.set_number("D-2");
  document.set_document_id(format::DocumentIdFor(kSupplier, "despatch_advice", "D-2"));
  unit.add_units()->set_sscc(unit.sscc());
  const absl::Status status = (*writer)->Write(document, sink_);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(status.message(), HasSubstr("units"));
}

TEST_F(CsvWriterCases, TwoDocumentsOfOneNumberAreNotMixed) {
  const auto writer = CsvWriter::Make(*orders_);
  ASSERT_TRUE((*writer)->Write(Order(), sink_).ok());
  EXPECT_THAT((*writer)->Write(Order(), sink_).message(), HasSubstr("already"));
}

// What others sent stands in the file with its sender; their numbers are their own.
TEST_F(CsvWriterCases, DocumentsOfTwoSendersWithOneNumberAreTwo) {
  struct Case {
    const char* profile;
    const char* sender_column;
  };
  for (const auto& [name, column] :
       {Case{"order_responses", "supplier_gln"}, Case{"despatch_advices", "supplier_gln"},
        Case{"inventory", "sender_gln"}, Case{"trade_items", "sender_gln"}}) {
    SCOPED_TRACE(name);
    const auto profile = BuiltIn(name, RetailerInputs());
    std::string json(BuiltInProfile(name));
    if (name == std::string_view("inventory")) {
      json.insert(1, "\"delimiter\": \";\", \"decimalMark\": \",\",");
    }
    const auto golden = Profile::FromJson(json, RetailerInputs());
    ASSERT_TRUE(golden.ok()) << golden.status();
    std::ifstream file(std::string(HEADWATER_GOLDEN_FOLDER) + "/" + name + ".csv",
                       std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const Collector sent = ReadCsv(**golden, text.str());
    ASSERT_FALSE(sent.documents.empty());
    const auto writer = CsvWriter::Make(*profile);
    format::StringSink sink;
    std::vector<v1::Document> written;
    for (const char* sender : {kSupplier, "4000001000029"}) {
      v1::Document& document = written.emplace_back(sent.documents[0].document);
      document.set_sender_gln(sender);
      document.set_document_id(format::DocumentIdFor(sender, profile->kind(), document.number()));
      const absl::Status status = (*writer)->Write(document, sink);
      EXPECT_TRUE(status.ok()) << status;
    }
    EXPECT_THAT((*writer)->Write(written[0], sink).message(), HasSubstr("already"));
    EXPECT_THAT(sink.text(), HasSubstr(std::string(",") + column + ","));
    const Collector read = ReadCsv(*profile, sink.text(), format::Mode::kAllOrNothing);
    EXPECT_THAT(read.Told(), testing::IsEmpty());
    ASSERT_EQ(read.documents.size(), 2u);
    for (size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(read.documents[i].document.SerializeAsString(), written[i].SerializeAsString());
    }
  }
}

TEST_F(CsvWriterCases, SalesOfTheRetailerAreWrittenForWhoeverReceivesThem) {
  ProfileInputs inputs = RetailerInputs();
  inputs.sender_gln = kSupplier;
  const auto profile = BuiltIn("sales", inputs);
  const auto writer = CsvWriter::Make(*profile);
  const Collector sent = ReadCsv(*BuiltIn("sales", RetailerInputs()),
                                 "report_number,issue_time,supplier_gln,sales_date,currency,"
                                 "location_gln,coverage,gtin,sold\n"
                                 "S-1,2024-01-06T02:00:00Z,4000001000012,2024-01-05,EUR,"
                                 "4000001000029,PARTIAL,4006381000000,14\n");
  ASSERT_EQ(sent.documents.size(), 1u);
  const absl::Status status = (*writer)->Write(sent.documents[0].document, sink_);
  ASSERT_TRUE(status.ok()) << status;
  const Collector read = ReadCsv(*profile, sink_.text());
  ASSERT_EQ(read.documents.size(), 1u);
  EXPECT_EQ(read.documents[0].document.SerializeAsString(),
            sent.documents[0].document.SerializeAsString());
}

// An empty cell of the sender goes on with the document of the row before.
TEST_F(CsvWriterCases, TheSenderStandsInTheFirstRowOrNowhere) {
  const auto profile = BuiltIn("order_responses", RetailerInputs());
  const auto read = [&profile](const std::vector<std::string>& senders) {
    std::string text =
        "response_number,issue_time,supplier_gln,buyer_gln,order_number,in_response_to,"
        "base_version,line_number,quantity,outcome\n";
    for (size_t i = 0; i < senders.size(); ++i) {
      absl::StrAppend(&text, "R-1,2024-01-06T10:00:00Z,", senders[i],
                      ",4000001000005,PO-1,0d9b1e5c-7b3c-4a8e-9a51-3f6f1d2c4b5a,1,", i + 1,
                      ",5,ACCEPTED\n");
    }
    std::vector<std::string> found;
    const Collector collected = ReadCsv(*profile, text);
    for (const format::Parsed& parsed : collected.documents) {
      found.push_back(absl::StrCat(parsed.document.sender_gln(), " ",
                                   parsed.document.order_response().lines_size()));
    }
    for (const std::string& told : collected.Told()) found.push_back(told);
    return found;
  };
  using testing::ElementsAre;
  EXPECT_THAT(read({"", ""}), ElementsAre("4000001000005 2"));
  EXPECT_THAT(read({kSupplier, ""}), ElementsAre("4000001000012 2"));
  EXPECT_THAT(read({kSupplier, "", kRetailer, ""}),
              ElementsAre("4000001000012 2", "4000001000005 2"));
  EXPECT_THAT(read({"", kSupplier, kRetailer}),
              ElementsAre("4000001000005 1", "4000001000012 1",
                          "4:1 : response_number \"R-1\" comes back; its document ended before "
                          "line 3"));
}

TEST_F(CsvWriterCases, AnEmptyFileHasItsHeader) {
  const auto writer = CsvWriter::Make(*orders_);
  ASSERT_TRUE((*writer)->Finish(sink_).ok());
  EXPECT_THAT(sink_.text(), testing::StartsWith("order_number,"));
  EXPECT_TRUE(ReadCsv(*orders_, sink_.text()).issues.empty());
}

TEST_F(CsvWriterCases, ProfilesThatReadOnly) {
  ProfileInputs inputs = RetailerInputs();
  inputs.value_maps["gtin_by_stock_code"] = {{"A", "4006381333931"}};
  inputs.value_maps["location_by_country"] = {{"UK", "4000001000029"}};
  const auto profile = BuiltIn("back_office_tickets", inputs);
  EXPECT_EQ(CsvWriter::Make(*profile).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CsvWriterCases, APseudonymCannotBeTurnedRound) {
  const auto profile = Profile::FromJson(R"({
    "kind": "ticket", "groupBy": ["n"],
    "columns": [{"name": "n", "paths": ["number"]},
                {"name": "c", "paths": ["ticket.customer_pseudonym"], "pseudonym": true},
                {"name": "q", "paths": ["ticket.lines[].quantity"]}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_THAT(CsvWriter::Make(**profile).status().message(), HasSubstr("reads only"));
}

TEST_F(CsvWriterCases, ValueMapsAreTurnedRound) {
  const auto profile = Profile::FromJson(R"({
    "kind": "ticket", "groupBy": ["n"],
    "columns": [{"name": "n", "paths": ["number"]},
                {"name": "shop", "paths": ["ticket.location_gln"], "valueMap": "shops"},
                {"name": "q", "paths": ["ticket.lines[].quantity"]}],
    "valueMaps": [{"name": "shops", "entries": {"Essen": "4000001000029", "Bonn": "4000001000036"}}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Collector read = ReadCsv(**profile, "n,shop,q\nA,Bonn,1\nA,Bonn,2\n");
  ASSERT_EQ(read.documents.size(), 1u);
  const auto writer = CsvWriter::Make(**profile);
  ASSERT_TRUE((*writer)->Write(read.documents[0].document, sink_).ok());
  EXPECT_EQ(sink_.text(), "n,shop,q\r\nA,Bonn,1\r\nA,Bonn,2\r\n");
}

}  // namespace
}  // namespace headwater::csv
