// What is wrong is told with its place, and the rest goes through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/csv_support.h"
#include "hub/base/hmac.h"

namespace headwater::csv {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kHeader[] =
    "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

class CsvIssuesTest : public testing::Test {
 protected:
  CsvIssuesTest() {
    ProfileInputs inputs = RetailerInputs();
    inputs.value_maps["gtin_by_stock_code"] = {{"A", "4006381333931"}, {"BAD", "4006381333930"}};
    inputs.value_maps["location_by_country"] = {{"UK", "4000001000029"}};
    profile_ = BuiltIn("back_office_tickets", inputs);
  }

  Collector Read(const std::string& rows,
                 format::Mode mode = format::Mode::kGoodOnesThrough) const {
    return ReadCsv(*profile_, kHeader + rows, mode);
  }

  std::unique_ptr<const Profile> profile_;
};

TEST_F(CsvIssuesTest, EveryBadCellOfARowAtOnce) {
  const Collector read = Read(
      "1,A,2,2010-12-01 08:26:00,2.55,c1,UK\n"
      "2,Z,1.5,2010-12-32 08:26:00,2p55,c1,Mars\n"
      "3,A,2,2010-12-01 08:26:00,2.55,c1,UK\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("1", "3"));
  EXPECT_THAT(
      read.Told(),
      ElementsAre("3:9 ticket.sale_time: InvoiceDate: \"2010-12-32 08:26:00\" is not a time",
                  "3:9 issue_time: InvoiceDate: \"2010-12-32 08:26:00\" is not a time",
                  "3:37 ticket.location_gln: Country: \"Mars\" is not in the value map "
                  "location_by_country",
                  "3:3 ticket.lines[0].item.gtin: StockCode: \"Z\" is not in the value map "
                  "gtin_by_stock_code",
                  "3:5 ticket.lines[0].quantity: Quantity: \"1.5\" pieces is not a whole number",
                  "3:29 ticket.lines[0].unit_price: UnitPrice: \"2p55\" is not a number"));
  EXPECT_EQ(read.issues[0].reason, v1::REASON_TIME_INVALID);
  EXPECT_EQ(read.issues[0].cure, "Write it as YYYY-MM-DD HH:MM:SS");
  EXPECT_EQ(read.issues[3].reason, v1::REASON_CODE_UNKNOWN);
  EXPECT_EQ(read.issues[3].severity, format::Severity::kError);
}

TEST_F(CsvIssuesTest, AllOrNothing) {
  const std::string rows =
      "1,A,2,2010-12-01 08:26:00,2.55,c1,UK\n"
      "2,BAD,2,2010-12-01 08:26:00,2.55,c1,UK\n";
  const Collector through = Read(rows);
  EXPECT_THAT(through.Numbers(), ElementsAre("1"));
  const Collector nothing = Read(rows, format::Mode::kAllOrNothing);
  EXPECT_THAT(nothing.Numbers(), IsEmpty());
  EXPECT_EQ(nothing.issues, through.issues);
  EXPECT_THAT(nothing.issues[0].text, HasSubstr("last digit should be 1"));
  const Collector good =
      Read("1,A,2,2010-12-01 08:26:00,2.55,c1,UK\n", format::Mode::kAllOrNothing);
  EXPECT_THAT(good.Numbers(), ElementsAre("1"));
  EXPECT_EQ(good.documents[0].positions.Find("ticket.lines[0].quantity"), (format::Position{2, 5}));
}

TEST_F(CsvIssuesTest, OneBadRowSpoilsItsDocumentOnly) {
  const Collector read = Read(
      "1,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "2,A,0,2010-12-01 08:26:00,1,c1,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "3,A,1,2010-12-01 08:26:00,1,c1,UK\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("1", "3"));
  EXPECT_THAT(read.Told(),
              ElementsAre("4:5 ticket.lines[1].quantity: Quantity: \"0\" is out of range"));
}

TEST_F(CsvIssuesTest, RequiredCells) {
  const Collector read = Read(
      "1,A,,2010-12-01 08:26:00,1,,UK\n,A,1,2010-12-01 08:26:00,1,,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,,UK\n3,A,1,2010-12-01 08:26:00,1,,UK\n");
  // The row without its number may belong to what is before or after it.
  EXPECT_THAT(read.Numbers(), ElementsAre("3"));
  EXPECT_THAT(read.Told(), ElementsAre("2:5 ticket.lines[0].quantity: Quantity is empty",
                                       "3:1 : InvoiceNo is empty"));
  EXPECT_THAT(read.issues[1].cure, HasSubstr("before and after"));
}

// Blanks do not make another customer.
TEST_F(CsvIssuesTest, CustomersBecomePseudonyms) {
  const Collector read = Read(
      "1,A,1,2010-12-01 08:26:00,1,Jane Doe,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,\" Jane Doe \",UK\n"
      "3,A,1,2010-12-01 08:26:00,1,John Doe,UK\n"
      "4,A,1,2010-12-01 08:26:00,1,,UK\n"
      "5,A,1,2010-12-01 08:26:00,1,\" \",UK\n");
  EXPECT_THAT(read.Told(), IsEmpty());
  ASSERT_THAT(read.documents, SizeIs(5));
  const auto customer = [&](size_t i) {
    return read.documents[i].document.ticket().customer_pseudonym();
  };
  EXPECT_EQ(customer(0), base::HmacSha256Hex(kPseudonymKey, "Jane Doe").substr(0, 32));
  EXPECT_EQ(customer(1), customer(0));
  EXPECT_EQ(customer(2), base::HmacSha256Hex(kPseudonymKey, "John Doe").substr(0, 32));
  EXPECT_EQ(customer(3), "");
  EXPECT_EQ(customer(4), "");
}

TEST_F(CsvIssuesTest, ACustomerWithBlanksIsTheSameInOneDocument) {
  const Collector read = Read(
      "1,A,1,2010-12-01 08:26:00,1,Jane Doe,UK\n"
      "1,A,1,2010-12-01 08:26:00,1,\" Jane Doe\t\",UK\n"
      "1,A,1,2010-12-01 08:26:00,1,\" \",UK\n");
  EXPECT_THAT(read.Told(), IsEmpty());
  EXPECT_THAT(read.Numbers(), ElementsAre("1"));
}

TEST_F(CsvIssuesTest, NoIssueNamesACustomer) {
  const Collector read = Read(
      "1,A,1,2010-12-01 08:26:00,1,Jane Doe,UK\n"
      "1,A,1,2010-12-01 08:26:00,1,John Doe,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,John Doe,UK\n");
  EXPECT_THAT(read.documents, IsEmpty());
  EXPECT_THAT(read.Told(), ElementsAre("3:29 ticket.customer_pseudonym: CustomerID: a customer "
                                       "here and another in line 2, in one document",
                                       "5:29 ticket.customer_pseudonym: CustomerID: a customer "
                                       "here and nothing in line 4, in one document"));
}

TEST(CsvPseudonymTest, ADocumentOfACustomerThatComesBackIsToldWithoutTheName) {
  const auto profile = Profile::FromJson(R"({
    "kind": "ticket", "groupBy": ["n", "c"], "columns": [
      {"name": "n", "paths": ["number"]},
      {"name": "c", "paths": ["ticket.customer_pseudonym"], "pseudonym": true},
      {"name": "text", "paths": ["ticket.lines[].text"]}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Collector read =
      ReadCsv(**profile, "n,c,text\n1,Jane,x\n1,\" Jane\",y\n2,John,x\n1,Jane,z\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("1", "2"));
  EXPECT_THAT(read.Told(), ElementsAre("5:1 : n \"1\", c (not shown) comes back; its document "
                                       "ended before line 4"));
}

TEST(CsvPseudonymTest, APartThatComesBackIsToldWithoutTheName) {
  const auto profile = Profile::FromJson(R"({
    "kind": "inventory_report", "groupBy": ["n"], "splitAt": ["c"], "columns": [
      {"name": "n", "paths": ["number"]},
      {"name": "c", "paths": ["inventory_report.lines[].lot_number"], "pseudonym": true},
      {"name": "q", "paths": ["inventory_report.lines[].quantity"]}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  std::string text = "n,c,q\n";
  for (const char* customer : {"Jane", "John", "Jim"}) {
    for (int i = 0; i < 2000; ++i) text += std::string("1,") + customer + ",1\n";
  }
  const Collector read = ReadCsv(**profile, text + "1,Jane,1\n");
  ASSERT_FALSE(read.Told().empty());
  bool is_told = false;
  for (const format::Issue& issue : read.issues) {
    EXPECT_THAT(issue.text + issue.cure, testing::Not(HasSubstr("Jane")));
    is_told = is_told || issue.text ==
                             "c: (not shown) came before, in a part that is already "
                             "finished";
  }
  EXPECT_TRUE(is_told) << testing::PrintToString(read.Told());
}

TEST(CsvPseudonymTest, ACustomersNameIsNone) {
  const auto profile = BuiltIn("tickets", RetailerInputs());
  const Collector read =
      ReadCsv(*profile,
              "ticket_number,location_gln,sale_time,currency,customer_pseudonym,line_number,type,"
              "quantity,unit_price\n"
              "T-1,4000001000029,2024-01-05T09:31:07Z,EUR,Jane Doe,1,CHARGE,1,1.99\n");
  EXPECT_THAT(read.Told(), ElementsAre("2:44 ticket.customer_pseudonym: customer_pseudonym: "
                                       "\"Jane Doe\" is not a pseudonym"));
}

TEST(CsvReceiverTest, IsAskedForOrGivenForTheWholeFile) {
  const std::string file =
      "response_number,order_number,in_response_to,base_version,line_number,quantity,outcome\n"
      "R-1,PO-1,0d9b1e5c-7b3c-4a8e-9a51-3f6f1d2c4b5a,1,1,8,ACCEPTED\n";
  ProfileInputs inputs = RetailerInputs();
  const Collector without = ReadCsv(*BuiltIn("order_responses", inputs), file);
  EXPECT_THAT(without.Told(), ElementsAre("1:1 : the column \"buyer_gln\" is missing"));
  EXPECT_THAT(without.issues[0].cure, HasSubstr("--set receiver_gln=GLN"));
  inputs.receiver_gln = "4000001000012";
  const auto given = BuiltIn("order_responses", inputs);
  const Collector with = ReadCsv(*given, file);
  EXPECT_THAT(with.Told(), IsEmpty());
  ASSERT_THAT(with.documents, SizeIs(1));
  EXPECT_EQ(with.documents[0].document.receiver_gln(), "4000001000012");
}

TEST(CsvListTest, ACellOfWholeNumbers) {
  const auto profile = BuiltIn("order_cancellations", RetailerInputs());
  const Collector read = ReadCsv(
      *profile,
      "cancellation_number,supplier_gln,order_number,in_response_to,base_version,line_numbers,"
      "reason\n"
      "C-1,4000001000012,PO-1,0d9b1e5c-7b3c-4a8e-9a51-3f6f1d2c4b5a,1,3  17,LATE\n"
      "C-2,4000001000012,PO-1,0d9b1e5c-7b3c-4a8e-9a51-3f6f1d2c4b5a,1,\"3,17\",LATE\n"
      "C-3,4000001000012,PO-1,0d9b1e5c-7b3c-4a8e-9a51-3f6f1d2c4b5a,1,\"  \",LATE\n");
  EXPECT_THAT(read.Told(), ElementsAre("3:63 order_cancellation.line_numbers: line_numbers: "
                                       "\"3,17\" is not a whole number",
                                       "4:63 order_cancellation.line_numbers: line_numbers: "
                                       "there are blanks and no number"));
  ASSERT_THAT(read.documents, SizeIs(1));
  EXPECT_THAT(read.documents[0].document.order_cancellation().line_numbers(), ElementsAre(3, 17));
}

TEST_F(CsvIssuesTest, RowsThatContradictTheirDocument) {
  const Collector read = Read(
      "1,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "1,A,1,2010-12-01 08:27:00,1,c1,FR\n"  // the time may differ, the shop not
      "2,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,,\n");  // an empty cell never contradicts
  EXPECT_THAT(read.Numbers(), ElementsAre("2"));
  EXPECT_THAT(read.Told(), ElementsAre("3:32 ticket.location_gln: Country: \"FR\" here and \"UK\" "
                                       "in line 2, in one document"));
}

TEST_F(CsvIssuesTest, ADocumentThatComesBack) {
  const Collector read = Read(
      "1,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "1,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "1,Z,1,2010-12-01 08:26:00,1,c1,UK\n"
      "3,A,1,2010-12-01 08:26:00,1,c1,UK\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("1", "2", "3"));
  EXPECT_EQ(read.documents[0].document.ticket().lines_size(), 1);
  EXPECT_THAT(read.Told(),
              ElementsAre("4:1 : InvoiceNo \"1\" comes back; its document ended before line 3"));
  EXPECT_THAT(Read("1,A,1,2010-12-01 08:26:00,1,c1,UK\n2,A,1,2010-12-01 08:26:00,1,c1,UK\n"
                   "1,A,1,2010-12-01 08:26:00,1,c1,UK\n",
                   format::Mode::kAllOrNothing)
                  .documents,
              IsEmpty());
}

TEST_F(CsvIssuesTest, BrokenRows) {
  const Collector read = Read(
      "1,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "2,A,1,2010-12-01 08:26:00,1,\"c1\"x,UK\n"  // it is document 2 that is broken
      "2,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "3,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "3,A,1,2010-12-01 08:26:00\n"  // too short, but of the document before
      "4,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "5,A,1,2010-12-01 08:26:00,1,c1,UK,,\n"  // only delimiters too many
      "6,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "7,A,1,2010-12-01 08:26:00,1,c1,UK,more\n"  // 7, or 6, or 8?
      "8,A,1,2010-12-01 08:26:00,1,c1,UK\n"
      "9,A,1,2010-12-01 08:26:00,1,c1,UK\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("1", "4", "5", "9"));
  EXPECT_THAT(read.Told(), ElementsAre("3:33 : text after the closing quotation mark of a cell",
                                       "6:1 : the row has 4 columns and not 7",
                                       "10:1 : the row has 8 columns and not 7"));
}

TEST_F(CsvIssuesTest, Headers) {
  const auto told = [&](const std::string& text) { return ReadCsv(*profile_, text).Told(); };
  EXPECT_THAT(told(""), ElementsAre("1:1 : the file is empty"));
  EXPECT_THAT(told("InvoiceNo,StockCode,Quantity,UnitPrice,CustomerID,Country\n1,2,3,4,5,6\n"),
              ElementsAre("1:1 : the column \"InvoiceDate\" is missing"));
  const Collector semicolons =
      ReadCsv(*profile_, "InvoiceNo;StockCode;Quantity;InvoiceDate;UnitPrice;CustomerID;Country\n");
  ASSERT_THAT(semicolons.issues, SizeIs(7));
  EXPECT_THAT(semicolons.issues[1].cure, HasSubstr("Check the delimiter"));
  EXPECT_THAT(told("InvoiceNo,InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,"
                   "Country\n1\n"),
              ElementsAre("1:11 : the column \"InvoiceNo\" stands twice"));
  // In any case and order; a column that the profile does not know is only a warning.
  const Collector other =
      ReadCsv(*profile_,
              "country, quantity ,STOCKCODE,InvoiceNo,Colour,Description,InvoiceDate,UnitPrice\n"
              "UK,1,A,1,red,x,2010-12-01 08:26:00,2.55\n",
              format::Mode::kAllOrNothing);
  EXPECT_THAT(other.Numbers(), ElementsAre("1"));
  ASSERT_THAT(other.issues, SizeIs(1));
  EXPECT_EQ(other.issues[0].severity, format::Severity::kWarning);
  EXPECT_EQ(other.issues[0].position, (format::Position{1, 40}));
}

TEST_F(CsvIssuesTest, ARepeatedHourIsTakenWithAWarning) {
  const Collector read = Read("1,A,1,2011-10-30 01:30:00,1,c1,UK\n", format::Mode::kAllOrNothing);
  EXPECT_THAT(read.Numbers(), ElementsAre("1"));
  ASSERT_THAT(read.issues, SizeIs(2));
  EXPECT_EQ(read.issues[0].severity, format::Severity::kWarning);
}

TEST_F(CsvIssuesTest, BlanksAroundCellsAreNotTheirText) {
  const Collector read = Read(" 1 , A ,1, 2010-12-01 08:26:00 , 1,c1, UK\n");
  EXPECT_THAT(read.Told(), IsEmpty());
  EXPECT_THAT(read.Numbers(), ElementsAre("1"));
}

TEST_F(CsvIssuesTest, TooManyRowsForOneDocument) {
  std::string rows;
  for (int i = 0; i < 5000; ++i) rows += "1,A,1,2010-12-01 08:26:00,1,c1,UK\n";
  Collector read = Read(rows + "2,A,1,2010-12-01 08:26:00,1,c1,UK\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("1", "2"));
  EXPECT_EQ(read.documents[0].document.ticket().lines_size(), 5000);
  read = Read(rows + "1,A,1,2010-12-01 08:26:00,1,c1,UK\n1,Z,,,,,\n" +
              "2,A,1,2010-12-01 08:26:00,1,c1,UK\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("2"));
  EXPECT_THAT(read.Told(), ElementsAre("5002:1 ticket: the document that begins in line 2 has "
                                       "more than 5000 rows or 1 MiB"));
  EXPECT_EQ(read.issues[0].reason, v1::REASON_DOCUMENT_TOO_LARGE);
}

TEST_F(CsvIssuesTest, AFileOfNothingButIssuesIsLeft) {
  std::string rows;
  for (int i = 0; i < 20'000; ++i) rows += std::to_string(i) + ",Z,1,2010-12-01 08:26:00,1,,UK\n";
  const std::string text = kHeader + rows;
  format::StringSource source(text);
  Collector collector;
  CsvReader reader(*profile_);
  EXPECT_TRUE(absl::IsResourceExhausted(reader.Read(source, collector)));
  EXPECT_EQ(collector.issues.size(), static_cast<size_t>(kIssuesMax));
}

TEST(CsvTypedIssuesTest, DocumentsWithoutWhatTheyNeed) {
  ProfileInputs inputs = RetailerInputs();
  inputs.issue_time.reset();
  const auto profile = BuiltIn("tickets", inputs);
  const Collector read = ReadCsv(
      *profile,
      "ticket_number,issue_time,location_gln,sale_time,currency,line_number,type,quantity,unit_"
      "price\nT-1,,4000001000029,2024-01-05T09:00:00Z,EUR,1,CHARGE,1,2.00\n"
      "T-2,2024-01-05T09:00:00Z,4000001000029,2024-01-05T09:00:00Z,EUR,1,CHARGE,1,2.00\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("T-2"));
  EXPECT_THAT(read.Told(), ElementsAre("2:1 issue_time: the document has no issue_time"));
}

TEST(CsvTypedIssuesTest, ARowThatFitsNoVariant) {
  const auto profile = Profile::FromJson(R"({
    "kind": "ticket", "columns": [{"name": "n", "paths": ["number"]}, {"name": "t"},
                                  {"name": "q", "paths": ["ticket.lines[].quantity"]}],
    "variants": [
      {"name": "a", "when": [{"column": "t", "equals": "x"}, {"column": "q", "empty": true, "not": true}]},
      {"name": "b", "when": [{"column": "t", "empty": true}]}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Collector read = ReadCsv(**profile, "n,t,q\n1,x,1\n2,,1\n3,y,1\n4,x,\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("1", "2"));
  EXPECT_THAT(read.Told(),
              ElementsAre("4:1 ticket: the row fits none of the variants of the profile",
                          "5:1 ticket: the row fits none of the variants of the profile"));
}

}  // namespace
}  // namespace headwater::csv
