// Each kind of document, from a file to Documents: golden/NAME.csv into NAME.txtpb.
// UPDATE_GOLDEN=1 rewrites the latter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "adapters/csv_support.h"
#include "adapters/format/document_id.h"
#include "google/protobuf/text_format.h"

namespace headwater::csv {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

ProfileInputs GoldenInputs() {
  ProfileInputs inputs = RetailerInputs();
  inputs.receiver_gln = "";
  inputs.value_maps["gtin_by_stock_code"] = {{"85123A", "4006381333931"},
                                             {"71053", "4006381333948"}};
  inputs.value_maps["location_by_country"] = {{"United Kingdom", "4000001000029"},
                                              {"France", "4000001000036"}};
  return inputs;
}

std::unique_ptr<const Profile> ProfileOf(const std::string& name) {
  std::string json(BuiltInProfile(name));
  if (name == "inventory") {
    // As a spreadsheet in a country with a decimal comma writes it.
    json.insert(1, "\"delimiter\": \";\", \"decimalMark\": \",\",");
  }
  auto profile = Profile::FromJson(json, GoldenInputs());
  EXPECT_TRUE(profile.ok()) << profile.status();
  return *std::move(profile);
}

class GoldenKinds : public testing::TestWithParam<const char*> {};

TEST_P(GoldenKinds, ReadAsBefore) {
  const std::string name = GetParam();
  const std::string folder = HEADWATER_GOLDEN_FOLDER;
  const auto profile = ProfileOf(name);
  const std::string csv = FileText(folder + "/" + name + ".csv");
  ASSERT_FALSE(csv.empty());
  const Collector read = ReadCsv(*profile, csv, format::Mode::kAllOrNothing);
  EXPECT_THAT(read.Told(), IsEmpty());
  std::string text;
  for (const format::Parsed& parsed : read.documents) {
    std::string one;
    google::protobuf::TextFormat::PrintToString(parsed.document, &one);
    text += "# " + parsed.document.number() + "\n" + one + "\n";
    EXPECT_EQ(parsed.document.document_id(),
              format::DocumentIdFor(parsed.document.sender_gln(), profile->kind(),
                                    parsed.document.number()));
  }
  const std::string golden = folder + "/" + name + ".txtpb";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << text;
  EXPECT_EQ(text, FileText(golden));
}

INSTANTIATE_TEST_SUITE_P(Csv, GoldenKinds,
                         testing::Values("tickets", "trade_items", "sales", "inventory",
                                         "order_responses", "orders", "order_changes",
                                         "order_cancellations", "despatch_advices",
                                         "back_office_tickets"),
                         [](const auto& test) { return std::string(test.param); });

TEST(CsvKindsTest, FieldsAreFoundInTheFileAgain) {
  const auto profile = ProfileOf("back_office_tickets");
  const Collector read = ReadCsv(
      *profile, FileText(std::string(HEADWATER_GOLDEN_FOLDER) + "/back_office_tickets.csv"));
  ASSERT_EQ(read.documents.size(), 5u);
  const format::PositionMap& first = read.documents[0].positions;
  EXPECT_EQ(first.Find("ticket.lines[1].item.gtin"), (format::Position{3, 8}));
  EXPECT_EQ(first.Find("ticket.lines[0].quantity.count"), (format::Position{2, 50}));
  EXPECT_EQ(first.Find("ticket.lines[1].line_number"), (format::Position{3, 1}));
  EXPECT_EQ(first.Find("ticket.sale_time"), (format::Position{2, 52}));
  EXPECT_EQ(first.Find("number"), (format::Position{2, 1}));
  EXPECT_EQ(first.Find("ticket.till"), (format::Position{2, 1}));
  const format::PositionMap& back = read.documents[3].positions;
  EXPECT_EQ(back.Find("ticket.lines[0].unit_price.amount_micros"), (format::Position{6, 58}));
}

TEST(CsvKindsTest, WithoutHeaderByOrder) {
  const auto profile = Profile::FromJson(R"({
    "kind": "ticket", "noHeader": true, "delimiter": "\t",
    "columns": [
      {"name": "n", "paths": ["number"]}, {"name": "x"},
      {"name": "q", "paths": ["ticket.lines[].quantity"]}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Collector read = ReadCsv(**profile, "A\tx\t1\nA\ty\t2\n");
  EXPECT_THAT(read.Told(), IsEmpty());
  // No group_by: each row is a document.
  EXPECT_THAT(read.Numbers(), ElementsAre("A", "A"));
  EXPECT_EQ(read.documents[1].document.ticket().lines(0).quantity().count(), 2);
}

TEST(CsvKindsTest, TheNumberCanBeMadeOfColumns) {
  const auto profile = Profile::FromJson(R"({
    "kind": "sales_report", "number": "SLS-{day}/{store}", "groupBy": ["day", "store"],
    "levels": [{"path": "sales_report.by_location[]", "keys": ["store"]}],
    "columns": [
      {"name": "day", "paths": ["sales_report.sales_date"]},
      {"name": "store", "paths": ["sales_report.by_location[].location_gln"]},
      {"name": "sold", "paths": ["sales_report.by_location[].lines[].figures.sold"]}]})",
                                         RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  const Collector read = ReadCsv(**profile,
                                 "day,store,sold\n2024-01-05,4000001000029,1\n"
                                 "2024-01-06,4000001000029,2\n2024-01-06,4000001000036,3\n");
  EXPECT_THAT(read.Told(), IsEmpty());
  EXPECT_THAT(read.Numbers(),
              ElementsAre("SLS-2024-01-05/4000001000029", "SLS-2024-01-06/4000001000029",
                          "SLS-2024-01-06/4000001000036"));
}

TEST(CsvKindsTest, ReadAgainTheDocumentsAreTheSame) {
  const auto profile = ProfileOf("orders");
  const std::string csv = FileText(std::string(HEADWATER_GOLDEN_FOLDER) + "/orders.csv");
  const Collector one = ReadCsv(*profile, csv);
  const Collector two = ReadCsv(*profile, csv);
  ASSERT_EQ(one.documents.size(), two.documents.size());
  for (size_t i = 0; i < one.documents.size(); ++i) {
    EXPECT_EQ(one.documents[i].document.SerializeAsString(),
              two.documents[i].document.SerializeAsString());
  }
}

}  // namespace
}  // namespace headwater::csv
