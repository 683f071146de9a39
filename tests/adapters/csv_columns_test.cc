// Columns that must stand in the header, and those that the rows of a document share.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/csv_support.h"

namespace headwater::csv {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// A list that is left out means all lines, and a header that is mistyped leaves it out.
TEST(CsvHeaderTest, AColumnThatReachesFarMustStandThere) {
  const auto profile = BuiltIn("order_cancellations", RetailerInputs());
  const auto read = [&](const std::string& header, const std::string& cells) {
    return ReadCsv(*profile,
                   "cancellation_number,supplier_gln,order_number,in_response_to,base_version," +
                       header + "reason\nC-1,4000001000012,PO-1," +
                       "0d9b1e5c-7b3c-4a8e-9a51-3f6f1d2c4b5a,1," + cells + "LATE\n");
  };
  const Collector mistyped = read("line_number,", "3,");
  EXPECT_THAT(mistyped.documents, IsEmpty());
  EXPECT_THAT(mistyped.Told(), ElementsAre("1:75 : the profile has no column \"line_number\"",
                                           "1:1 : the column \"line_numbers\" is missing"));
  EXPECT_EQ(mistyped.issues[1].cure,
            "Add it, with cells that may be empty, or mend its name in the first line");
  EXPECT_THAT(read("", "").documents, IsEmpty());
  const Collector all = read("line_numbers,", ",");
  EXPECT_THAT(all.Told(), IsEmpty());
  ASSERT_THAT(all.documents, SizeIs(1));
  EXPECT_THAT(all.documents[0].document.order_cancellation().line_numbers(), IsEmpty());
}

// Without them: lines that nothing was sold of, a shipment of nothing, an item that is
// counted for ever, an order without its limits.
TEST(CsvHeaderTest, SuchColumnsOfTheBuiltInProfiles) {
  const auto missing = [](std::string_view name) {
    const auto profile = BuiltIn(name, RetailerInputs());
    std::string header;
    for (size_t i = 0; i < profile->plan().columns.size(); ++i) {
      const spec::Column& column = profile->plan().profile.columns(static_cast<int>(i));
      if (column.required()) header += (header.empty() ? "" : ",") + column.name();
    }
    std::vector<std::string> columns;
    for (const std::string& told : ReadCsv(*profile, header + "\n").Told()) {
      columns.push_back(told.substr(0, told.rfind('"')).substr(told.find('"') + 1));
    }
    return columns;
  };
  EXPECT_THAT(missing("order_cancellations"), ElementsAre("line_numbers"));
  EXPECT_THAT(missing("order_changes"),
              ElementsAre("ship_start", "cancel_after_date", "response_due_time"));
  EXPECT_THAT(missing("sales"), ElementsAre("sold"));
  EXPECT_THAT(missing("despatch_advices"), ElementsAre("quantity"));
  EXPECT_THAT(missing("despatch_pallets"), ElementsAre("quantity"));
  EXPECT_THAT(missing("trade_items"), ElementsAre("measure_unit"));
  for (const char* name : {"orders", "order_responses", "inventory", "tickets"}) {
    EXPECT_THAT(missing(name), IsEmpty()) << name;
  }
}

// The first row says it for all of them; what only a later one says is not lost.
TEST(CsvFirstRowTest, SaysWhatIsSharedOrNoRowDoes) {
  const auto profile = BuiltIn("tickets", RetailerInputs());
  const auto read = [&](const std::string& first, const std::string& second) {
    const std::string start = ",4000001000029,2024-01-05T09:31:07Z,EUR,";
    return ReadCsv(*profile,
                   "ticket_number,till,location_gln,sale_time,currency,line_number,type,quantity,"
                   "unit_price\nT-1," +
                       first + start + "1,CHARGE,1,1.99\nT-1," + second + start +
                       "2,CHARGE,1,1.99\n");
  };
  const Collector late = read("", "7");
  EXPECT_THAT(late.documents, IsEmpty());
  EXPECT_THAT(late.Told(), ElementsAre("3:5 ticket.till: till: \"7\" here and nothing in line 2, "
                                       "in one document"));
  EXPECT_EQ(late.issues[0].cure,
            "Fill it in in line 2 too, which says it for all rows, or give the other document a "
            "number of its own");
  const Collector once = read("7", "");
  EXPECT_THAT(once.Told(), IsEmpty());
  ASSERT_THAT(once.documents, SizeIs(1));
  EXPECT_EQ(once.documents[0].document.ticket().till(), "7");
  EXPECT_THAT(read("", "").Told(), IsEmpty());
}

// Also where the profile has a sender for rows that name none.
TEST(CsvFirstRowTest, TheDefaultSenderIsOneOfTheDocument) {
  const auto profile = Profile::FromJson(R"({
    "kind": "ticket", "groupBy": ["n", "s"], "columns": [
      {"name": "n", "paths": ["number"]},
      {"name": "s", "paths": ["sender_gln"], "defaultValue": "4000001000012"},
      {"name": "t", "paths": ["ticket.lines[].text"]}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Collector read = ReadCsv(**profile, "n,s,t\n1,,a\n1,4000001000012,b\n1,,c\n");
  EXPECT_THAT(read.Told(), IsEmpty());
  ASSERT_THAT(read.documents, SizeIs(1));
  EXPECT_EQ(read.documents[0].document.sender_gln(), "4000001000012");
  EXPECT_EQ(read.documents[0].document.ticket().lines_size(), 3);
}

// An empty cell says the default value, and the cells of other rows are held against that.
TEST(CsvFirstRowTest, ItsDefaultValueCounts) {
  const auto profile = Profile::FromJson(R"({
    "kind": "ticket", "groupBy": ["n"], "columns": [
      {"name": "n", "paths": ["number"]},
      {"name": "till", "paths": ["ticket.till"], "defaultValue": "7"},
      {"name": "cur", "paths": ["ticket.currency_code"], "defaultValue": "EUR"},
      {"name": "price", "paths": ["ticket.lines[].unit_price"], "currencyColumn": "cur"}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Collector read =
      ReadCsv(**profile, "n,till,cur,price\n1,,,2\n1,7,EUR,3\n2,,,2\n2,8,,3\n3,8,,1\n3,,,2\n");
  EXPECT_THAT(read.Numbers(), ElementsAre("1", "3"));
  EXPECT_THAT(read.Told(), ElementsAre("5:3 ticket.till: till: \"8\" here and \"7\" in line 4, in "
                                       "one document"));
  ASSERT_THAT(read.documents, SizeIs(2));
  EXPECT_EQ(read.documents[0].document.ticket().lines(0).unit_price().currency_code(), "EUR");
  EXPECT_EQ(read.documents[1].document.ticket().till(), "8");
}

}  // namespace
}  // namespace headwater::csv
