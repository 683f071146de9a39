#include "suppliers-sim/shop_day.h"

#include <map>

#include "gtest/gtest.h"
#include "small_world.h"
#include "suppliers-sim/papers.h"
#include "suppliers-sim/stock_reports.h"

namespace headwater::sim {
namespace {

TEST(ShopDayTest, ReportsSayWhatTheTillsSaid) {
  const World& world = WholeWorld();
  ShopStock stock(world.assortment);
  const base::Day day = world.data.first_day();
  int64_t sold = 0;
  int64_t returned = 0;
  for (const Invoice& invoice : world.data.days.at(day)) {
    for (const InvoiceLine& line : invoice.lines) {
      if (world.assortment.ItemOf(line.stock_code) < 0) continue;
      if (line.quantity > 0) sold += line.quantity;
      if (line.quantity < 0 && invoice.is_cancellation()) returned -= line.quantity;
    }
  }
  const auto reports = CloseDay(world, day, stock);
  EXPECT_EQ(reports.size(), static_cast<size_t>(kSuppliers));
  for (const v1::Document& report : reports) {
    for (const v1::LocationSales& section : report.sales_report().by_location()) {
      EXPECT_EQ(section.coverage(), v1::SALES_COVERAGE_COMPLETE);
      for (const v1::SalesLine& line : section.lines()) {
        sold -= line.figures().sold().count();
        returned -= line.figures().returned().count();
        EXPECT_LE(line.figures().minutes_on_shelf(), line.figures().minutes_open());
        const int item = world.assortment.FindGtin(line.item().gtin());
        EXPECT_EQ(SupplierGln(world.item(item).supplier), report.receiver_gln());
      }
    }
  }
  EXPECT_EQ(sold, 0);
  EXPECT_EQ(returned, 0);
}

TEST(ShopDayTest, AnEmptyShelfIsToldFromNoDemand) {
  const World& world = WholeWorld();
  ShopStock stock(world.assortment);
  const auto& [key, levels] = *world.assortment.agreements().begin();
  stock.Set(levels[0].item, key.second, 0);
  for (const v1::Document& report : CloseDay(world, world.data.first_day(), stock)) {
    for (const v1::LocationSales& section : report.sales_report().by_location()) {
      if (section.location_gln() != ShopGln(key.second)) continue;
      for (const v1::SalesLine& line : section.lines()) {
        if (line.item().gtin() != world.item(levels[0].item).piece_gtin) continue;
        EXPECT_EQ(line.figures().minutes_on_shelf(), 0);
        EXPECT_GT(line.figures().minutes_open(), 0);
        return;
      }
    }
  }
  FAIL() << "the item is not reported";
}

TEST(ShopDayTest, NobodyReportsADayOnWhichTheShopsAreClosed) {
  ShopStock stock(WholeWorld().assortment);
  EXPECT_TRUE(CloseDay(WholeWorld(), *base::ParseDay("2010-12-04"), stock).empty());
}

TEST(ShopDayTest, WithoutOrdersOnlyAgreedItemsEverRunOut) {
  const World& world = WholeWorld();
  ShopStock stock(world.assortment);
  for (base::Day day = world.data.first_day(); day <= world.data.last_day(); ++day) {
    CloseDay(world, day, stock);
  }
  for (int item = 0; item < static_cast<int>(world.assortment.items().size()); ++item) {
    for (int country = 0; country < world.assortment.country_count(); ++country) {
      if (!world.assortment.IsAgreed(item, country)) {
        EXPECT_GE(stock.At(item, country), 0);
      }
    }
  }
}

TEST(StockReportsTest, BooksAtTheEndOfTheMonthAndACountOnceAQuarter) {
  const World& world = WholeWorld();
  ShopStock stock(world.assortment);
  EXPECT_TRUE(ReportStock(world, *base::ParseDay("2011-01-30"), stock).empty());
  const auto books = ReportStock(world, *base::ParseDay("2011-01-31"), stock);
  const auto count = ReportStock(world, *base::ParseDay("2011-02-28"), stock);
  ASSERT_GE(books.size(), static_cast<size_t>(kSuppliers));
  ASSERT_GE(count.size(), static_cast<size_t>(kSuppliers));
  EXPECT_EQ(books[0].inventory_report().basis(), v1::INVENTORY_REPORT_BASIS_BOOK);
  EXPECT_EQ(count[0].inventory_report().basis(), v1::INVENTORY_REPORT_BASIS_COUNTED);
}

TEST(StockReportsTest, BooksAreClosedOnTheLastDayToo) {
  ShopStock stock(WholeWorld().assortment);
  EXPECT_FALSE(ReportStock(WholeWorld(), WholeWorld().calendar.last_day(), stock).empty());
}

TEST(StockReportsTest, ACountSetsTheStockAndIsNeverBelowZero) {
  const World& world = WholeWorld();
  ShopStock stock(world.assortment);
  const auto& [key, levels] = *world.assortment.agreements().begin();
  stock.Set(levels[0].item, key.second, -50);
  int differences = 0;
  int lines = 0;
  const ShopStock before = stock;
  for (const v1::Document& count : ReportStock(world, *base::ParseDay("2011-02-28"), stock)) {
    for (const v1::InventoryReportLine& line : count.inventory_report().lines()) {
      int country = 0;
      while (ShopGln(country) != line.location_gln()) ++country;
      const int item = world.assortment.FindGtin(line.item().gtin());
      EXPECT_GE(line.quantity().count(), 0);
      EXPECT_EQ(stock.At(item, country), line.quantity().count());
      differences += before.At(item, country) != line.quantity().count() ? 1 : 0;
      ++lines;
    }
  }
  EXPECT_GT(differences, lines / 100);
  EXPECT_LT(differences, lines / 10);
}

}  // namespace
}  // namespace headwater::sim
