// What `headwater sales --tickets` and `--ticket` show of till receipts.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr char kCustomer[] = "0123456789abcdef0123456789abcdef";

struct Line {
  int item;
  v1::TicketLineType type = v1::TICKET_LINE_TYPE_SALE;
  v1::ReturnReason reason = v1::RETURN_REASON_UNSPECIFIED;
};

v1::Document TicketOf(std::string_view number, absl::Time time, const std::vector<Line>& lines) {
  v1::Document document = test::Envelope(number, test::Retailer());
  v1::Ticket& ticket = *document.mutable_ticket();
  ticket.set_location_gln(Store().ToString());
  ticket.mutable_sale_time()->set_seconds(absl::ToUnixSeconds(time));
  ticket.set_currency_code("EUR");
  for (const Line& line : lines) {
    v1::TicketLine& row = *ticket.add_lines();
    row.set_line_number(ticket.lines_size());
    row.set_type(line.type);
    row.mutable_item()->set_gtin(test::MakeGtin(line.item));
    *row.mutable_quantity() = test::Count(2);
    row.mutable_unit_price()->set_amount_micros(1'500'000);
    row.mutable_unit_price()->set_currency_code("EUR");
    row.set_return_reason(line.reason);
    if (line.type == v1::TICKET_LINE_TYPE_RETURN) row.set_original_ticket_number("T/1");
  }
  return document;
}

absl::Time Utc(int day, int hour, int minute) {
  return absl::FromCivil(absl::CivilMinute(2026, 1, day, hour, minute), absl::UTCTimeZone());
}

// T/1 on the 2nd; T-2, in the first hour of the 4th in Berlin, is of the 3rd in UTC; T-3,
// in the last hour of the 4th.
class TicketsTest : public testing::Test {
 protected:
  TicketsTest() {
    hub_.Submit(TicketOf("T/1", Utc(2, 9, 0), {{1}, {2}}));
    hub_.Submit(TicketOf("T-2", Utc(3, 23, 30),
                         {{1, v1::TICKET_LINE_TYPE_RETURN, v1::RETURN_REASON_QUALITY}, {2}, {2}}));
    v1::Document known = TicketOf("T-3", Utc(4, 22, 30),
                                  {{2, v1::TICKET_LINE_TYPE_RETURN},
                                   {1},
                                   {2, v1::TICKET_LINE_TYPE_RETURN, v1::RETURN_REASON_DAMAGED},
                                   {3, v1::TICKET_LINE_TYPE_RETURN, v1::RETURN_REASON_DAMAGED}});
    known.mutable_ticket()->set_customer_pseudonym(kCustomer);
    hub_.Submit(known);
  }

  std::string Show(const std::vector<std::string>& arguments) {
    const Ended ended = hub_.Run(arguments);
    EXPECT_EQ(ended.exit, 0) << ended.output;
    return ended.output;
  }
  // The numbers of `headwater sales --tickets MORE`.
  std::vector<std::string> Numbers(const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"sales", "--tickets"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::vector<std::string> numbers;
    const std::string shown = Show(arguments);
    for (const std::string& word :
         std::vector<std::string>(absl::StrSplit(shown, absl::ByAnyChar(" \n")))) {
      if (word.starts_with("T-") || word.starts_with("T/")) numbers.push_back(word);
    }
    return numbers;
  }

  LiveHub hub_;
};

TEST_F(TicketsTest, AListInTheTimeOfEachLocation) {
  const std::string all = Show({"sales", "--tickets"});
  EXPECT_THAT(all, HasSubstr("2026-01-02T10:00:00+01:00  "));
  EXPECT_THAT(all, HasSubstr("  T/1         2   6.00 EUR\n"));
  EXPECT_THAT(all, HasSubstr("2026-01-04T00:30:00+01:00  "));
  EXPECT_THAT(all, HasSubstr("  T-2         3   3.00 EUR\n"));
  EXPECT_THAT(all, HasSubstr("  T-3         4  -6.00 EUR  "));
  EXPECT_THAT(all, HasSubstr(Store().ToString()));
  EXPECT_THAT(all, HasSubstr("\n3 tickets\n"));

  EXPECT_THAT(Numbers({"--from", "2026-01-04", "--to", "2026-01-04"}), ElementsAre("T-2", "T-3"));
  EXPECT_THAT(Numbers({"--from", "2026-01-03", "--to", "2026-01-03"}), IsEmpty());
  EXPECT_THAT(Numbers({"--from", "2026-01-03"}), ElementsAre("T-2", "T-3"));
  EXPECT_THAT(Numbers({"--to", "2026-01-03"}), ElementsAre("T/1"));
  EXPECT_THAT(Numbers({"--from", "0001-01-01", "--to", "9999-12-31"}),
              ElementsAre("T/1", "T-2", "T-3"));
  EXPECT_THAT(
      Numbers({"--location", Store().ToString(), "--to", "2026-01-03", "--from", "2026-01-02"}),
      ElementsAre("T/1"));
  EXPECT_THAT(Numbers({"--item", test::MakeGtin(3)}), ElementsAre("T-3"));
  EXPECT_THAT(all, HasSubstr(absl::StrCat("  -6.00 EUR  ", kCustomer, "\n")));
  EXPECT_THAT(Numbers({"--customer", kCustomer}), ElementsAre("T-3"));
  EXPECT_NE(hub_.Run({"sales", "--customer", kCustomer}).exit, 0);

  EXPECT_THAT(
      Show({"sales", "--tickets", "--limit", "2"}),
      AllOf(Not(HasSubstr("T-3")), HasSubstr("\nthe first 2 tickets; --limit N shows more\n")));
  EXPECT_THAT(Show({"sales", "--tickets", "--limit", "3"}), HasSubstr("\n3 tickets\n"));
  EXPECT_THAT(Show({"sales", "--tickets", "--json", "--limit", "1"}),
              AllOf(HasSubstr("\"ticket_number\":\"T/1\""), HasSubstr("\"line_number\":2"),
                    HasSubstr("headwater: these are only the first tickets")));
}

