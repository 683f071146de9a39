// A supplier and a retailer that have nothing but spreadsheets: the feed as CSV, and
// the answers from CSV.
#include <filesystem>
#include <map>
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
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// The first row of a table whose cells hold no delimiter, by column. Commands print their
// warnings behind it.
std::map<std::string, std::string> FirstRow(const std::string& csv) {
  const std::vector<std::string> lines = absl::StrSplit(csv, "\r\n");
  std::map<std::string, std::string> row;
  if (lines.size() < 2) return row;
  const std::vector<std::string> names = absl::StrSplit(lines[0], ',');
  const std::vector<std::string> cells = absl::StrSplit(lines[1], ',');
  for (size_t i = 0; i < names.size() && i < cells.size(); ++i) row[names[i]] = cells[i];
  return row;
}

std::string AnswerFile(const std::string& number, const std::string& order_id,
                       const std::string& base_version, int64_t count) {
  return absl::StrCat(
      "response_number,issue_time,buyer_gln,order_number,in_response_to,base_version,line_number,"
      "quantity,outcome\n",
      number, ",2026-01-05T10:00:00Z,", test::Retailer().ToString(), ",PO-1,", order_id, ",",
      base_version, ",1,", count, ",ACCEPTED\n");
}

std::string ShipmentFile(const v1::Document& order, int64_t count) {
  return absl::StrCat(
      "despatch_number,issue_time,buyer_gln,ship_to_gln,despatch_time,"
      "estimated_arrival_time,sscc,line_number,order_number,order_line_number,"
      "gtin,quantity,remainder,in_response_to\n"
      "D-1,2026-01-05T12:00:00Z,",
      test::Retailer().ToString(), ",", Store().ToString(),
      ",2026-01-05T12:00:00Z,2026-01-06T12:00:00Z,", test::MakeSscc(1), ",1,PO-1,1,",
      test::MakeGtin(1), ",", count, ",TO_FOLLOW,", order.document_id(), "\n");
}

TEST(FeedCsvTest, AnOrderIsReadAnsweredAndDespatchedInCsvAlone) {
  LiveHub hub;
  const v1::Document order = MakeOrder("PO-1", 12);
  hub.Submit(order);

  const Ended orders = hub.Run({"feed", "tail", "--once", "--profile", "orders"}, "supplier-1");
  EXPECT_EQ(orders.exit, 0) << orders.output;
  EXPECT_THAT(orders.output, StartsWith("order_number,document_id,event_version,"));
  EXPECT_THAT(orders.output, HasSubstr(absl::StrCat("\nPO-1,", order.document_id(), ",")));

  const auto read = FirstRow(orders.output);
  hub.Write("answers.csv", AnswerFile("R-1", read.at("document_id"), read.at("event_version"), 12));
  const Ended answered =
      hub.Run({"submit", "--profile", "order_responses", "answers.csv"}, "supplier-1");
  EXPECT_EQ(answered.exit, 0) << answered.output;
  EXPECT_EQ(hub.GetOrder("PO-1").state(), v1::ORDER_STATE_ACKNOWLEDGED);

  hub.Write("shipment.csv", ShipmentFile(order, 12));
  const Ended shipped =
      hub.Run({"submit", "--profile", "despatch_advices", "shipment.csv"}, "supplier-1");
  EXPECT_EQ(shipped.exit, 0) << shipped.output;
  EXPECT_EQ(hub.GetOrder("PO-1").state(), v1::ORDER_STATE_DESPATCHED);

  const Ended despatched = hub.Run({"feed", "tail", "--once", "--profile", "despatch_advices"});
  EXPECT_EQ(despatched.exit, 0) << despatched.output;
  EXPECT_THAT(despatched.output, HasSubstr(absl::StrCat("\nD-1,")));
  EXPECT_THAT(despatched.output, HasSubstr(order.document_id()));
  EXPECT_THAT(despatched.output, HasSubstr(test::MakeSscc(1)));

  // Mended afterwards it is refused, and nobody with a file can do what the hub tells
  // programs to do.
  for (const bool has_outbox : {true, false}) {
    if (!has_outbox) std::filesystem::remove(hub.Path("certs/supplier-1.outbox"));
    hub.Write("shipment.csv", ShipmentFile(order, 11));
    const Ended mended =
        hub.Run({"submit", "--profile", "despatch_advices", "shipment.csv"}, "supplier-1");
    EXPECT_EQ(mended.exit, 1);
    EXPECT_THAT(mended.output,
                AllOf(HasSubstr("D-1 was refused: "), HasSubstr("put back what they said"),
                      HasSubstr("a despatch advice cannot be changed: tell the receiver"),
                      HasSubstr("or the goods count twice"), Not(HasSubstr("UUID")),
                      Not(HasSubstr("request_id"))));
  }
  EXPECT_EQ(hub.CountOf("despatch_advice"), 1);
}

