#include "adapters/csv/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "adapters/csv_support.h"

namespace headwater::csv {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

constexpr char kGood[] = R"({
  "kind": "ticket", "groupBy": ["n"],
  "columns": [
    {"name": "n", "paths": ["number"]},
    {"name": "gtin", "paths": ["ticket.lines[].item.gtin"]}
  ]
})";

std::string ErrorOf(const std::string& json, ProfileInputs inputs = RetailerInputs()) {
  const auto profile = Profile::FromJson(json, std::move(inputs));
  return profile.ok() ? "" : std::string(profile.status().message());
}

// kGood with something in place of a part of it.
std::string With(const std::string& from, const std::string& to) {
  std::string json = kGood;
  const size_t at = json.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return json.replace(at, from.size(), to);
}

TEST(ProfileTest, AllThatComeWithHeadwaterAreGood) {
  EXPECT_THAT(BuiltInProfileNames(),
              UnorderedElementsAre("back_office_tickets", "despatch_advices", "despatch_pallets",
                                   "inventory", "order_cancellations", "order_changes",
                                   "order_responses", "orders", "sales", "tickets", "trade_items"));
  ProfileInputs inputs = RetailerInputs();
  inputs.value_maps["gtin_by_stock_code"] = {{"1", "4006381333931"}};
  inputs.value_maps["location_by_country"] = {{"UK", "4000001000005"}};
  for (const std::string_view name : BuiltInProfileNames()) {
    const auto profile = BuiltIn(name, inputs);
    ASSERT_NE(profile, nullptr);
    EXPECT_EQ(profile->name(), name);
  }
  EXPECT_EQ(BuiltInProfile("none"), "");
}

