// Reports that are too large for one document.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "adapters/csv/document_builder.h"
#include "adapters/csv_support.h"
#include "adapters/format/document_id.h"
#include "hub/base/gs1.h"

namespace headwater::csv {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string Gln(int number) {
  const std::string digits = absl::StrFormat("40000%07d", number);
  return digits + base::Gs1CheckDigit(digits);
}

std::string Gtin(int number) {
  const std::string digits = absl::StrFormat("400638%06d", number);
  return digits + base::Gs1CheckDigit(digits);
}

constexpr char kSalesHeader[] =
    "report_number,issue_time,supplier_gln,sales_date,currency,location_gln,coverage,gtin,sold,"
    "promotion_code\n";

std::string SalesRows(int location, int items, const std::string& promotion = "") {
  std::string rows;
  for (int i = 0; i < items; ++i) {
    absl::StrAppend(&rows, "S-1,2024-01-06T02:00:00Z,4000001000012,2024-01-05,EUR,", Gln(location),
                    ",COMPLETE,", Gtin(i), ",", i, ",", promotion, "\n");
  }
  return rows;
}

class CsvSplitTest : public testing::Test {
 protected:
  std::unique_ptr<const Profile> sales_ = BuiltIn("sales", RetailerInputs());
};

TEST_F(CsvSplitTest, OneDocumentWhereItFits) {
  const Collector read = ReadCsv(*sales_, kSalesHeader + SalesRows(1, 2500) + SalesRows(2, 2500));
  EXPECT_THAT(read.Told(), IsEmpty());
  EXPECT_THAT(read.Numbers(), ElementsAre("S-1"));
}

TEST_F(CsvSplitTest, PartsAreCutBetweenLocations) {
  std::string text = kSalesHeader;
  for (int location = 0; location < 7; ++location) text += SalesRows(location, 2000);
  const Collector read = ReadCsv(*sales_, text);
  EXPECT_THAT(read.Told(), IsEmpty());
  EXPECT_THAT(read.Numbers(), ElementsAre("S-1/1", "S-1/2", "S-1/3", "S-1/4"));
  int location = 0;
  for (size_t part = 0; part < read.documents.size(); ++part) {
    const v1::Document& document = read.documents[part].document;
    EXPECT_EQ(document.document_id(),
              format::DocumentIdFor(document.sender_gln(), "sales_report", document.number()));
    EXPECT_EQ(document.receiver_gln(), "4000001000012");
    EXPECT_EQ(document.issue_time().seconds(), 1'704'506'400);
    EXPECT_EQ(document.sales_report().sales_date().day(), 5);
    EXPECT_EQ(document.sales_report().currency_code(), "EUR");
    EXPECT_EQ(document.sales_report().by_location_size(), part < 3 ? 2 : 1);
    for (int i = 0; i < document.sales_report().by_location_size(); ++i) {
      const auto& section = document.sales_report().by_location(i);
      EXPECT_EQ(section.location_gln(), Gln(location));
      ASSERT_EQ(section.lines_size(), 2000);
      EXPECT_EQ(section.lines(1999).item().gtin(), Gtin(1999));
      EXPECT_EQ(read.documents[part]
                    .positions
                    .Find(absl::StrCat("sales_report.by_location[", i, "].lines[3].figures.sold"))
                    .line,
                2 + location * 2000 + 3);
      ++location;
    }
    EXPECT_EQ(read.documents[part].positions.Find("sales_report.sales_date").line, 2);
  }
}

TEST_F(CsvSplitTest, BytesCountToo) {
  // 4,800 rows of some 250 bytes.
  const std::string promotion(35, 'P');
  std::string wide = kSalesHeader;
  wide.insert(wide.size() - 1, ",supplier_item_id,buyer_item_id");
  for (int location = 0; location < 4; ++location) {
    for (int i = 0; i < 1200; ++i) {
      absl::StrAppend(&wide, "S-1,2024-01-06T02:00:00Z,4000001000012,2024-01-05,EUR,",
                      Gln(location), ",COMPLETE,", Gtin(i), ",", i, ",", promotion, ",",
                      std::string(80, 's'), ",", std::string(80, 'b'), "\n");
    }
  }
  const Collector read = ReadCsv(*sales_, wide);
  EXPECT_THAT(read.Told(), IsEmpty());
  EXPECT_THAT(read.Numbers(), ElementsAre("S-1/1", "S-1/2"));
  int rows = 0;
  for (const format::Parsed& parsed : read.documents) {
    EXPECT_LE(parsed.document.ByteSizeLong(), kDocumentBytesMax);
    for (const auto& section : parsed.document.sales_report().by_location()) {
      rows += section.lines_size();
    }
  }
  EXPECT_EQ(rows, 4800);
}

TEST_F(CsvSplitTest, ALocationThatIsTooLargeByItself) {
  const Collector read =
      ReadCsv(*sales_, kSalesHeader + SalesRows(1, 100) + SalesRows(2, 5001) + SalesRows(3, 10));
  // What came before it is good; it is not, and what comes after it in the same report
  // cannot be told from it.
  EXPECT_THAT(read.Numbers(), ElementsAre("S-1/1"));
  ASSERT_THAT(read.issues, SizeIs(1));
  EXPECT_EQ(read.issues[0].reason, v1::REASON_DOCUMENT_TOO_LARGE);
  EXPECT_THAT(read.issues[0].text, HasSubstr("cannot be told apart"));
}

TEST_F(CsvSplitTest, ALocationThatComesBackInALaterPart) {
  const Collector read =
      ReadCsv(*sales_, kSalesHeader + SalesRows(1, 3000) + SalesRows(2, 3000) + SalesRows(1, 10));
  EXPECT_THAT(read.Numbers(), ElementsAre("S-1/1"));
  ASSERT_THAT(read.issues, SizeIs(1));
  EXPECT_EQ(read.issues[0].position.line, 6002);
  EXPECT_THAT(read.issues[0].text, HasSubstr("a part that is already finished"));
  // Within one part it is the same section.
  const Collector small =
      ReadCsv(*sales_, kSalesHeader + SalesRows(1, 3) + SalesRows(2, 3) + SalesRows(1, 3));
  EXPECT_THAT(small.Told(), IsEmpty());
  ASSERT_THAT(small.documents, SizeIs(1));
  EXPECT_EQ(small.documents[0].document.sales_report().by_location_size(), 2);
  EXPECT_EQ(small.documents[0].document.sales_report().by_location(0).lines_size(), 6);
}

TEST_F(CsvSplitTest, ABadRowSpoilsItsPartOnly) {
  std::string bad = SalesRows(1, 3000);
  bad.replace(bad.find("COMPLETE"), 8, "COMPLEAT");
  const Collector first = ReadCsv(*sales_, kSalesHeader + bad + SalesRows(2, 3000));
  EXPECT_THAT(first.Numbers(), ElementsAre("S-1/2"));
  std::string tail = SalesRows(2, 3000);
  tail.replace(tail.rfind(",2999,"), 6, ",-1,");
  const Collector second = ReadCsv(*sales_, kSalesHeader + SalesRows(1, 3000) + tail);
  EXPECT_THAT(second.Numbers(), ElementsAre("S-1/1"));
  // What is wrong with the head of the report is wrong with all of it.
  std::string head = SalesRows(1, 3000) + SalesRows(2, 3000);
  head.replace(head.find("2024-01-05"), 10, "2024-01-35");
  const Collector none = ReadCsv(*sales_, kSalesHeader + head);
  EXPECT_THAT(none.Numbers(), IsEmpty());
}

TEST_F(CsvSplitTest, ListsOfStockAreCutBetweenLocationsToo) {
  const auto inventory = BuiltIn("inventory", RetailerInputs());
  std::string text =
      "report_number,receiver_gln,as_of_time,basis,scope,location_gln,gtin,status,quantity\n";
  for (int location = 0; location < 5; ++location) {
    for (int i = 0; i < 1300; ++i) {
      absl::StrAppend(&text, "B-1,4000001000012,2024-01-05T22:00:00Z,BOOK,FULL,", Gln(location),
                      ",", Gtin(i), ",AVAILABLE,", i, "\n");
    }
  }
  const Collector read = ReadCsv(*inventory, text);
  EXPECT_THAT(read.Told(), IsEmpty());
  EXPECT_THAT(read.Numbers(), ElementsAre("B-1/1", "B-1/2"));
  EXPECT_EQ(read.documents[0].document.inventory_report().lines_size(), 3900);
  EXPECT_EQ(read.documents[1].document.inventory_report().lines_size(), 2600);
  EXPECT_EQ(read.documents[1].document.inventory_report().lines(0).location_gln(), Gln(3));
  EXPECT_EQ(read.documents[1].document.inventory_report().scope(), v1::INVENTORY_REPORT_SCOPE_FULL);
  EXPECT_EQ(read.documents[1].positions.Find("inventory_report.lines[0].quantity").line, 3902);
}

}  // namespace
}  // namespace headwater::csv
