// What `headwater sales`, `stock`, `items` and `orders` show of what the hub was told.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

base::Gln Depot() { return test::MakeGln(3001); }

v1::Document SalesReport(std::string_view number, int day, v1::SalesCoverage coverage) {
  v1::Document document = test::Envelope(number, test::Retailer(), test::Supplier());
  v1::SalesReport& report = *document.mutable_sales_report();
  *report.mutable_sales_date() = test::MakeDate(2026, 1, day);
  report.set_currency_code("EUR");
  v1::LocationSales& section = *report.add_by_location();
  section.set_location_gln(Store().ToString());
  section.set_coverage(coverage);
  return document;
}

v1::Document DepotDocument() {
  v1::Document document = test::Envelope("LOCATION-2", test::Supplier(), test::Retailer());
  v1::Location& location = *document.mutable_location();
  location.set_gln(Depot().ToString());
  location.set_party_gln(test::Supplier().ToString());
  location.set_display_name("Depot");
  location.set_type(v1::LOCATION_TYPE_WAREHOUSE);
  location.set_country_code("DE");
  location.set_time_zone("Europe/Berlin");
  return document;
}

v1::Document WeighedItem() {
  v1::Document document = test::Envelope("ITEM-4", test::Supplier(), test::Retailer());
  v1::TradeItem& item = *document.mutable_trade_item();
  item.set_gtin(test::MakeGtin(4));
  item.set_supplier_gln(test::Supplier().ToString());
  item.set_description("Cheese");
  item.mutable_price()->mutable_money()->set_amount_micros(9'000'000);
  item.mutable_price()->mutable_money()->set_currency_code("EUR");
  item.mutable_price()->set_base_unit_code("KGM");
  item.set_measure_unit_code("KGM");
  item.set_base_orderable(true);
  item.set_advertised(true);
  return document;
}

v1::Document Offer() {
  v1::Document document = test::Envelope("OFFER-1", test::Supplier(), test::Retailer());
  v1::InventoryReport& report = *document.mutable_inventory_report();
  report.mutable_as_of_time()->set_seconds(absl::ToUnixSeconds(test::TestStart()));
  report.set_basis(v1::INVENTORY_REPORT_BASIS_BOOK);
  report.set_scope(v1::INVENTORY_REPORT_SCOPE_LISTED);
  const auto add = [&report](int item, v1::Quantity quantity) {
    v1::InventoryReportLine& line = *report.add_lines();
    line.set_location_gln(Depot().ToString());
    line.mutable_item()->set_gtin(test::MakeGtin(item));
    line.set_status(v1::STOCK_STATUS_AVAILABLE);
    *line.mutable_quantity() = std::move(quantity);
  };
  add(1, test::Count(1200));
  add(4, test::Weight(1500));
  return document;
}

v1::Document Sold(std::string_view number, int day, int item, int64_t count) {
  v1::Document document = SalesReport(number, day, v1::SALES_COVERAGE_PARTIAL);
  v1::SalesLine& line = *document.mutable_sales_report()->mutable_by_location(0)->add_lines();
  line.mutable_item()->set_gtin(test::MakeGtin(item));
  *line.mutable_figures()->mutable_sold() = test::Count(count);
  return document;
}

v1::Document OrderDueIn(std::string_view number, absl::CivilDay day) {
  v1::Document document = MakeOrder(number, 10);
  v1::TimeWindow& window = *document.mutable_order()->mutable_delivery_window();
  // The last hour of the day before in UTC is the first of this one in Berlin.
  const int64_t end = absl::ToUnixSeconds(absl::FromCivil(day, absl::UTCTimeZone())) - 1800;
  window.mutable_start_time()->set_seconds(end - 86400);
  window.mutable_end_time()->set_seconds(end);
  return document;
}

// Of ten: two accepted, three on the 20th, five never.
v1::Document AnswerTo(const v1::Document& order) {
  v1::Document document = test::Envelope("OR-1", test::Supplier(), test::Retailer());
  document.set_in_response_to(order.document_id());
  document.set_base_version(1);
  v1::OrderResponse& response = *document.mutable_order_response();
  response.set_order_number(order.number());
  v1::OrderResponseLine& line = *response.add_lines();
  line.set_line_number(1);
  const auto add = [&line](int64_t count, v1::ResponseOutcome outcome, v1::ResponseReason reason) {
    v1::OrderResponseSplit& split = *line.add_splits();
    *split.mutable_quantity() = test::Count(count);
    split.set_outcome(outcome);
    split.set_reason(reason);
    return &split;
  };
  add(2, v1::RESPONSE_OUTCOME_ACCEPTED, v1::RESPONSE_REASON_UNSPECIFIED);
  *add(3, v1::RESPONSE_OUTCOME_BACKORDERED, v1::RESPONSE_REASON_CAPACITY)->mutable_delivery_date() =
      test::MakeDate(2100, 1, 20);
  add(5, v1::RESPONSE_OUTCOME_REJECTED, v1::RESPONSE_REASON_OUT_OF_STOCK);
  return document;
}

