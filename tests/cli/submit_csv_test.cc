// `headwater submit --profile`: CSV files of tickets to a hub that serves.
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "hub/base/hmac.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kHeader =
    "ticket_number,issue_time,location_gln,sale_time,currency,line_number,type,gtin,quantity,"
    "unit_price\n";

std::string Row(int ticket, const std::string& gtin, const std::string& location) {
  return absl::StrCat("T-", ticket, ",2026-01-05T20:00:00Z,", location,
                      ",2026-01-05T09:31:07Z,EUR,1,SALE,", gtin, ",2,1.99\n");
}

std::string GoodRow(int ticket) { return Row(ticket, test::MakeGtin(1), Store().ToString()); }

std::string GoodFile(int tickets) {
  std::string text(kHeader);
  for (int i = 1; i <= tickets; ++i) text += GoodRow(i);
  return text;
}

// Line 3 has a GTIN with a wrong check digit, line 5 a location that the hub does not
// know.
std::string HalfBadFile() {
  std::string wrong = test::MakeGtin(1);
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  return absl::StrCat(std::string(kHeader), GoodRow(1), Row(2, wrong, Store().ToString()),
                      GoodRow(3), Row(4, test::MakeGtin(1), test::MakeGln(2999).ToString()),
                      GoodRow(5));
}

std::vector<google::protobuf::Struct> Lines(const std::string& output) {
  std::vector<google::protobuf::Struct> lines;
  for (absl::string_view text : absl::StrSplit(output, '\n', absl::SkipEmpty())) {
    google::protobuf::Struct line;
    if (google::protobuf::util::JsonStringToMessage(std::string(text), &line).ok()) {
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

class SubmitCsvTest : public testing::Test {
 protected:
  Ended Submit(const std::string& file, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"submit", "--profile", "tickets", file});
    return hub_.Run(std::move(more));
  }

  LiveHub hub_;
};

TEST_F(SubmitCsvTest, AGoodFileTwiceIsThereOnce) {
  hub_.Write("tickets.csv", GoodFile(3));
  for (int i = 0; i < 3; ++i) {
    const Ended ended = Submit("tickets.csv");
    EXPECT_EQ(ended.exit, 0) << ended.output;
    EXPECT_EQ(ended.output,
              "tickets.csv: 3 documents accepted, 0 refused by the hub; 0 errors and 0 warnings in "
              "the file\n");
    EXPECT_EQ(hub_.TicketCount(), 3);
    // The third time nothing is known of the times before but to the hub.
    if (i == 1) std::filesystem::remove(hub_.Path("certs/retailer.outbox"));
  }
}

TEST_F(SubmitCsvTest, TheGoodOnesOfAHalfBadFileGoThroughAndTheMendedOnesFollow) {
  hub_.Write("tickets.csv", HalfBadFile());
  const Ended ended = Submit("tickets.csv");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("tickets.csv:3:72: gtin: "));
  EXPECT_THAT(ended.output, HasSubstr("tickets.csv:5:26: T-4 was refused: ticket.location_gln: "));
  EXPECT_THAT(ended.output, HasSubstr("tickets.csv: 3 documents accepted, 1 refused by the hub; 1 "
                                      "error and 0 warnings in the file\n"));
  EXPECT_EQ(hub_.TicketCount(), 3);

  hub_.Write("tickets.csv", GoodFile(5));
  const Ended mended = Submit("tickets.csv");
  EXPECT_EQ(mended.exit, 0) << mended.output;
  EXPECT_EQ(hub_.TicketCount(), 5);
}

TEST_F(SubmitCsvTest, WhatWasAcceptedAndThenChangedIsRefused) {
  hub_.Write("tickets.csv", GoodFile(2));
  ASSERT_EQ(Submit("tickets.csv").exit, 0);
  std::string changed = GoodFile(3);
  changed.replace(changed.find("1.99"), 4, "2.99");
  hub_.Write("tickets.csv", changed);
  // By the outbox, and by the hub where that has forgotten.
  const Ended here = Submit("tickets.csv");
  EXPECT_EQ(here.exit, 1);
  EXPECT_THAT(here.output, HasSubstr("tickets.csv:2:1: T-1 was refused: "));
  EXPECT_THAT(here.output, HasSubstr("2 documents accepted, 1 refused"));
  std::filesystem::remove(hub_.Path("certs/retailer.outbox"));
  const Ended there = Submit("tickets.csv");
  EXPECT_EQ(there.exit, 1);
  EXPECT_THAT(there.output, HasSubstr("T-1 was refused: document_id: "));
  EXPECT_THAT(there.output, HasSubstr("a ticket cannot be changed: put it right with another one"));
  EXPECT_THAT(there.output, Not(HasSubstr("UUID")));
  EXPECT_EQ(hub_.TicketCount(), 3);
}