TEST_F(TicketsTest, WhatCameBackAndWhy) {
  const std::string back = Show({"sales", "--tickets", "--returns"});
  EXPECT_THAT(back, AllOf(Not(HasSubstr("T/1")), HasSubstr("  3.00 EUR  quality"),
                          HasSubstr(" -6.00 EUR  unknown, damaged  ")));
  // Item 1 is on T-3 too, where it was bought.
  EXPECT_THAT(Numbers({"--returns", "--item", test::MakeGtin(1)}), ElementsAre("T-2"));
}

TEST_F(TicketsTest, OneWithItsLines) {
  const std::string by_number =
      Show({"sales", "--ticket", "T-2", "--location", Store().ToString()});
  const std::string name = absl::StrCat("locations/", Store().ToString(), "/tickets/");
  EXPECT_EQ(by_number.find(absl::StrCat(name, "T-2: 2026-01-04T00:30:00+01:00, total 3.00 EUR\n")),
            0u);
  EXPECT_THAT(by_number, AllOf(HasSubstr("\n   1  return  "), HasSubstr("\n   2  sale    "),
                               HasSubstr("  -3.00 EUR  "), HasSubstr("  T/1        quality\n"),
                               HasSubstr(test::MakeGtin(1)), HasSubstr("\n3 lines\n")));
  EXPECT_EQ(Show({"sales", "--ticket", name + "T-2"}), by_number);
  EXPECT_THAT(Show({"sales", "--ticket", name + "T/1"}), HasSubstr("\n2 lines\n"));
  EXPECT_EQ(Show({"sales", "--ticket", name + "T-2", "--location", Store().ToString()}), by_number);
  const Ended other =
      hub_.Run({"sales", "--ticket", name + "T-2", "--location", test::MakeGln(4711).ToString()});
  EXPECT_EQ(other.exit, 1);
  EXPECT_THAT(other.output, HasSubstr("T-2 is not of --location"));
  EXPECT_THAT(Show({"sales", "--ticket", name + "T-2", "--json"}),
              HasSubstr("\"return_reason\":\"RETURN_REASON_QUALITY\""));

  const Ended nowhere = hub_.Run({"sales", "--ticket", "T-2"});
  EXPECT_EQ(nowhere.exit, 1);
  EXPECT_THAT(nowhere.output, HasSubstr("say --location too"));
  const Ended none = hub_.Run({"sales", "--ticket", "T-9", "--location", Store().ToString()});
  EXPECT_EQ(none.exit, 1);
  EXPECT_THAT(none.output, HasSubstr(name + "T-9"));
}

TEST_F(TicketsTest, RefuseWhatWouldBeIgnored) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"--tickets", "--days"},
           {"--tickets", "--sections"},
           {"--tickets", "--by", "day"},
           {"--tickets", "--supplier", test::Supplier().ToString()},
           {"--returns"},
           {"--item", test::MakeGtin(1)},
           {"--ticket", "T-2", "--tickets"},
           {"--ticket", "T-2", "--location", Store().ToString(), "--limit", "3"},
           {"--tickets", "--limit", "9223372036854775807"},
           {"--tickets", "--item", ""},
           {"--ticket", ""},
           {"--ticket", "", "--location", Store().ToString()},
           {"--tickets", "--from", "4.1.2026"},
           {"--tickets", "--to", "1969-12-31"},
           {"--by", "day", "--to", "1960-01-01"},
           {"--tickets", "--from", "2026-01-04", "--to", "2026-01-03"},
           {"--tickets", "--location", test::MakeGln(4711).ToString()}}) {
    std::vector<std::string> command = arguments;
    command.insert(command.begin(), "sales");
    EXPECT_EQ(hub_.Run(command).exit, 1) << testing::PrintToString(arguments);
  }
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"sales", "--tickets"},
           {"sales", "--ticket", "T-2", "--location", Store().ToString()}}) {
    const Ended supplier = hub_.Run(arguments, "supplier-1");
    EXPECT_EQ(supplier.exit, 1);
    EXPECT_THAT(supplier.output, HasSubstr("tickets are the retailer's own books"));
  }
}

}  // namespace
}  // namespace headwater::cli
