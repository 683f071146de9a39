// What `headwater sales`, `stock` and `items` show of what the hub was told.
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
  EXPECT_THAT(Show({"sales", "--sections", "--limit", "1"}), HasSubstr("\n1 sections\n"));
  EXPECT_THAT(Show({"sales", "--sections", "--json", "--from", "2026-01-04", "--to", "2026-01-31"}),
              AllOf(HasSubstr("\"coverage\":\"SALES_COVERAGE_PARTIAL\""),
                    Not(HasSubstr("SALES_COVERAGE_COMPLETE"))));
  EXPECT_NE(hub_.Run({"sales", "--sections", "--days"}).exit, 0);
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
              AllOf(HasSubstr("Cheese"), Not(HasSubstr("Item 1")), HasSubstr("\n1 items\n")));
  EXPECT_THAT(Show({"items", "--not-advertised"}),
              AllOf(Not(HasSubstr("Cheese")), HasSubstr("\n3 items\n")));
  for (const std::string mark : {"exclusive", "restricted", "discontinued"}) {
    EXPECT_EQ(Show({"items", "--" + mark}), "0 items\n") << mark;
    EXPECT_THAT(Show({"items", "--not-" + mark}), HasSubstr("\n4 items\n")) << mark;
  }
}

}  // namespace
}  // namespace headwater::cli
