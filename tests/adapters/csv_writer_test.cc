#include "adapters/csv/csv_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "adapters/csv_support.h"
#include "adapters/format/document_id.h"
#include "hub/base/gs1.h"

namespace headwater::csv {
namespace {

using testing::HasSubstr;

constexpr char kRetailer[] = "4000001000005";
constexpr char kSupplier[] = "4000001000012";

class CsvWriterTest : public testing::Test {
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

TEST_F(CsvWriterTest, Golden) {
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

TEST_F(CsvWriterTest, OfTheEventStandsWhatAnAnswerNeeds) {
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

TEST_F(CsvWriterTest, WhatItCannotSayIsNotWritten) {
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

TEST_F(CsvWriterTest, AnEmptyListIsARowWithoutItsColumns) {
  v1::Document document = Order();
  document.mutable_order()->clear_lines();
  ASSERT_TRUE(Write(document).ok());
  const Collector read = ReadCsv(*orders_, sink_.text());
  ASSERT_EQ(read.documents.size(), 1u);
  EXPECT_EQ(read.documents[0].document.SerializeAsString(), document.SerializeAsString());
}

TEST_F(CsvWriterTest, UnitsWithinUnitsHaveNoColumns) {
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

TEST_F(CsvWriterTest, TwoDocumentsOfOneNumberAreNotMixed) {
  const auto writer = CsvWriter::Make(*orders_);
  ASSERT_TRUE((*writer)->Write(Order(), sink_).ok());
  EXPECT_THAT((*writer)->Write(Order(), sink_).message(), HasSubstr("already"));
}

// What others sent stands in the file with its sender; their numbers are their own.
TEST_F(CsvWriterTest, DocumentsOfTwoSendersWithOneNumberAreTwo) {
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

TEST_F(CsvWriterTest, SalesOfTheRetailerAreWrittenForWhoeverReceivesThem) {
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

// An empty cell of the sender goes on with the document of the row before, and at its
// beginning is the sender where no column says one.
TEST_F(CsvWriterTest, TheSenderMayBeLeftOutOfAnyRow) {
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
  EXPECT_THAT(read({"", kRetailer, ""}), ElementsAre("4000001000005 3"));
  EXPECT_THAT(read({"", kSupplier, kRetailer}),
              ElementsAre("4000001000005 1", "4000001000012 1",
                          "4:1 : response_number \"R-1\" comes back; its document ended before "
                          "line 3"));
}

TEST_F(CsvWriterTest, AnEmptyFileHasItsHeader) {
  const auto writer = CsvWriter::Make(*orders_);
  ASSERT_TRUE((*writer)->Finish(sink_).ok());
  EXPECT_THAT(sink_.text(), testing::StartsWith("order_number,"));
  EXPECT_TRUE(ReadCsv(*orders_, sink_.text()).issues.empty());
}

TEST_F(CsvWriterTest, ProfilesThatReadOnly) {
  ProfileInputs inputs = RetailerInputs();
  inputs.value_maps["gtin_by_stock_code"] = {{"A", "4006381333931"}};
  inputs.value_maps["location_by_country"] = {{"UK", "4000001000029"}};
  const auto profile = BuiltIn("back_office_tickets", inputs);
  EXPECT_EQ(CsvWriter::Make(*profile).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CsvWriterTest, APseudonymCannotBeTurnedRound) {
  const auto profile = Profile::FromJson(R"({
    "kind": "ticket", "groupBy": ["n"],
    "columns": [{"name": "n", "paths": ["number"]},
                {"name": "c", "paths": ["ticket.customer_pseudonym"], "pseudonym": true},
                {"name": "q", "paths": ["ticket.lines[].quantity"]}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_THAT(CsvWriter::Make(**profile).status().message(), HasSubstr("reads only"));
}

TEST_F(CsvWriterTest, ValueMapsAreTurnedRound) {
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
