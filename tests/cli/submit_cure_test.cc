// The cure of a refusal names the column that says what is missing.
#include "hub/cli/submit_cure.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/keys.h"

namespace headwater::cli {
namespace {

format::Issue Missing(const std::string& path) {
  format::Issue issue;
  issue.field_path = path;
  issue.reason = v1::REASON_FIELD_REQUIRED;
  issue.cure = "it must be set";
  return issue;
}

std::string CureOf(const std::string& path, const std::string& json) {
  csv::ProfileInputs inputs;
  inputs.sender_gln = test::Retailer().ToString();
  inputs.pseudonym_key = std::string(16, 'k');
  inputs.open = [](const std::string&) -> absl::StatusOr<std::string> {
    return "country,location_gln,stock_code,gtin\n1,2,3,4\n";
  };
  const auto profile = csv::Profile::FromJson(json, inputs);
  EXPECT_TRUE(profile.ok()) << profile.status();
  return profile.ok() ? CsvCureOf(Missing(path), v1::Document(), **profile) : "";
}

TEST(SubmitCureTest, NamesTheColumnOfAVariantToo) {
  const std::string json(csv::BuiltInProfile("back_office_tickets"));
  EXPECT_EQ(CureOf("ticket.lines[3].item.gtin", json),
            "it must be set; the column StockCode says it");
  EXPECT_EQ(CureOf("ticket.lines[3].text", json), "it must be set; the column StockCode says it");
  EXPECT_EQ(CureOf("ticket.lines[3].return_reason", json), "it must be set");
}

// Of a kind without lists a variant may fill the envelope.
TEST(SubmitCureTest, NamesTheColumnOfAVariantForTheEnvelope) {
  EXPECT_EQ(CureOf("receiver_gln", R"({
    "kind": "party", "columns": [
      {"name": "n", "paths": ["number"]}, {"name": "to"}, {"name": "via"}],
    "variants": [
      {"when": [{"column": "to", "empty": true}],
       "columns": [{"name": "via", "paths": ["receiver_gln"]}]},
      {"columns": [{"name": "to", "paths": ["receiver_gln"]}]}]})"),
            "it must be set; the column via says it, or --set receiver_gln=GLN for the whole file");
}

}  // namespace
}  // namespace headwater::cli