// What the buyer does to an order reaches a supplier that has nothing but files, and can
// be answered from what stands in them.
TEST(FeedCsvTest, AChangeAndACancellationAreReadAndAnsweredInCsvAlone) {
  LiveHub hub;
  v1::Document order = MakeOrder("PO-1", 12);
  v1::OrderLine& second = *order.mutable_order()->add_lines();
  second = order.order().lines(0);
  second.set_line_number(2);
  second.mutable_item()->set_gtin(test::MakeGtin(2));
  hub.Submit(order);
  hub.Submit(MakeChange(order, "CH-1", 15));
  v1::Document cancellation = MakeCancellation(order, "CA-1", 2);
  cancellation.mutable_order_cancellation()->add_line_numbers(2);
  hub.Submit(cancellation);

  const auto tail = [&](const char* profile) {
    return hub.Run({"feed", "tail", "--once", "--profile", profile}, "supplier-1");
  };
  const Ended orders = tail("orders");
  EXPECT_EQ(orders.exit, 0) << orders.output;
  EXPECT_THAT(orders.output,
              AllOf(HasSubstr("the feed has 1 of kind order_change too, not in this file: "
                              "--profile order_changes shows them\n"),
                    HasSubstr("the feed has 1 of kind order_cancellation too, not in this file: "
                              "--profile order_cancellations shows them\n")));
  const Ended changes = tail("order_changes");
  EXPECT_EQ(changes.exit, 0) << changes.output;
  const auto changed = FirstRow(changes.output);
  EXPECT_EQ(changed.at("change_number"), "CH-1");
  EXPECT_EQ(changed.at("quantity"), "15");
  EXPECT_EQ(changed.at("event_version"), "2");
  const Ended cancellations = tail("order_cancellations");
  EXPECT_EQ(cancellations.exit, 0) << cancellations.output;
  const auto cancelled = FirstRow(cancellations.output);
  EXPECT_EQ(cancelled.at("line_numbers"), "2");
  EXPECT_EQ(cancelled.at("event_version"), "3");

  const std::vector<std::string> submit = {"submit", "--profile", "order_responses", "answers.csv"};
  hub.Write("answers.csv",
            AnswerFile("R-1", changed.at("in_response_to"), changed.at("event_version"), 15));
  const Ended stale = hub.Run(submit, "supplier-1");
  EXPECT_EQ(stale.exit, 1);
  EXPECT_THAT(stale.output, HasSubstr("send base_version 3; the column base_version says it\n"));
  hub.Write("answers.csv",
            AnswerFile("R-1", cancelled.at("in_response_to"), cancelled.at("event_version"), 15));
  const Ended answered = hub.Run(submit, "supplier-1");
  EXPECT_EQ(answered.exit, 0) << answered.output;
  const v1::OrderRecord record = hub.GetOrder("PO-1");
  EXPECT_EQ(record.state(), v1::ORDER_STATE_ACKNOWLEDGED);
  EXPECT_EQ(record.lines(0).ledger().acknowledged(), 15);
}

TEST(FeedCsvTest, WhoAnAnswerGoesToIsAskedForInTheWordsOfTheFile) {
  LiveHub hub;
  const v1::Document order = MakeOrder("PO-1", 12);
  hub.Submit(order);
  hub.Write("answers.csv", absl::StrCat("response_number,issue_time,order_number,in_response_to,"
                                        "base_version,line_number,quantity,outcome\n"
                                        "R-1,2026-01-05T10:00:00Z,PO-1,",
                                        order.document_id(), ",1,1,12,ACCEPTED\n"));
  std::vector<std::string> submit = {"submit", "--profile", "order_responses", "answers.csv"};
  EXPECT_THAT(hub.Run(submit, "supplier-1").output,
              AllOf(HasSubstr("answers.csv:1:1: the column \"buyer_gln\" is missing; "),
                    HasSubstr("--set receiver_gln=GLN")));
  submit.insert(submit.end(), {"--set", ""});
  submit.back() = absl::StrCat("receiver_gln=", test::MakeGln(77).ToString());
  EXPECT_THAT(hub.Run(submit, "supplier-1").output,
              AllOf(HasSubstr("R-1 was refused: receiver_gln: "),
                    HasSubstr("; the column buyer_gln says it, or --set receiver_gln=GLN for the "
                              "whole file\n")));
  submit.back() = absl::StrCat("receiver_gln=", test::Retailer().ToString());
  const Ended given = hub.Run(submit, "supplier-1");
  EXPECT_EQ(given.exit, 0) << given.output;
  EXPECT_EQ(hub.GetOrder("PO-1").state(), v1::ORDER_STATE_ACKNOWLEDGED);
}

