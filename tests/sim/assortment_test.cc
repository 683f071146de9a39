#include "suppliers-sim/assortment.h"

#include <set>
#include <string>

#include "gtest/gtest.h"
#include "hub/base/gs1.h"
#include "small_world.h"
#include "suppliers-sim/keys.h"
#include "suppliers-sim/shop_codes.h"

namespace headwater::sim {
namespace {

TEST(ShopCodesTest, TellsServicesFromGoods) {
  for (const char* code : {"POST", "DOT", "M", "m", "D", "C2", "S", "CRUK", "B", "PADS",
                           "BANK CHARGES", "AMAZONFEE", "gift_0001_10"}) {
    EXPECT_TRUE(IsServiceCode(code)) << code;
  }
  for (const char* code : {"85123A", "71053", "DCGS0003", "DCGSSBOY", "15056bl"}) {
    EXPECT_FALSE(IsServiceCode(code)) << code;
  }
}

TEST(ShopCodesTest, ACodeInLowerCaseIsTheSameItem) {
  EXPECT_EQ(ItemCode("85123a"), ItemCode("85123A"));
}

TEST(AssortmentTest, EveryGtinIsUniqueAndValid) {
  std::set<std::string> gtins;
  for (const Item& item : WholeWorld().assortment.items()) {
    EXPECT_EQ(base::CheckGtin(item.piece_gtin), base::KeyFault::kNone) << item.piece_gtin;
    EXPECT_TRUE(gtins.insert(item.piece_gtin).second);
    EXPECT_EQ(item.piece_gtin.substr(0, 2), "20");
    if (!item.in_cases()) {
      EXPECT_EQ(item.order_gtin, item.piece_gtin);
      continue;
    }
    EXPECT_EQ(base::CheckGtin(item.order_gtin), base::KeyFault::kNone) << item.order_gtin;
    EXPECT_TRUE(gtins.insert(item.order_gtin).second);
  }
  EXPECT_GT(gtins.size(), 5000u);
}

TEST(AssortmentTest, FindsItemsByAnyPack) {
  const Assortment& assortment = WholeWorld().assortment;
  for (int i = 0; i < static_cast<int>(assortment.items().size()); ++i) {
    const Item& item = assortment.items()[static_cast<size_t>(i)];
    ASSERT_EQ(assortment.FindGtin(item.piece_gtin), i);
    ASSERT_EQ(assortment.FindGtin(item.order_gtin), i);
    ASSERT_EQ(assortment.FindGtin("0" + item.order_gtin), i);
  }
  EXPECT_EQ(assortment.FindGtin("9501101000018"), -1);
}

TEST(AssortmentTest, EverySupplierHasItemsAndEveryItemASupplier) {
  size_t items = 0;
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    const std::vector<int>& own = WholeWorld().assortment.ItemsOf(supplier);
    EXPECT_GT(own.size(), 200u) << supplier;
    for (const int item : own) EXPECT_EQ(WholeWorld().item(item).supplier, supplier);
    items += own.size();
  }
  EXPECT_EQ(items, WholeWorld().assortment.items().size());
}

TEST(AssortmentTest, LevelsAndPricesMakeSense) {
  const Assortment& assortment = WholeWorld().assortment;
  size_t levels = 0;
  for (const auto& [key, agreed] : assortment.agreements()) {
    for (const AgreedLevel& level : agreed) {
      const Item& item = WholeWorld().item(level.item);
      EXPECT_EQ(item.supplier, key.first);
      EXPECT_GT(level.maximum, level.minimum);
      EXPECT_GE(level.maximum - level.minimum, item.order_minimum);
      EXPECT_EQ(assortment.OpeningStock(level.item, key.second), level.maximum * item.case_count);
      ++levels;
    }
  }
  EXPECT_GT(levels, 2000u);
  for (const Item& item : assortment.items()) {
    EXPECT_GT(item.price_micros, 0) << item.code;
    EXPECT_GE(item.order_minimum, item.order_multiple) << item.code;
    EXPECT_EQ(item.order_minimum % item.order_multiple, 0) << item.code;
  }
}

TEST(KeysTest, PartiesAndPlacesDifferAndAreValid) {
  std::set<std::string> glns = {RetailerGln()};
  for (int i = 0; i < kSuppliers; ++i) {
    EXPECT_TRUE(glns.insert(SupplierGln(i)).second);
    EXPECT_TRUE(glns.insert(SupplierWarehouseGln(i)).second);
  }
  for (int i = 0; i < WholeWorld().assortment.country_count(); ++i) {
    EXPECT_TRUE(glns.insert(ShopGln(i)).second);
  }
  for (const std::string& gln : glns) EXPECT_EQ(base::CheckGln(gln), base::KeyFault::kNone) << gln;
}

TEST(KeysTest, SsccsDifferInEachOfTheirParts) {
  std::set<std::string> labels;
  for (const int supplier : {0, 11}) {
    for (const int day : {0, 1, 377}) {
      for (const int country : {0, 37}) {
        for (const int wave : {1, 2, 9}) {
          for (const int unit : {0, 1, 99, 999}) {
            const std::string label = UnitSscc(supplier, day, country, wave, unit);
            EXPECT_EQ(base::CheckSscc(label), base::KeyFault::kNone) << label;
            EXPECT_TRUE(labels.insert(label).second) << label;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace headwater::sim