TEST_F(SubmitCsvTest, AllOrNothingSendsNothingOfAHalfBadFile) {
  hub_.Write("tickets.csv", HalfBadFile());
  const Ended ended = Submit("tickets.csv", {"--all-or-nothing"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("tickets.csv:3:72: gtin: "));
  EXPECT_THAT(ended.output, HasSubstr("tickets.csv:5:26: T-4 was refused: "));
  EXPECT_THAT(ended.output, HasSubstr("nothing was sent"));
  EXPECT_EQ(hub_.TicketCount(), 0);

  // Neither does a good file beside a bad one go.
  hub_.Write("good.csv", GoodFile(1));
  EXPECT_EQ(Submit("good.csv", {"tickets.csv", "--all-or-nothing"}).exit, 1);
  EXPECT_EQ(hub_.TicketCount(), 0);

  // Nor one that the hub alone finds fault with.
  hub_.Write("tickets.csv",
             absl::StrCat(GoodFile(2), Row(3, test::MakeGtin(999), Store().ToString())));
  EXPECT_EQ(Submit("tickets.csv", {"--all-or-nothing"}).exit, 1);
  EXPECT_EQ(hub_.TicketCount(), 0);

  hub_.Write("tickets.csv", GoodFile(5));
  for (int i = 0; i < 2; ++i) {
    const Ended mended = Submit("tickets.csv", {"--all-or-nothing"});
    EXPECT_EQ(mended.exit, 0) << mended.output;
    EXPECT_THAT(mended.output, HasSubstr("5 documents accepted"));
    EXPECT_EQ(hub_.TicketCount(), 5);
  }
}

TEST_F(SubmitCsvTest, ValidateOnlyTellsTheSameAndSendsNothing) {
  hub_.Write("tickets.csv", HalfBadFile());
  const Ended ended = Submit("tickets.csv", {"--validate-only"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("tickets.csv:5:26: T-4 was refused: "));
  EXPECT_THAT(ended.output, HasSubstr("3 documents would be accepted, 1 refused by the hub"));
  EXPECT_THAT(ended.output, HasSubstr("nothing was sent; mend what is said above\n"));
  EXPECT_THAT(ended.output, Not(HasSubstr("not doubled")));
  EXPECT_EQ(hub_.TicketCount(), 0);
}

// Nobody that the hub knows: it says nothing of any document.
TEST_F(SubmitCsvTest, ValidateOnlyThatCannotGoOnSentNothingEither) {
  const auto certs = hub_.Program({HEADWATER_BINARY, "certs", "--dir", hub_.Path("certs"),
                                   absl::StrCat("stranger=", test::MakeGln(4711).ToString())});
  certs->Start();
  ASSERT_EQ(certs->Wait(kSecondsMax), 0) << certs->Log();
  hub_.Write("tickets.csv", GoodFile(1));
  const Ended ended =
      hub_.Run({"submit", "--profile", "tickets", "--validate-only", "tickets.csv"}, "stranger");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, AllOf(HasSubstr("Nothing was sent."), Not(HasSubstr("not doubled"))));
}

TEST_F(SubmitCsvTest, AMissingMessageIsToldByTheColumnOfWhatItMustHave) {
  hub_.Write("s.csv",
             absl::StrCat("report_number,issue_time,supplier_gln,sales_date,currency,location_gln,"
                          "coverage,gtin,sold\nS-1,2026-01-05T02:00:00Z,",
                          test::Supplier().ToString(), ",2026-01-04,EUR,", Store().ToString(),
                          ",PARTIAL,", test::MakeGtin(1), ",\n"));
  const Ended ended = hub_.Run({"submit", "--profile", "sales", "s.csv"});
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output,
              HasSubstr("s.csv:2:1: S-1 was refused: sales_report.by_location[0].lines[0].figures: "
                        "figures is missing; it must be set; the column sold says it\n"));
}

