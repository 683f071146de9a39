// What `headwater sales` and `stock` show of what the hub was told, and what any command
// says of itself.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/reads.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

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
      AllOf(HasSubstr(absl::StrCat(Store().ToString(), " Store 1  ", Gtin14(1), " Item 1  ")),
            Not(HasSubstr(test::MakeGtin(2))), HasSubstr("\n1 item-day\n")));
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

TEST_F(ReadsTest, CommandsThatAreNone) {
  const auto run = [this](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), HEADWATER_BINARY);
    const auto command = hub_.Program(std::move(arguments));
    command->Start();
    const int exit = command->Wait(kSecondsMax);
    return Ended{.exit = exit, .output = command->Log()};
  };
  const Ended nothing = run({});
  EXPECT_EQ(nothing.exit, 1);
  EXPECT_EQ(nothing.output, run({"--help"}).output);
  EXPECT_EQ(run({"orders", "--bogus"}).exit, 1);
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

TEST_F(ReadsTest, WhatIsWeighedHasItsUnit) {
  Say(WeighedItem(), "supplier-1");
  v1::Document order = MakeOrder("PO-1", 1);
  v1::OrderLine& line = *order.mutable_order()->mutable_lines(0);
  line.mutable_item()->set_gtin(test::MakeGtin(4));
  *line.mutable_quantity() = test::Weight(2500);
  line.mutable_price()->mutable_money()->set_amount_micros(9'000'000);
  line.mutable_price()->set_base_unit_code("KGM");
  hub_.Submit(order);
  EXPECT_THAT(Show({"orders", "PO-1"}), HasSubstr("  2.5 KGM  "));

  v1::Document sold = Sold("SR-1", 2, 4, 1);
  *sold.mutable_sales_report()
       ->mutable_by_location(0)
       ->mutable_lines(0)
       ->mutable_figures()
       ->mutable_sold() = test::Weight(1250);
  hub_.Submit(sold);
  EXPECT_THAT(Show({"sales", "--days"}), HasSubstr("  1.25 KGM  "));
  EXPECT_THAT(Show({"sales"}), HasSubstr("  1.25 KGM  "));
}