TEST(ProfileTest, WhatIsWrongIsSaid) {
  EXPECT_EQ(ErrorOf(kGood), "");
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{", "not readable"},
      {R"({"knd": "ticket"})", "not readable"},
      {With("\"ticket\"", "\"tickets\""), "no kind \"tickets\""},
      {With("\"ticket\"", "\"number\""), "no kind \"number\""},
      {With("[\"n\"]", "[\"m\"]"), "group_by names the column \"m\""},
      {With("\"gtin\"", "\"n\""), "stands twice"},
      {With("\"gtin\"", "\"\""), "no name"},
      {With("item.gtin", "item.ean"), "TradeItemReference has no field \"ean\""},
      {With("lines[].item.gtin", "lines.item.gtin"), "a list is name[]"},
      {With("lines[].item.gtin", "lines[].item"), "name one of its fields"},
      {With("lines[].item.gtin", "lines[].item.gtin.x"), "goes on after a field"},
      {With("lines[].item.gtin", "till[].gtin"), "not a list of messages"},
      {With("lines[].item.gtin", "lines[]"), "names no field"},
      {With("ticket.lines[].item.gtin", "order.type"), "another kind than ticket"},
      {With("[\"number\"]", "[\"order.lines[].line_number\"]"), "in another list"},
      {With("ticket.lines[].item.gtin", "order.lines[].item.gtin"), "another kind than ticket"},
      {R"({"kind": "despatch_advice", "columns": [{"name": "s", "paths": ["despatch_advice)"
       R"(.logistic_units[].units[].units[].units[].units[].units[].units[].sscc"]}]})",
       "nested deeper than 6"},
      {With("[\"number\"]", "[\"document_id\"]"), "no column fills the field number"},
      {With("\"groupBy\"", "\"number\": \"{x}\", \"groupBy\""), "number names the column \"x\""},
      {With("\"groupBy\"", "\"number\": \"{n\", \"groupBy\""), "brace is not closed"},
      {With("\"groupBy\"", "\"delimiter\": \"::\", \"groupBy\""), "one character"},
      {With("\"groupBy\"", "\"delimiter\": \":\", \"groupBy\""), "delimiter is one of"},
      {With("\"groupBy\"", "\"decimalMark\": \"'\", \"groupBy\""), "decimal_mark"},
      {With("\"groupBy\"", "\"splitAt\": [\"n\"], \"groupBy\""), "cannot be split"},
      {With("\"groupBy\"", "\"levels\": [{\"path\": \"ticket.x[]\"}], \"groupBy\""),
       "no column fills the list"},
      {With("\"groupBy\"",
            "\"levels\": [{\"path\": \"ticket.lines[]\", \"keys\": [\"n\"]}], "
            "\"groupBy\""),
       "no key columns"},
      {With("ticket.lines[].item.gtin", "ticket.lines[].unit_price"), "currency_column"},
      {With("ticket.lines[].item.gtin\"]", "ticket.lines[].item.gtin\"], \"valueMap\": \"m\""),
       "no value map \"m\""},
      {With("ticket.lines[].item.gtin\"]", "ticket.sale_time\"], \"format\": \"YYYY\""),
       "the pattern"},
      {With("\"groupBy\"",
            "\"constants\": [{\"path\": \"ticket.lines[].type\", \"value\": "
            "\"GIFT\"}], \"groupBy\""),
       "no TicketLineType"},
      {With("\"groupBy\"",
            "\"constants\": [{\"path\": \"ticket.till\", \"value\": \"{line}\"}], "
            "\"groupBy\""),
       "{line} is for a number in a list"},
      {With("\"groupBy\"",
            "\"variants\": [{\"name\": \"v\", \"columns\": [{\"name\": \"n\", "
            "\"paths\": [\"ticket.till\"]}]}], \"groupBy\""),
       "may fill only the innermost list"},
      {With("\"groupBy\"", "\"variants\": [{\"when\": [{\"column\": \"n\"}]}], \"groupBy\""),
       "tests nothing"},
      {With("[\"number\"]}", "[\"number\"]}, {\"name\": \"e\", \"paths\": [\"event.document\"]}"),
       "is a Document: name one of its fields"},
      {With("[\"number\"]}", "[\"number\"]}, {\"name\": \"e\", \"paths\": [\"event.chain_hash\"]}"),
       "version, sequence and commit_time"},
      {With("[\"number\"]}",
            "[\"number\"]}, {\"name\": \"e\", \"paths\": [\"event.version\"], \"required\": true}"),
       "is only written"},
      {With("[\"number\"]}",
            "[\"number\"]}, {\"name\": \"e\", \"paths\": [\"event.version\", \"ticket.till\"]}"),
       "is only written"},
      {With("item.gtin\"]", "item.gtin\"], \"pseudonym\": true, \"defaultValue\": \"1\""),
       "without default_value"},
      {With("item.gtin\"]", "line_number\"], \"pseudonym\": true"), "which are text"},
      {R"({"kind": "ticket", "groupBy": ["n"], "number": "{n}-{c}", "columns": [
           {"name": "n", "paths": ["ticket.till"]},
           {"name": "c", "paths": ["ticket.customer_pseudonym"], "pseudonym": true},
           {"name": "gtin", "paths": ["ticket.lines[].item.gtin"]}]})",
       "number: it would show the cells of c"},
      {R"({"kind": "ticket", "groupBy": ["n"], "columns": [
           {"name": "n", "paths": ["number"]},
           {"name": "c", "paths": ["ticket.customer_pseudonym"], "pseudonym": true},
           {"name": "p", "paths": ["ticket.lines[].unit_price"], "currencyColumn": "c"}]})",
       "p: it would show the cells of c"},
      {R"({"kind": "ticket", "groupBy": ["n"], "columns": [
           {"name": "n", "paths": ["number"]},
           {"name": "c", "paths": ["ticket.lines[].text"]}],
           "variants": [{"columns": [
           {"name": "c", "paths": ["ticket.lines[].text"], "pseudonym": true}]}]})",
       "the column c makes pseudonyms in one place"},
      {With("[\"number\"]}",
            "[\"number\"]}, {\"name\": \"e\", \"paths\": [\"event.version\"], "
            "\"headerRequired\": true}"),
       "is only written"},
      {R"({"kind": "party", "groupBy": ["n"], "columns": [{"name": "n", "paths": ["number"]}]})",
       "group_by is for documents with lists"},
      {R"({"kind": "ticket", "groupBy": ["s"], "columns": [{"name": "n", "paths": ["number"]},
           {"name": "s", "paths": ["sender_gln"]},
           {"name": "q", "paths": ["ticket.lines[].quantity"]}]})",
       "a sender alone"},
      {R"({"kind": "order_response", "columns": [{"name": "n", "paths": ["number"]},
           {"name": "q", "paths": ["order_response.lines[].splits[].quantity"]}]})",
       "levels must name its key columns"},
  };
  for (const auto& [json, message] : cases) EXPECT_THAT(ErrorOf(json), HasSubstr(message)) << json;
}