// Two cartons on a pallet: one profile has columns for them, and the other names the
// first field that it has none for.
TEST(FeedCsvTest, UnitsWithinUnitsHaveAProfileOfTheirOwn) {
  LiveHub hub;
  const v1::Document order = MakeOrder("PO-1", 12);
  hub.Submit(order);
  hub.Write("answers.csv", AnswerFile("R-1", order.document_id(), "1", 12));
  const Ended answered =
      hub.Run({"submit", "--profile", "order_responses", "answers.csv"}, "supplier-1");
  EXPECT_EQ(answered.exit, 0) << answered.output;
  std::string rows =
      "despatch_number,issue_time,buyer_gln,ship_to_gln,despatch_time,estimated_arrival_time,"
      "outer_sscc,sscc,line_number,order_number,order_line_number,gtin,quantity,remainder\n";
  for (const int carton : {2, 3}) {
    absl::StrAppend(&rows, "D-1,2026-01-05T12:00:00Z,", test::Retailer().ToString(), ",",
                    Store().ToString(), ",2026-01-05T12:00:00Z,2026-01-06T12:00:00Z,",
                    test::MakeSscc(1), ",", test::MakeSscc(carton), ",", carton - 1, ",PO-1,1,",
                    test::MakeGtin(1), ",6,TO_FOLLOW\n");
  }
  hub.Write("shipment.csv", rows);
  const Ended shipped =
      hub.Run({"submit", "--profile", "despatch_pallets", "shipment.csv"}, "supplier-1");
  EXPECT_EQ(shipped.exit, 0) << shipped.output;
  EXPECT_EQ(hub.GetOrder("PO-1").state(), v1::ORDER_STATE_DESPATCHED);

  const Ended pallets = hub.Run({"feed", "tail", "--once", "--profile", "despatch_pallets"});
  EXPECT_EQ(pallets.exit, 0) << pallets.output;
  for (const int unit : {1, 2, 3}) EXPECT_THAT(pallets.output, HasSubstr(test::MakeSscc(unit)));
  const Ended flat = hub.Run({"feed", "tail", "--once", "--profile", "despatch_advices"});
  EXPECT_EQ(flat.exit, 1);
  EXPECT_THAT(flat.output,
              HasSubstr("D-1 is not in the file: the profile despatch_advices cannot say "
                        "despatch_advice.logistic_units[0].units[0]\n"));
}

// All rows, by column, of a table whose cells hold no delimiter.
std::vector<std::map<std::string, std::string>> Rows(const std::string& csv) {
  const std::vector<std::string> lines = absl::StrSplit(csv, "\r\n");
  const std::vector<std::string> names = absl::StrSplit(lines[0], ',');
  std::vector<std::map<std::string, std::string>> rows;
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = absl::StrSplit(lines[i], ',');
    if (cells.size() != names.size()) continue;
    auto& row = rows.emplace_back();
    for (size_t c = 0; c < names.size(); ++c) row[names[c]] = cells[c];
  }
  return rows;
}

TEST(FeedCsvTest, ASupplierTailsWhatTheRetailerSaid) {
  LiveHub hub;
  hub.Write("sales.csv",
            absl::StrCat("report_number,issue_time,supplier_gln,sales_date,currency,location_gln,"
                         "coverage,gtin,sold\nS-1,2026-01-05T02:00:00Z,",
                         test::Supplier().ToString(), ",2026-01-04,EUR,", Store().ToString(),
                         ",PARTIAL,", test::MakeGtin(1), ",14\n"));
  hub.Write("stock.csv",
            absl::StrCat("report_number,issue_time,receiver_gln,as_of_time,basis,scope,"
                         "location_gln,gtin,status,quantity\nB-1,2026-01-05T02:00:00Z,",
                         test::Supplier().ToString(), ",2026-01-04T22:00:00Z,COUNTED,LISTED,",
                         Store().ToString(), ",", test::MakeGtin(1), ",AVAILABLE,36\n"));
  for (const auto& [profile, file] :
       {std::pair("sales", "sales.csv"), {"inventory", "stock.csv"}}) {
    const Ended said = hub.Run({"submit", "--profile", profile, file});
    EXPECT_EQ(said.exit, 0) << said.output;
  }
  struct Case {
    const char* profile;
    const char* sender;
    size_t rows;
  };
  for (const auto& [profile, sender, rows] :
       {Case{"sales", "retailer_gln", 1}, Case{"inventory", "sender_gln", 1},
        Case{"trade_items", "sender_gln", 3}}) {
    for (const char* as : {"supplier-1", "retailer"}) {
      SCOPED_TRACE(absl::StrCat(profile, " as ", as));
      const Ended tail = hub.Run({"feed", "tail", "--once", "--profile", profile}, as);
      EXPECT_EQ(tail.exit, 0) << tail.output;
      const auto found = Rows(tail.output);
      ASSERT_EQ(found.size(), rows) << tail.output;
      for (const auto& row : found) EXPECT_EQ(row.at(sender), test::Retailer().ToString());
    }
  }
}

