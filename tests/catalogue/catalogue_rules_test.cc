#include "hub/catalogue/catalogue_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

#include "catalogue/items.h"
#include "hub/base/codes.h"

namespace headwater::catalogue {
namespace {

using exchange::FieldPath;
using exchange::Violations;
using test::AddPack;
using test::HasViolation;
using test::IsOk;
using test::MakeGtin;
using test::MakeGtin14;
using test::MakeItem;
using test::MakeWeighed;
using test::ViolationCount;

struct Counted {
  std::vector<int64_t> counts;
  absl::Status status;
};

Counted CountIn(const v1::TradeItem& item) {
  Violations violations;
  Counted counted;
  counted.counts = CountPacks(item, FieldPath("trade_item"), violations);
  counted.status = violations.ToStatus();
  return counted;
}

absl::Status CheckPriceOf(const v1::TradeItem& item) {
  Violations violations;
  CheckPrice(item, FieldPath("trade_item"), violations);
  CheckMeasureUnit(item, FieldPath("trade_item"), violations);
  return violations.ToStatus();
}

TEST(CountPacks, MultipliesDownToTheBase) {
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin14(1, 1), MakeGtin(1), 6);
  AddPack(item, MakeGtin14(2, 1), MakeGtin14(1, 1), 4);
  AddPack(item, MakeGtin14(3, 1), MakeGtin14(2, 1), 50);
  // Beside them, a display that is filled with single pieces.
  AddPack(item, MakeGtin14(4, 1), MakeGtin(1), 90);
  const Counted counted = CountIn(item);
  EXPECT_THAT(counted.status, IsOk());
  EXPECT_EQ(counted.counts, (std::vector<int64_t>{6, 24, 1200, 90}));
}

TEST(CountPacks, ItemMayHaveNoPacks) { EXPECT_THAT(CountIn(MakeItem(1)).status, IsOk()); }

TEST(CountPacks, PackOfOneIsAPack) {
  EXPECT_EQ(CountIn(test::MakeCased(1, 1)).counts, std::vector<int64_t>{1});
}

// Ten packs, each holding some smaller one, stated in any order.
RC_GTEST_PROP(CountPacks, OrderOfTheStatementDoesNotMatter, ()) {
  const int packs = *rc::gen::inRange(1, 9);
  std::vector<int64_t> expected;
  std::vector<v1::Pack> stated;
  for (int i = 0; i < packs; ++i) {
    const int held = *rc::gen::inRange(-1, i);
    const int64_t count = *rc::gen::inRange<int64_t>(1, 20);
    expected.push_back(count * (held < 0 ? 1 : expected[static_cast<size_t>(held)]));
    v1::TradeItem one;
    AddPack(one, MakeGtin14(i + 1, 1), held < 0 ? MakeGtin(1) : MakeGtin14(held + 1, 1), count);
    stated.push_back(one.packs(0));
  }
  std::vector<size_t> order(stated.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (size_t i = order.size(); i > 1; --i) {
    std::swap(order[i - 1], order[*rc::gen::inRange<size_t>(0, i)]);
  }
  v1::TradeItem item = MakeItem(1);
  for (const size_t i : order) *item.add_packs() = stated[i];
  const Counted counted = CountIn(item);
  RC_ASSERT(counted.status.ok());
  for (size_t i = 0; i < order.size(); ++i) RC_ASSERT(counted.counts[i] == expected[order[i]]);
}

TEST(CountPacks, GtinsAreNumbers) {
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin14(1, 1), "0" + MakeGtin(1), 6);
  EXPECT_EQ(CountIn(item).counts, std::vector<int64_t>{6});

  AddPack(item, MakeGtin(2), MakeGtin(1), 2);
  AddPack(item, "0" + MakeGtin(2), MakeGtin(1), 3);
  EXPECT_THAT(CountIn(item).status,
              HasViolation("trade_item.packs[2].gtin", v1::REASON_DUPLICATE_ITEM));
}

TEST(CountPacks, HoldsOnlyWhatIsStated) {
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin14(1, 1), MakeGtin(2), 6);
  const Counted counted = CountIn(item);
  EXPECT_THAT(counted.status,
              HasViolation("trade_item.packs[0].contained_gtin", v1::REASON_PACK_HIERARCHY_BROKEN));
  EXPECT_EQ(counted.counts, std::vector<int64_t>{0});
}