class ReadsTest : public testing::Test {
 protected:
  void Say(const v1::Document& document, std::string_view as) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(document, &json).ok());
    const Ended ended = hub_.Run({"submit", hub_.Write("said.json", json)}, as);
    EXPECT_EQ(ended.exit, 0) << ended.output;
  }
  std::string Show(const std::vector<std::string>& arguments, std::string_view as = "retailer") {
    const Ended ended = hub_.Run(arguments, as);
    EXPECT_EQ(ended.exit, 0) << ended.output;
    return ended.output;
  }

  LiveHub hub_;
};

TEST_F(ReadsTest, SectionsTellADayOfNothingFromADayUnknown) {
  const v1::Document complete = SalesReport("SR-1", 2, v1::SALES_COVERAGE_COMPLETE);
  hub_.Submit(complete);
  hub_.Submit(SalesReport("SR-2", 4, v1::SALES_COVERAGE_PARTIAL));
  EXPECT_EQ(Show({"sales", "--days"}), "0 item-days\n");
  const std::string all = Show({"sales", "--sections"});
  const std::string where =
      absl::StrCat(Store().ToString(), "  ", test::Supplier().ToString(), "  ");
  EXPECT_THAT(all,
              HasSubstr(absl::StrCat("\n2026-01-02  ", where, "complete            0  EUR       ",
                                     complete.document_id(), "\n")));
  EXPECT_THAT(all, HasSubstr(absl::StrCat("\n2026-01-04  ", where, "partial             0  EUR")));
  EXPECT_THAT(all, HasSubstr("\n2 sections\n"));
  EXPECT_EQ(Show({"sales", "--sections"}, "supplier-1"), all);
  EXPECT_EQ(Show({"sales", "--sections", "--from", "2026-01-03", "--to", "2026-01-03"}),
            "0 sections\n");
  EXPECT_THAT(Show({"sales", "--sections", "--limit", "1"}),
              HasSubstr("\nthe first 1 section; --limit N shows more\n"));
  EXPECT_THAT(Show({"sales", "--sections", "--json", "--from", "2026-01-04", "--to", "2026-01-31"}),
              AllOf(HasSubstr("\"coverage\":\"SALES_COVERAGE_PARTIAL\""),
                    Not(HasSubstr("SALES_COVERAGE_COMPLETE"))));
  EXPECT_NE(hub_.Run({"sales", "--sections", "--days"}).exit, 0);
}

TEST_F(ReadsTest, SalesRefuseWhatWouldBeIgnored) {
  hub_.Submit(Sold("SR-1", 2, 1, 5));
  hub_.Submit(Sold("SR-2", 3, 2, 7));
  const std::string item = test::MakeGtin(1);
  const Ended alone = hub_.Run({"sales", "--item", item});
  EXPECT_NE(alone.exit, 0);
  EXPECT_THAT(alone.output, HasSubstr("--item requires --days"));
  EXPECT_THAT(
      Show({"sales", "--days", "--item", item}),
      AllOf(HasSubstr(item), Not(HasSubstr(test::MakeGtin(2))), HasSubstr("\n1 item-day\n")));
  EXPECT_NE(hub_.Run({"sales", "--days", "--by", "location"}).exit, 0);
  EXPECT_NE(hub_.Run({"sales", "--limit", "0"}).exit, 0);

  EXPECT_THAT(Show({"sales"}), HasSubstr("\n2 totals\n"));
  EXPECT_THAT(Show({"sales", "--limit", "2"}), HasSubstr("\n2 totals\n"));
  EXPECT_THAT(Show({"sales", "--limit", "1"}),
              HasSubstr("\nthe first 1 total; --limit N shows more\n"));
  EXPECT_THAT(Show({"sales", "--json", "--limit", "1"}),
              HasSubstr("headwater: these are only the first totals; --limit N shows more\n"));
  EXPECT_THAT(Show({"sales", "--limit", "1000"}), HasSubstr("\n2 totals\n"));
  const Ended many = hub_.Run({"sales", "--limit", "1001"});
  EXPECT_EQ(many.exit, 1);
  EXPECT_THAT(many.output, HasSubstr("--limit 1001: totals are at most 1,000"));
  EXPECT_THAT(
      Show({"sales", "--from", "2026-02-01", "--to", "2026-02-02"}),
      AllOf(HasSubstr("0 totals\n"), HasSubstr("only sales reports count; tickets do not\n")));
}