TEST(FeedCsvTest, TheAnswersOfTwoSuppliersStandInOneFile) {
  LiveHub hub;
  const base::Gln other = test::Supplier(2);
  const auto certs = hub.Program({HEADWATER_BINARY, "certs", "--dir", hub.Path("certs"),
                                  absl::StrCat("supplier-2=", other.ToString())});
  certs->Start();
  ASSERT_EQ(certs->Wait(kSecondsMax), 0) << certs->Log();
  v1::Document party = test::Envelope("PARTY-2", test::Retailer(), other);
  party.mutable_party()->set_gln(other.ToString());
  party.mutable_party()->set_display_name("Second supplier");
  party.mutable_party()->set_role(v1::PARTY_ROLE_SUPPLIER);
  party.mutable_party()->set_country_code("DE");
  party.mutable_party()->set_currency_code("EUR");
  party.mutable_party()->set_time_zone("Europe/Berlin");
  hub.Submit(party);
  v1::Document item = test::Envelope("ITEM-7", test::Retailer(), other);
  item.mutable_trade_item()->set_gtin(test::MakeGtin(7));
  item.mutable_trade_item()->set_supplier_gln(other.ToString());
  item.mutable_trade_item()->set_description("Item 7");
  v1::Money& money = *item.mutable_trade_item()->mutable_price()->mutable_money();
  money.set_amount_micros(1'500'000);
  money.set_currency_code("EUR");
  item.mutable_trade_item()->set_base_orderable(true);
  hub.Submit(item);
  v1::Document first = MakeOrder("PO-1", 12);
  v1::Document second = MakeOrder("PO-2", 12);
  second.set_receiver_gln(other.ToString());
  second.mutable_order()->mutable_lines(0)->mutable_item()->set_gtin(test::MakeGtin(7));
  hub.Submit(first);
  hub.Submit(second);

  // Each supplier has a number R-1 of its own.
  for (const auto& [order, as] : {std::pair(first, "supplier-1"), {second, "supplier-2"}}) {
    std::string file = AnswerFile("R-1", order.document_id(), "1", 12);
    file.replace(file.find("PO-1"), 4, order.number());
    hub.Write("answers.csv", file);
    const Ended answered = hub.Run({"submit", "--profile", "order_responses", "answers.csv"}, as);
    EXPECT_EQ(answered.exit, 0) << answered.output;
  }
  const Ended tail = hub.Run({"feed", "tail", "--once", "--profile", "order_responses"});
  EXPECT_EQ(tail.exit, 0) << tail.output;
  std::map<std::string, std::string> answers;
  for (const auto& row : Rows(tail.output)) {
    EXPECT_EQ(row.at("response_number"), "R-1");
    answers[row.at("supplier_gln")] = row.at("order_number");
  }
  EXPECT_THAT(answers,
              testing::UnorderedElementsAre(testing::Pair(test::Supplier().ToString(), "PO-1"),
                                            testing::Pair(other.ToString(), "PO-2")));
}

TEST(FeedCsvTest, WhatAProfileCannotSayIsToldAndNotCutShort) {
  LiveHub hub;
  v1::Document order = MakeOrder("PO-1", 12);
  hub.Submit(order);
  hub.Write("short.json", R"({
    "kind": "order", "groupBy": ["number"],
    "columns": [
      {"name": "number", "paths": ["number"], "required": true},
      {"name": "buyer", "paths": ["sender_gln"]},
      {"name": "gtin", "paths": ["order.lines[].item.gtin"]}
    ]
  })");
  const Ended ended =
      hub.Run({"feed", "tail", "--once", "--profile", hub.Path("short.json")}, "supplier-1");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("PO-1 is not in the file: "));
  EXPECT_THAT(ended.output, HasSubstr("number,buyer,gtin\r\n"));
}

}  // namespace
}  // namespace headwater::cli