TEST(CountPacks, BaseIsNoPackOfItself) {
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin(1), MakeGtin(1), 6);
  EXPECT_THAT(CountIn(item).status,
              HasViolation("trade_item.packs[0].gtin", v1::REASON_PACK_HIERARCHY_BROKEN));
  EXPECT_THAT(CountIn(item).status, ViolationCount(1));
}

TEST(CountPacks, NoPackHoldsItself) {
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin14(1, 1), MakeGtin14(1, 1), 6);
  EXPECT_THAT(CountIn(item).status,
              HasViolation("trade_item.packs[0].contained_gtin", v1::REASON_PACK_HIERARCHY_BROKEN));
}

TEST(CountPacks, NoCircle) {
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin14(1, 1), MakeGtin14(2, 1), 2);
  AddPack(item, MakeGtin14(2, 1), MakeGtin14(3, 1), 2);
  AddPack(item, MakeGtin14(3, 1), MakeGtin14(1, 1), 2);
  AddPack(item, MakeGtin14(4, 1), MakeGtin14(1, 1), 2);  // leads in, is no part of it
  AddPack(item, MakeGtin14(5, 1), MakeGtin(1), 2);
  const Counted counted = CountIn(item);
  EXPECT_THAT(counted.status, ViolationCount(3));
  EXPECT_EQ(counted.counts, (std::vector<int64_t>{0, 0, 0, 0, 2}));
}

TEST(CountPacks, NoPackOfNothing) {
  for (const int64_t count : {0, -1}) {
    EXPECT_THAT(
        CountIn(test::MakeCased(1, count)).status,
        HasViolation("trade_item.packs[0].contained_count", v1::REASON_PACK_HIERARCHY_BROKEN));
  }
}

TEST(CountPacks, CountsUpToWhatCanBeCounted) {
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin14(1, 1), MakeGtin(1), 1'000'000);
  AddPack(item, MakeGtin14(2, 1), MakeGtin14(1, 1), 1'000'000);
  EXPECT_EQ(CountIn(item).counts, (std::vector<int64_t>{1'000'000, kBaseCountMax}));

  AddPack(item, MakeGtin14(3, 1), MakeGtin14(2, 1), 2);
  AddPack(item, MakeGtin14(4, 1), MakeGtin14(3, 1), 2);
  EXPECT_THAT(CountIn(item).status, HasViolation("trade_item.packs[2].contained_count",
                                                 v1::REASON_PACK_HIERARCHY_BROKEN));
  // What holds it is mended with it.
  EXPECT_THAT(CountIn(item).status, ViolationCount(1));
}

TEST(CountPacks, ProductThatWouldWrapIsRefused) {
  v1::TradeItem item = MakeItem(1);
  std::string held = MakeGtin(1);
  for (int i = 1; i <= 8; ++i) {
    AddPack(item, MakeGtin14(i, 1), held, 1'000'000);
    held = MakeGtin14(i, 1);
  }
  EXPECT_THAT(CountIn(item).status, HasViolation("trade_item.packs[2].contained_count",
                                                 v1::REASON_PACK_HIERARCHY_BROKEN));
}

TEST(CountPacks, MeasuredItemComesInPacksOfItself) {
  v1::TradeItem item = MakeWeighed(1);
  AddPack(item, MakeGtin14(1, 1), MakeGtin(1), 1);
  AddPack(item, MakeGtin14(2, 1), MakeGtin14(1, 1), 1);
  EXPECT_EQ(CountIn(item).counts, (std::vector<int64_t>{1, 1}));

  item.mutable_packs(1)->set_contained_count(10);
  EXPECT_THAT(CountIn(item).status, HasViolation("trade_item.packs[1].contained_count",
                                                 v1::REASON_PACK_HIERARCHY_BROKEN));
}