TEST_F(ReadsTest, TotalsAsLongAsTheyCanBeSaySo) {
  constexpr int kDays = 1000;
  for (int i = 0; i < kDays; ++i) {
    const absl::CivilDay day = absl::CivilDay(2020, 1, 1) + i;
    v1::Document report = Sold(absl::StrCat("SR-", i), 1, 1, 1);
    *report.mutable_sales_report()->mutable_sales_date() =
        test::MakeDate(static_cast<int>(day.year()), day.month(), day.day());
    hub_.Submit(report);
    if (i == kDays - 2) {
      EXPECT_THAT(Show({"sales", "--by", "day", "--limit", "1000"}),
                  AllOf(HasSubstr("\n999 totals\n"), Not(HasSubstr("more"))));
    }
  }
  EXPECT_THAT(Show({"sales", "--by", "day", "--limit", "1000"}),
              AllOf(HasSubstr("\n1,000 totals\n"),
                    HasSubstr("headwater: these are the first 1,000; there may be more\n")));
  EXPECT_THAT(Show({"sales", "--by", "day", "--limit", "999"}),
              HasSubstr("\nthe first 999 totals; --limit N shows more\n"));
}

TEST_F(ReadsTest, JsonTellsZeroFromAbsent) {
  hub_.Submit(Sold("SR-1", 2, 1, 0));
  EXPECT_THAT(Show({"sales", "--days", "--json"}),
              AllOf(HasSubstr("\"sold_quantity\":\"0\""), HasSubstr("\"restatement_number\":0"),
                    Not(HasSubstr("returned_quantity")), Not(HasSubstr("minutes_on_shelf")),
                    Not(HasSubstr("net_amount"))));
  EXPECT_THAT(Show({"sales", "--json"}), HasSubstr("\"stock_out_count\":\"0\""));
}

TEST_F(ReadsTest, OrdersByTheirDueDay) {
  hub_.Submit(OrderDueIn("PO-1", absl::CivilDay(2020, 3, 1)));
  hub_.Submit(OrderDueIn("PO-2", absl::CivilDay(2100, 3, 1)));
  const std::string all = Show({"orders"});
  EXPECT_THAT(all, AllOf(HasSubstr("due"), HasSubstr("  2020-03-01  "), HasSubstr("  2100-03-01  "),
                         HasSubstr("\n2 orders\n")));
  EXPECT_EQ(Show({"orders", "--location", Store().ToString()}), all);
  EXPECT_EQ(Show({"orders", "--location", Depot().ToString()}), "0 orders\n");
  const std::string late = Show({"orders", "--late"});
  EXPECT_THAT(late, AllOf(HasSubstr("PO-1"), Not(HasSubstr("PO-2")), HasSubstr("\n1 order\n")));
  EXPECT_EQ(Show({"orders", "--late", "--limit", "1"}), late);
  EXPECT_EQ(Show({"orders", "--late", "--state", "new"}), late);
  EXPECT_EQ(Show({"orders", "--late", "--state", "received"}), "0 orders\n");
  EXPECT_THAT(Show({"orders", "--limit", "1"}),
              AllOf(HasSubstr("PO-1"), Not(HasSubstr("PO-2")),
                    HasSubstr("\nthe first 1 order; --limit N shows more\n")));
}