TEST(ProfileTest, AHeaderIsRequiredUnlessItIsGiven) {
  constexpr char kJson[] = R"({
    "kind": "ticket", "groupBy": ["n"], "columns": [
      {"name": "n", "paths": ["number"]},
      {"name": "to", "paths": ["receiver_gln"], "headerRequired": true},
      {"name": "t", "paths": ["ticket.lines[].text"]}, {"name": "u"}],
    "variants": [{"columns": [{"name": "t", "paths": ["ticket.lines[].promotion_code"],
                               "headerRequired": true}]}]})";
  ProfileInputs inputs = RetailerInputs();
  const auto asked = Profile::FromJson(kJson, inputs);
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ((*asked)->plan().column_required, (std::vector<bool>{true, true, true, false}));
  inputs.receiver_gln = "4000001000012";
  const auto given = Profile::FromJson(kJson, inputs);
  ASSERT_TRUE(given.ok()) << given.status();
  EXPECT_EQ((*given)->plan().column_required, (std::vector<bool>{true, false, true, false}));
}

TEST(ProfileTest, InputsAreChecked) {
  EXPECT_THAT(ErrorOf(kGood, {}), HasSubstr("no sender"));
  ProfileInputs wrong = RetailerInputs();
  wrong.sender_gln = "4000001000006";
  EXPECT_THAT(ErrorOf(kGood, wrong), HasSubstr("should be 5"));
  EXPECT_THAT(ErrorOf(std::string(BuiltInProfile("back_office_tickets"))),
              HasSubstr("nobody said where that is"));
  EXPECT_THAT(ErrorOf(With("\"groupBy\"", "\"valueMaps\": [{\"name\": \"m\"}], \"groupBy\"")),
              HasSubstr("is empty"));
}

TEST(ProfileTest, CustomersAreReadWithAKeyAlone) {
  const std::string json(BuiltInProfile("back_office_tickets"));
  ProfileInputs inputs = RetailerInputs();
  inputs.open = [](const std::string& name) -> absl::StatusOr<std::string> {
    ADD_FAILURE() << name << " was opened";
    return absl::NotFoundError("");
  };
  inputs.pseudonym_key = "";
  EXPECT_THAT(ErrorOf(json, inputs), AllOf(HasSubstr("from the column CustomerID"),
                                           HasSubstr("submit --pseudonym-key FILE"),
                                           HasSubstr("head -c 32 /dev/urandom > FILE")));
  inputs.pseudonym_key = std::string(15, 'k');
  EXPECT_THAT(ErrorOf(json, inputs), HasSubstr("at least 16 bytes, and this one has 15"));
  inputs.reads = false;
  EXPECT_THAT(ErrorOf(json, inputs), HasSubstr("it reads only"));
  inputs.reads = true;
  inputs.open = nullptr;
  inputs.pseudonym_key = std::string(16, 'k');
  EXPECT_THAT(ErrorOf(json, inputs), HasSubstr("value map"));
}

TEST(ProfileTest, ValueMapsFromFilesBesideTheProfile) {
  const std::string folder = testing::TempDir() + "/profile_test";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/mine.json") << BuiltInProfile("back_office_tickets");
  std::ofstream(folder + "/stock_codes.csv") << "stock_code,gtin\n85123A,4006381333931\n";
  EXPECT_FALSE(Profile::FromFile(folder + "/mine.json", RetailerInputs()).ok());
  std::ofstream(folder + "/countries.csv") << "country,location_gln\nFrance,4000001000012\n";
  const auto profile = Profile::FromFile(folder + "/mine.json", RetailerInputs());
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ((*profile)->kind(), "ticket");
  EXPECT_FALSE(Profile::FromFile(folder + "/none.json", RetailerInputs()).ok());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace headwater::csv