TEST_F(SubmitCsvTest, JsonIsOneObjectALine) {
  hub_.Write("tickets.csv", HalfBadFile());
  const auto lines = Lines(Submit("tickets.csv", {"--json"}).output);
  ASSERT_EQ(lines.size(), 6u);
  int receipts = 0;
  std::vector<std::string> reasons;
  for (const auto& line : lines) {
    EXPECT_EQ(line.fields().at("file").string_value(), "tickets.csv");
    receipts += line.fields().contains("receipt") ? 1 : 0;
    if (!line.fields().contains("reason")) continue;
    reasons.push_back(absl::StrCat(line.fields().at("line").number_value(), " ",
                                   line.fields().at("reason").string_value()));
  }
  EXPECT_EQ(receipts, 3);
  EXPECT_THAT(reasons, testing::UnorderedElementsAre("3 REASON_GS1_CHECK_DIGIT",
                                                     "5 REASON_LOCATION_NOT_FOUND"));
  const auto& summary = lines.back().fields().at("summary").struct_value().fields();
  EXPECT_EQ(summary.at("accepted").number_value(), 3);
  EXPECT_EQ(summary.at("refused").number_value(), 1);
  EXPECT_EQ(summary.at("errors").number_value(), 1);
}

TEST_F(SubmitCsvTest, WhatTheProfileLeavesOpenIsSet) {
  hub_.Write("till.csv",
             "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
             "7,A1,2,2026-01-05 09:00:00,1.50,Jane Doe,Germany\n"
             "7,POST,1,2026-01-05 09:00:00,3.00,Jane Doe,Germany\n");
  hub_.Write("codes.csv", absl::StrCat("stock_code,gtin\nA1,", test::MakeGtin(2), "\n"));
  std::vector<std::string> arguments = {"submit", "--profile", "back_office_tickets", "till.csv"};
  const Ended keyless = hub_.Run(arguments);
  EXPECT_EQ(keyless.exit, 1);
  EXPECT_THAT(keyless.output,
              AllOf(HasSubstr("--pseudonym-key FILE"), HasSubstr("head -c 32 /dev/urandom > FILE"),
                    Not(HasSubstr("till.csv:"))));
  hub_.Write("key", std::string(16, '\xff'));
  arguments.insert(arguments.end(), {"--pseudonym-key", "key"});
  const Ended without = hub_.Run(arguments);
  EXPECT_EQ(without.exit, 1);
  EXPECT_THAT(without.output, HasSubstr("--set gtin_by_stock_code=FILE"));

  hub_.Write("countries.csv",
             absl::StrCat("country,location_gln\nFrance,", Store().ToString(), "\n"));
  arguments.insert(arguments.end(),
                   {"--set", "gtin_by_stock_code=codes.csv", "--set",
                    absl::StrCat("location_by_country.Germany=", Store().ToString()), "--set",
                    "time_zone=Europe/Berlin"});
  const Ended with = hub_.Run(arguments);
  EXPECT_EQ(with.exit, 0) << with.output;
  EXPECT_EQ(hub_.TicketCount(), 1);
  const Ended feed = hub_.Run({"feed", "tail", "--once", "--kind", "ticket", "--json"});
  EXPECT_THAT(feed.output,
              HasSubstr(base::HmacSha256Hex(std::string(16, '\xff'), "Jane Doe").substr(0, 32)));
  EXPECT_THAT(feed.output, Not(HasSubstr("Jane")));

  arguments.insert(arguments.end(), {"--set", "time_zon=UTC"});
  const Ended wrong = hub_.Run(arguments);
  EXPECT_EQ(wrong.exit, 1);
  EXPECT_THAT(wrong.output, HasSubstr("this profile has no time_zon; what can be set is "));
  EXPECT_THAT(hub_.Run({"submit", "--profile", "till", "till.csv"}).output,
              HasSubstr("neither a file that can be read nor one of back_office_tickets, "));
}

