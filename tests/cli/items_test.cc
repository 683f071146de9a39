// What `headwater items` shows, and what it is asked by.
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

using ItemsTest = ReadsTest;

// Of supplier-1, said by the retailer: 42.00 EUR.
v1::Document MakeItem(int n, std::string_view description) {
  v1::Document document =
      test::Envelope(absl::StrCat("ITEM-", n), test::Retailer(), test::Supplier());
  v1::TradeItem& item = *document.mutable_trade_item();
  item.set_gtin(test::MakeGtin(n));
  item.set_supplier_gln(test::Supplier().ToString());
  item.set_description(std::string(description));
  item.mutable_price()->mutable_money()->set_amount_micros(42'000'000);
  item.mutable_price()->mutable_money()->set_currency_code("EUR");
  return document;
}

// In cases of 12 and pallets of 40 cases; the case alone is ordered, and priced.
v1::Document CasedItem() {
  v1::Document document = MakeItem(5, "Mug");
  v1::TradeItem& item = *document.mutable_trade_item();
  item.mutable_price()->set_gtin(test::MakeGtin14(1, 5));
  const auto add = [&item](int indicator, v1::PackLevel level, std::string_view contained,
                           int64_t count) {
    v1::Pack& pack = *item.add_packs();
    pack.set_gtin(test::MakeGtin14(indicator, 5));
    pack.set_level(level);
    pack.set_contained_gtin(std::string(contained));
    pack.set_contained_count(count);
    return &pack;
  };
  add(1, v1::PACK_LEVEL_CASE, item.gtin(), 12)->set_orderable(true);
  add(2, v1::PACK_LEVEL_PALLET, test::MakeGtin14(1, 5), 40);
  item.set_tax_rate_basis_points(1950);
  item.set_order_multiple(2);
  item.set_minimum_order_quantity(2400);
  item.set_lead_time_days(3);
  item.set_shelf_life_days(90);
  return document;
}

TEST_F(ItemsTest, ItemsByTheirMarks) {
  Say(WeighedItem(), "supplier-1");
  EXPECT_THAT(Show({"items"}), HasSubstr("\n4 items\n"));
  EXPECT_THAT(Show({"items", "--limit", "4"}), HasSubstr("\n4 items\n"));
  EXPECT_THAT(Show({"items", "--limit", "3"}),
              AllOf(HasSubstr("Item 3"), Not(HasSubstr("Cheese")),
                    HasSubstr("\nthe first 3 items; --limit N shows more\n")));
  EXPECT_THAT(Show({"items", "--advertised"}),
              AllOf(HasSubstr("Cheese"), Not(HasSubstr("Item 1")), HasSubstr("\n1 item\n")));
  EXPECT_THAT(Show({"items", "--not-advertised"}),
              AllOf(Not(HasSubstr("Cheese")), HasSubstr("\n3 items\n")));
  for (const std::string mark : {"exclusive", "restricted", "discontinued"}) {
    EXPECT_EQ(Show({"items", "--" + mark}), "0 items\n") << mark;
    EXPECT_THAT(Show({"items", "--not-" + mark}), HasSubstr("\n4 items\n")) << mark;
  }
}

TEST_F(ItemsTest, PricesSayWhatTheyBuy) {
  Say(WeighedItem(), "supplier-1");
  hub_.Submit(CasedItem());
  v1::Document nails = MakeItem(6, "Nails");
  nails.mutable_trade_item()->mutable_price()->set_base_count(100);
  hub_.Submit(nails);
  const std::string all = Show({"items"});
  EXPECT_THAT(all, HasSubstr(absl::StrCat("\n", Gtin14(1), "  Item 1  ")));
  EXPECT_THAT(all, HasSubstr("  1.50 EUR\n"));
  EXPECT_THAT(all, HasSubstr(" 9.00 EUR/KGM "));
  EXPECT_THAT(all, HasSubstr(" 42.00 EUR/100 "));
  EXPECT_THAT(all, HasSubstr(absl::StrCat("  42.00 EUR for ", test::MakeGtin14(1, 5),
                                          "  case of 12, pallet of 40")));
  // Nobody said that the nails may be ordered.
  EXPECT_THAT(Show({"items", "--not-orderable"}),
              AllOf(HasSubstr("Nails"), HasSubstr("  not orderable\n"), HasSubstr("\n1 item\n")));
  EXPECT_THAT(Show({"items", "--orderable"}),
              AllOf(Not(HasSubstr("Nails")), Not(HasSubstr("not orderable")), HasSubstr("Mug"),
                    HasSubstr("\n5 items\n")));
}

TEST_F(ItemsTest, OneWithAllItsPacks) {
  hub_.Submit(CasedItem());
  const std::string base = Gtin14(5);
  const std::string box = test::MakeGtin14(1, 5);
  const std::string pallet = test::MakeGtin14(2, 5);
  EXPECT_EQ(
      Show({"items", box}),
      absl::StrCat("Mug\n"
                   "  item                    ",
                   base,
                   "\n"
                   "  supplier                ",
                   test::Supplier().ToString(),
                   " Supplier\n"
                   "  price                   42.00 EUR for ",
                   box,
                   "\n"
                   "  tax                     19.5 %\n"
                   "  order multiple          2 of the pack ordered\n"
                   "  minimum order           2,400 pieces\n"
                   "  lead time               3 working days\n"
                   "  shelf life              90 days\n"
                   "  version                 1\n"
                   "\n"
                   "pack            level   holds                 pieces  orderable\n",
                   base, "  base                               1  no\n", box, "  case    12 of ",
                   base, "      12  yes\n", pallet, "  pallet  40 of ", box,
                   "     480  no\n"
                   "3 packs\n"));
  Say(WeighedItem(), "supplier-1");
  EXPECT_THAT(Show({"items", test::MakeGtin(4)}),
              AllOf(HasSubstr("  price                   9.00 EUR/KGM\n"),
                    HasSubstr("  tax                     unknown\n"),
                    HasSubstr("  sold by                 KGM\n"),
                    HasSubstr("  order multiple          1 KGM\n"),
                    HasSubstr("  minimum order           none\n"),
                    HasSubstr("  lead time               as agreed\n"),
                    HasSubstr("  shelf life              keeps\n"), HasSubstr("\n1 pack\n")));
}