TEST(CheckPrice, IsForAPackOfTheItem) {
  v1::TradeItem item = test::MakeCased(1, 12);
  EXPECT_THAT(CheckPriceOf(item), IsOk());
  for (const std::string& gtin : {MakeGtin(1), "0" + MakeGtin(1), MakeGtin14(1, 1)}) {
    item.mutable_price()->set_gtin(gtin);
    EXPECT_THAT(CheckPriceOf(item), IsOk()) << gtin;
  }
  item.mutable_price()->set_gtin(MakeGtin(2));
  EXPECT_THAT(CheckPriceOf(item),
              HasViolation("trade_item.price.gtin", v1::REASON_ITEM_IDS_CONFLICT));
}

TEST(CheckPrice, OfACountedItemHasNoUnit) {
  v1::TradeItem item = MakeItem(1);
  item.mutable_price()->set_base_count(12);
  EXPECT_THAT(CheckPriceOf(item), IsOk());
  item.mutable_price()->set_base_unit_code("KGM");
  EXPECT_THAT(CheckPriceOf(item),
              HasViolation("trade_item.price.base_unit_code", v1::REASON_UNIT_MISMATCH));
}

TEST(CheckPrice, OfAMeasuredItemIsForOneUnit) {
  v1::TradeItem item = MakeWeighed(1);
  item.mutable_price()->set_base_count(1);
  EXPECT_THAT(CheckPriceOf(item), IsOk());
  item.mutable_price()->clear_base_unit_code();
  EXPECT_THAT(CheckPriceOf(item), IsOk());

  item.mutable_price()->set_base_unit_code("GRM");
  item.mutable_price()->set_base_count(100);
  EXPECT_THAT(CheckPriceOf(item),
              HasViolation("trade_item.price.base_unit_code", v1::REASON_UNIT_MISMATCH));
  EXPECT_THAT(CheckPriceOf(item),
              HasViolation("trade_item.price.base_count", v1::REASON_UNIT_MISMATCH));
}

TEST(CheckMeasureUnit, MeasuresAndDoesNotCount) {
  for (const char* unit : {"KGM", "GRM", "LTR", "MTR", "MTK", "MTQ", "LBR", "DAY", "MLT"}) {
    EXPECT_FALSE(IsCountingUnit(unit)) << unit;
  }
  for (const char* unit : {"H87", "C62", "EA", "DZN", "PR", "SET", "GRO", "XBX", "XPX", "11"}) {
    EXPECT_TRUE(IsCountingUnit(unit)) << unit;
  }
  // The units of measure that api/README.md lists, and what it says that counts.
  for (const char* unit : {"KGM", "GRM", "TNE", "LBR", "ONZ", "LTR", "MLT", "CLT", "HLT", "MTR",
                           "CMT", "MMT", "MTK", "MTQ"}) {
    v1::TradeItem item = MakeWeighed(1);
    item.set_measure_unit_code(unit);
    item.mutable_price()->set_base_unit_code(unit);
    EXPECT_THAT(CheckPriceOf(item), IsOk()) << unit;
    EXPECT_TRUE(base::IsUnit(unit)) << unit;
  }
  for (const char* unit : {"H87", "EA", "C62", "DZN", "T3", "TP", "SCO", "NRL", "XPX"}) {
    v1::TradeItem item = MakeWeighed(1);
    item.set_measure_unit_code(unit);
    item.mutable_price()->set_base_unit_code(unit);
    EXPECT_THAT(CheckPriceOf(item),
                HasViolation("trade_item.measure_unit_code", v1::REASON_UNIT_MISMATCH))
        << unit;
    EXPECT_TRUE(base::IsUnit(unit)) << unit;
  }
  EXPECT_FALSE(IsCountingUnit(""));
  v1::TradeItem item = MakeWeighed(1);
  item.set_measure_unit_code("DZN");
  EXPECT_THAT(CheckPriceOf(item),
              HasViolation("trade_item.measure_unit_code", v1::REASON_UNIT_MISMATCH));
}

}  // namespace
}  // namespace headwater::catalogue