TEST_F(SubmitCsvTest, AKeyIsForProfilesThatMakePseudonyms) {
  hub_.Write("tickets.csv", GoodFile(1));
  hub_.Write("key", std::string(32, 'k'));
  EXPECT_THAT(Submit("tickets.csv", {"--pseudonym-key", "key"}).output,
              HasSubstr("the profile tickets makes no pseudonyms"));
  EXPECT_THAT(Submit("tickets.csv", {"--pseudonym-key", "none"}).output,
              HasSubstr("--pseudonym-key: "));
  EXPECT_THAT(hub_.Run({"submit", "x.json", "--pseudonym-key", "key"}).output,
              HasSubstr("--pseudonym-key requires --profile"));
  hub_.Write("short", std::string(15, 'k'));
  EXPECT_THAT(hub_.Run({"submit", "--profile", "back_office_tickets", "tickets.csv",
                        "--pseudonym-key", "short"})
                  .output,
              HasSubstr("at least 16 bytes, and this one has 15"));
  EXPECT_EQ(hub_.TicketCount(), 0);
}

TEST_F(SubmitCsvTest, AProfileOfOnesOwnIsAFile) {
  hub_.Write("mine.json", R"({
    "kind": "ticket", "groupBy": ["bon"], "delimiter": ";", "decimalMark": ",",
    "columns": [
      {"name": "bon", "paths": ["number"], "required": true},
      {"name": "zeit", "paths": ["ticket.sale_time"], "required": true},
      {"name": "artikel", "paths": ["ticket.lines[].item.gtin"], "valueMap": "artikel"},
      {"name": "menge", "paths": ["ticket.lines[].quantity"]},
      {"name": "preis", "paths": ["ticket.lines[].unit_price"], "currencyCode": "EUR"}
    ],
    "constants": [
      {"path": "ticket.currency_code", "value": "EUR"},
      {"path": "ticket.location_gln", "value": ")" +
                              Store().ToString() + R"("},
      {"path": "ticket.lines[].type", "value": "SALE"},
      {"path": "ticket.lines[].line_number", "value": "{line}"}
    ],
    "valueMaps": [{"name": "artikel", "file": "artikel.csv", "keyColumn": "nr",
                   "valueColumn": "gtin"}]
  })");
  hub_.Write("artikel.csv", absl::StrCat("nr,gtin\n17,", test::MakeGtin(3), "\n"));
  hub_.Write("bons.csv",
             "bon;zeit;artikel;menge;preis\n1;2026-01-05T09:00:00Z;17;1;2,50\n"
             "1;2026-01-05T09:00:00Z;17;2;2,50\n2;2026-01-05T09:05:00Z;17;1;2,50\n");
  std::vector<std::string> arguments = {"submit", "--profile", hub_.Path("mine.json"), "bons.csv"};
  const Ended timeless = hub_.Run(arguments);
  EXPECT_EQ(timeless.exit, 1);
  EXPECT_THAT(timeless.output, HasSubstr("bons.csv:2:1: the document has no issue_time; "));
  arguments.insert(arguments.end(), {"--set", "issue_time=2026-01-05T20:00:00Z"});
  const Ended ended = hub_.Run(arguments);
  EXPECT_EQ(ended.exit, 0) << ended.output;
  EXPECT_EQ(hub_.TicketCount(), 2);
}

TEST_F(SubmitCsvTest, AWrongFileIsToldAsOne) {
  hub_.Write("tickets.csv", GoodFile(1));
  hub_.Write("bad.csv", "no,header,of,tickets\n1,2,3,4\n");
  const Ended bad = Submit("bad.csv");
  EXPECT_EQ(bad.exit, 1);
  EXPECT_THAT(bad.output, HasSubstr("bad.csv:1:1: the column \"ticket_number\" is missing; "));
  EXPECT_THAT(Submit("nowhere.csv").output, HasSubstr("nowhere.csv"));
  EXPECT_THAT(Submit("-", {"--all-or-nothing"}).output, Not(HasSubstr("accepted")));
  EXPECT_EQ(hub_.TicketCount(), 0);
}

}  // namespace
}  // namespace headwater::cli