TEST_F(ItemsTest, ByWhatTheyCostAndHowTheyAreOrdered) {
  Say(WeighedItem(), "supplier-1");
  hub_.Submit(CasedItem());  // 3.50 a piece
  const auto found = [this](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "items");
    const std::string shown = Show(arguments);
    std::string names;
    for (const char* name : {"Item 1", "Cheese", "Mug"}) {
      if (shown.find(name) != std::string::npos)
        absl::StrAppend(&names, names.empty() ? "" : ", ", name);
    }
    return names;
  };
  EXPECT_EQ(found({"--currency", "EUR"}), "Item 1, Cheese, Mug");
  EXPECT_EQ(found({"--currency", "GBP"}), "");
  EXPECT_EQ(found({"--currency", "EUR", "--price-min", "1.5", "--price-max", "3.50"}),
            "Item 1, Mug");
  EXPECT_EQ(found({"--currency", "EUR", "--price-min", "3.500001"}), "Cheese");
  EXPECT_EQ(found({"--tax", "19.5"}), "Mug");
  EXPECT_EQ(found({"--tax", "..19.49"}), "");
  EXPECT_EQ(found({"--order-multiple", "2.."}), "Mug");
  EXPECT_EQ(found({"--order-multiple", "1"}), "Item 1, Cheese");
  EXPECT_EQ(found({"--minimum-order", "0"}), "Item 1, Cheese");
  EXPECT_EQ(found({"--minimum-order", "1..2400"}), "Mug");
  EXPECT_EQ(found({"--lead-time", "..3"}), "Mug");
  EXPECT_EQ(found({"--shelf-life", "91.."}), "");

  const Ended alone = hub_.Run({"items", "--price-min", "1"});
  EXPECT_NE(alone.exit, 0);
  EXPECT_THAT(alone.output, HasSubstr("--price-min requires --currency"));
  const Ended inverted = hub_.Run({"items", "--lead-time", "3..1"});
  EXPECT_EQ(inverted.exit, 1);
  EXPECT_THAT(inverted.output, HasSubstr("lead_time_days: min 3 is above max 1; exchange them"));
  const Ended typo = hub_.Run({"items", "--tax", "19.555"});
  EXPECT_EQ(typo.exit, 1);
  EXPECT_THAT(typo.output, HasSubstr("--tax 19.555: no range; say N, MIN..MAX, MIN.. or ..MAX"));
}

// A filter would not be looked at.
TEST_F(ItemsTest, OneItemTakesNoFilter) {
  const std::string gtin = test::MakeGtin(1);
  const std::vector<std::vector<std::string>> filters = {
      {"--department", "X"}, {"--text", "mug"}, {"--not-advertised"}, {"--orderable"},
      {"--currency", "EUR"}, {"--tax", "7"},    {"--lead-time", "1"}, {"--limit", "1"}};
  for (const std::vector<std::string>& filter : filters) {
    std::vector<std::string> arguments = {"items", gtin};
    arguments.insert(arguments.end(), filter.begin(), filter.end());
    const Ended ended = hub_.Run(arguments);
    EXPECT_NE(ended.exit, 0) << filter[0];
    EXPECT_THAT(ended.output, HasSubstr("excludes")) << filter[0];
  }
}

// As a variable that is not set leaves it in a shell: no filter would list everything.
TEST_F(ItemsTest, AnEmptyTextIsNoFilter) {
  const std::vector<std::vector<std::string>> filters = {
      {"--currency", "", "--price-min", "1000"}, {"--tax", ""}, {"--text", ""}, {""}};
  for (const std::vector<std::string>& filter : filters) {
    std::vector<std::string> arguments = {"items"};
    arguments.insert(arguments.end(), filter.begin(), filter.end());
    const Ended ended = hub_.Run(arguments);
    EXPECT_NE(ended.exit, 0) << testing::PrintToString(filter);
    EXPECT_THAT(ended.output, AllOf(HasSubstr("empty; give it a value, or leave it out"),
                                    Not(HasSubstr("Item 1"))))
        << testing::PrintToString(filter);
  }
}

TEST_F(ItemsTest, AnEmptyCellIsNoTaxRateOfZero) {
  const std::string row = absl::StrCat(",", test::Supplier().ToString(), ",");
  hub_.Write("items.csv",
             absl::StrCat("number,receiver_gln,gtin,supplier_gln,description,price,currency,"
                          "measure_unit,tax_rate_basis_points\n",
                          "I-7", row, test::MakeGtin(7), row, "Seven,1.00,EUR,,\n", "I-8", row,
                          test::MakeGtin(8), row, "Eight,1.00,EUR,,0\n"));
  const Ended said = hub_.Run({"submit", "--profile", "trade_items", "items.csv", "--set",
                               "issue_time=2026-01-05T08:00:00Z"});
  ASSERT_EQ(said.exit, 0) << said.output;
  EXPECT_THAT(Show({"items", test::MakeGtin(7)}), HasSubstr("  tax                     unknown\n"));
  EXPECT_THAT(Show({"items", test::MakeGtin(8)}), HasSubstr("  tax                     0 %\n"));
}

}  // namespace
}  // namespace headwater::cli