TEST_F(ReadsTest, OneOrderByItsNumberWithTheAnswer) {
  const v1::Document order = OrderDueIn("PO-1", absl::CivilDay(2100, 1, 10));
  hub_.Submit(order);
  const std::string name = absl::StrCat("parties/", test::Supplier().ToString(), "/orders/PO-1");
  const std::string open = Show({"orders", name});
  EXPECT_THAT(open, AllOf(HasSubstr(", due 2100-01-10\n"), HasSubstr("\n1 line\n"),
                          Not(HasSubstr("answer"))));
  EXPECT_EQ(Show({"orders", "PO-1"}), open);
  EXPECT_EQ(Show({"orders", "PO-1"}, "supplier-1"), open);
  EXPECT_EQ(Show({"orders", "PO-1", "--supplier", test::Supplier().ToString()}), open);
  const Ended missing = hub_.Run({"orders", "PO-9"});
  EXPECT_EQ(missing.exit, 1);
  EXPECT_THAT(missing.output, AllOf(HasSubstr("there is no order PO-9"),
                                    HasSubstr("parties/4000001000104/orders/PO-17")));
  const Ended misfit = hub_.Run({"orders", "parties/orders/PO-1"});
  EXPECT_EQ(misfit.exit, 1);
  EXPECT_THAT(misfit.output, HasSubstr("as in parties/4000001000104/orders/PO-17"));
  EXPECT_NE(hub_.Run({"orders", "PO-1", "--late"}).exit, 0);

  Say(AnswerTo(order), "supplier-1");
  const std::string answered = Show({"orders", "PO-1"});
  EXPECT_THAT(answered, HasSubstr("backordered         3  capacity      2100-01-20\n"));
  EXPECT_THAT(answered, HasSubstr("rejected            5  out of stock\n"));
  EXPECT_THAT(answered, HasSubstr("\n3 answers\n"));
}

TEST_F(ReadsTest, CommandsThatAreNone) {
  const auto run = [this](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), HEADWATER_BINARY);
    const auto command = hub_.Program(std::move(arguments));
    command->Start();
    const int exit = command->Wait(kSecondsMax);
    return Ended{.exit = exit, .output = command->Log()};
  };
  const Ended none = run({"bogus"});
  EXPECT_EQ(none.exit, 1);
  EXPECT_EQ(none.output, "headwater: there is no command \"bogus\"; headwater --help lists them\n");
  const Ended help = run({"help"});
  EXPECT_EQ(help.exit, 0);
  EXPECT_EQ(help.output, run({"--help"}).output);
  EXPECT_THAT(help.output, HasSubstr("Subcommands:"));
  EXPECT_EQ(run({"help", "orders"}).output, run({"orders", "--help"}).output);
  EXPECT_THAT(run({"sales", "--help"}).output,
              AllOf(HasSubstr("tickets do not count"), HasSubstr("1,000")));
  const Ended version = run({"--version"});
  EXPECT_EQ(version.exit, 0);
  EXPECT_THAT(version.output, testing::MatchesRegex("headwater [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_F(ReadsTest, StockOfSuppliersIsAListOfItsOwn) {
  Say(DepotDocument(), "supplier-1");
  Say(WeighedItem(), "supplier-1");
  Say(Offer(), "supplier-1");
  EXPECT_EQ(Show({"stock"}), "0 stocks\n");
  const std::string all = Show({"stock", "--at-suppliers"});
  const std::string whose =
      absl::StrCat("  ", Depot().ToString(), "  ", test::Supplier().ToString(), "  available  ",
                   test::Supplier().ToString(), "  ");
  EXPECT_THAT(all, HasSubstr(absl::StrCat(whose, "   1,200  2026-01-05T08:00:00Z\n")));
  EXPECT_THAT(all, HasSubstr(absl::StrCat(whose, " 1.5 KGM  2026-01-05T08:00:00Z\n")));
  EXPECT_THAT(all, HasSubstr("\n2 stocks\n"));
  EXPECT_EQ(Show({"stock", "--at-suppliers"}, "supplier-1"), all);
  EXPECT_THAT(Show({"stock", "--at-suppliers", "--json", "--item", test::MakeGtin(4)}),
              AllOf(HasSubstr("\"quantity\":\"1500000\""), Not(HasSubstr("\"1200\""))));
  EXPECT_EQ(Show({"stock", "--at-suppliers", "--location", Store().ToString()}), "0 stocks\n");
  EXPECT_NE(hub_.Run({"stock", "--at-suppliers", "--negative"}).exit, 0);
}

TEST_F(ReadsTest, ItemsByTheirMarks) {
  Say(WeighedItem(), "supplier-1");
  EXPECT_THAT(Show({"items"}), HasSubstr("\n4 items\n"));
  EXPECT_THAT(Show({"items", "--advertised"}),
              AllOf(HasSubstr("Cheese"), Not(HasSubstr("Item 1")), HasSubstr("\n1 item\n")));
  EXPECT_THAT(Show({"items", "--not-advertised"}),
              AllOf(Not(HasSubstr("Cheese")), HasSubstr("\n3 items\n")));
  for (const std::string mark : {"exclusive", "restricted", "discontinued"}) {
    EXPECT_EQ(Show({"items", "--" + mark}), "0 items\n") << mark;
    EXPECT_THAT(Show({"items", "--not-" + mark}), HasSubstr("\n4 items\n")) << mark;
  }
}

}  // namespace
}  // namespace headwater::cli