TEST_F(ReadsTest, TotalsAreNamedAndRounded) {
  v1::Document sold = Sold("SR-1", 2, 1, 5);
  v1::SalesFigures& figures =
      *sold.mutable_sales_report()->mutable_by_location(0)->mutable_lines(0)->mutable_figures();
  figures.mutable_net_amount()->set_amount_micros(24'838'725'001);
  figures.mutable_net_amount()->set_currency_code("EUR");
  hub_.Submit(sold);
  const std::string item = absl::StrCat("\n", Gtin14(1), " Item 1  ");
  EXPECT_THAT(Show({"sales"}), AllOf(HasSubstr(item), HasSubstr("  24,838.73 EUR  ")));
  EXPECT_THAT(Show({"sales", "--days"}), HasSubstr("  24,838.73 EUR  "));
  EXPECT_THAT(Show({"sales", "--json"}), HasSubstr("\"amount_micros\":\"24838725001\""));
  EXPECT_THAT(Show({"sales", "--by", "location"}),
              HasSubstr(absl::StrCat("\n", Store().ToString(), " Store 1  ")));
  EXPECT_THAT(Show({"sales", "--by", "supplier"}),
              HasSubstr(absl::StrCat("\n", test::Supplier().ToString(), " Supplier  ")));
  EXPECT_THAT(Show({"sales"}, "supplier-1"), HasSubstr(item));
}

TEST_F(ReadsTest, NeedsWithTheirArithmetic) {
  Say(WeighedItem(), "supplier-1");
  v1::Document agreed = test::Envelope("AG-1", test::Retailer(), test::Supplier());
  v1::ReplenishmentAgreement& agreement = *agreed.mutable_replenishment_agreement();
  agreement.set_supplier_gln(test::Supplier().ToString());
  agreement.set_location_gln(Store().ToString());
  agreement.set_model(v1::REPLENISHMENT_MODEL_CONTINUOUS);
  agreement.set_lead_time_days(3);
  agreement.set_order_interval_days(1);
  v1::ReplenishmentAgreementItem& item = *agreement.add_items();
  item.set_gtin(test::MakeGtin(1));
  item.set_minimum_quantity(10);
  item.set_maximum_quantity(20);
  v1::ReplenishmentAgreementItem& weighed = *agreement.add_items();
  weighed.set_gtin(test::MakeGtin(4));
  weighed.set_minimum_quantity(5);
  weighed.set_maximum_quantity(7);
  hub_.Submit(agreed);
  v1::Document counted = test::Envelope("IR-1", test::Retailer(), test::Supplier());
  v1::InventoryReport& report = *counted.mutable_inventory_report();
  report.mutable_as_of_time()->set_seconds(absl::ToUnixSeconds(test::TestStart()));
  report.set_basis(v1::INVENTORY_REPORT_BASIS_COUNTED);
  report.set_scope(v1::INVENTORY_REPORT_SCOPE_LISTED);
  v1::InventoryReportLine& line = *report.add_lines();
  line.set_location_gln(Store().ToString());
  line.mutable_item()->set_gtin(test::MakeGtin(1));
  line.set_status(v1::STOCK_STATUS_AVAILABLE);
  *line.mutable_quantity() = test::Count(4);
  hub_.Submit(counted);
  hub_.Submit(MakeOrder("PO-1", 3));

  const std::string needs = Show({"needs"});
  EXPECT_THAT(needs, HasSubstr(absl::StrCat("\n", Gtin14(1), " Item 1  ", Store().ToString(),
                                            " Store 1  ", test::Supplier().ToString(),
                                            " Supplier        4         3     13  ")));
  EXPECT_THAT(needs, HasSubstr("  7 KGM  "));
  EXPECT_THAT(needs, HasSubstr("\n2 needs\n"));
  EXPECT_EQ(Show({"needs", "--location", Store().ToString()}), needs);
  EXPECT_EQ(Show({"needs", "--supplier", test::Supplier().ToString()}), needs);
  EXPECT_THAT(Show({"needs", "--json"}), HasSubstr("\"order_quantity\":\"13\""));
  EXPECT_EQ(hub_.Run({"needs"}, "supplier-1").exit, 1);
  hub_.Submit(MakeOrder("PO-2", 13));
  EXPECT_THAT(Show({"needs"}), AllOf(Not(HasSubstr("Item 1")), HasSubstr("\n1 need\n")));
}

TEST_F(ReadsTest, StockOfSuppliersIsAListOfItsOwn) {
  Say(DepotDocument(), "supplier-1");
  Say(WeighedItem(), "supplier-1");
  Say(Offer(), "supplier-1");
  EXPECT_EQ(Show({"stock"}), "0 stocks\n");
  const std::string all = Show({"stock", "--at-suppliers"});
  const std::string whose =
      absl::StrCat("  ", Depot().ToString(), " Depot  ", test::Supplier().ToString(),
                   " Supplier  available  ", test::Supplier().ToString(), "  ");
  EXPECT_THAT(all, HasSubstr(absl::StrCat("\n", Gtin14(1), " Item 1", whose,
                                          "   1,200  2026-01-05T08:00:00Z\n")));
  EXPECT_THAT(all, HasSubstr(absl::StrCat("\n", Gtin14(4), " Cheese", whose,
                                          " 1.5 KGM  2026-01-05T08:00:00Z\n")));
  EXPECT_THAT(all, HasSubstr("\n2 stocks\n"));
  EXPECT_EQ(Show({"stock", "--at-suppliers"}, "supplier-1"), all);
  EXPECT_THAT(Show({"stock", "--at-suppliers", "--json", "--item", test::MakeGtin(4)}),
              AllOf(HasSubstr("\"quantity\":\"1500000\""), Not(HasSubstr("\"1200\""))));
  EXPECT_EQ(Show({"stock", "--at-suppliers", "--location", Store().ToString()}), "0 stocks\n");
  EXPECT_NE(hub_.Run({"stock", "--at-suppliers", "--negative"}).exit, 0);
}

}  // namespace
}  // namespace headwater::cli
