#include "hub/catalogue/catalogue_handler.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "catalogue/items.h"
#include "hub/catalogue/catalogue_queries.h"

namespace headwater::catalogue {
namespace {

using test::AddPack;
using test::CatalogueHub;
using test::HasCode;
using test::HasViolation;
using test::IsOk;
using test::MakeCased;
using test::MakeGtin;
using test::MakeGtin14;
using test::MakeItem;
using test::MakeWeighed;
using test::Refused;
using test::Retailer;
using test::State;
using test::Supplier;
using test::ViolationCount;

class TradeItemHandlerTest : public testing::Test {
 protected:
  int64_t VersionOf(const absl::StatusOr<v1::Receipt>& receipt) {
    EXPECT_THAT(receipt, IsOk());
    return receipt.ok() ? receipt->version() : -1;
  }
  PackInfo Pack(const std::string& gtin) {
    auto pack = FindPack(*hub_.Reader(), *base::Gtin::Parse(gtin));
    EXPECT_TRUE(pack.ok() && pack->has_value()) << gtin;
    return pack.ok() && pack->has_value() ? **pack : PackInfo();
  }

  CatalogueHub hub_;
};

TEST_F(TradeItemHandlerTest, FirstStatement) {
  v1::TradeItem item = MakeCased(1, 12);
  item.set_supplier_item_id("S-1");
  item.set_buyer_item_id("B-1");
  item.set_order_multiple(2);
  item.set_minimum_order_quantity(24);
  item.set_lead_time_days(3);
  EXPECT_EQ(VersionOf(hub_.Submit(State(item))), 1);

  const PackInfo box = Pack(MakeGtin14(1, 1));
  EXPECT_EQ(box.base, *base::Gtin::Parse(MakeGtin(1)));
  EXPECT_EQ(box.base_count, 12);
  EXPECT_EQ(box.supplier, Supplier());
  EXPECT_TRUE(box.can_be_ordered());
  EXPECT_FALSE(box.measured());
  EXPECT_EQ(box.order_multiple, 2);
  EXPECT_EQ(box.minimum_order_quantity, 24);
  EXPECT_EQ(box.supplier_item_id, "S-1");
  EXPECT_EQ(box.buyer_item_id, "B-1");
  EXPECT_EQ(box.lead_time_days, 3);
  EXPECT_EQ(Pack(MakeGtin(1)).base_count, 1);
  EXPECT_EQ(Pack("0" + MakeGtin(1)).base_count, 1);
}

TEST_F(TradeItemHandlerTest, BothSidesMayState) {
  EXPECT_EQ(VersionOf(hub_.Submit(State(MakeItem(1), Retailer(), Supplier(), 0))), 1);
  EXPECT_EQ(VersionOf(hub_.Submit(State(MakeItem(1), Supplier(), Retailer(), 1))), 2);
}

TEST_F(TradeItemHandlerTest, DefaultsOfTheContract) {
  ASSERT_THAT(hub_.Submit(State(MakeItem(1))), IsOk());
  const PackInfo pack = Pack(MakeGtin(1));
  EXPECT_EQ(pack.order_multiple, 1);
  EXPECT_EQ(pack.minimum_order_quantity, 0);
  EXPECT_EQ(pack.lead_time_days, std::nullopt);
}

TEST_F(TradeItemHandlerTest, MeasuredItemIsHeldInMillionths) {
  v1::TradeItem item = MakeWeighed(1);
  AddPack(item, MakeGtin14(1, 1), item.gtin(), 1);
  ASSERT_THAT(hub_.Submit(State(item)), IsOk());
  EXPECT_EQ(Pack(MakeGtin14(1, 1)).measure_unit, "KGM");
  EXPECT_EQ(Pack(MakeGtin(1)).order_multiple, 1);  // any amount

  item.set_order_multiple(5);
  item.set_minimum_order_quantity(1'000'000'000);
  ASSERT_THAT(hub_.Submit(State(item, 1)), IsOk());
  EXPECT_EQ(Pack(MakeGtin(1)).order_multiple, 5'000'000);
  EXPECT_EQ(Pack(MakeGtin(1)).minimum_order_quantity, 1'000'000'000'000'000);
}

TEST_F(TradeItemHandlerTest, VersionsAreSeenBeforeTheyAreChanged) {
  const auto stale = [this](int64_t base_version) {
    return hub_.Submit(State(MakeItem(1), base_version)).status();
  };
  EXPECT_THAT(stale(1), Refused(v1::REASON_VERSION_STALE));
  EXPECT_EQ(exchange::DetailOf(stale(1)).current_version(), 0);
  ASSERT_THAT(hub_.Submit(State(MakeItem(1))), IsOk());
  for (const int64_t base_version : {0, 2}) {
    EXPECT_THAT(stale(base_version), HasCode(absl::StatusCode::kAborted));
    EXPECT_EQ(exchange::DetailOf(stale(base_version)).current_version(), 1);
  }
  EXPECT_EQ(VersionOf(hub_.Submit(State(MakeItem(1), 1))), 2);
  EXPECT_THAT(stale(1), Refused(v1::REASON_VERSION_STALE));

  v1::Document zero = State(MakeItem(2));
  zero.set_base_version(0);
  EXPECT_EQ(VersionOf(hub_.Submit(zero)), 1);
}

TEST_F(TradeItemHandlerTest, SupplierIsThatOfTheEnvelope) {
  // A supplier for another.
  EXPECT_THAT(hub_.Submit(State(MakeItem(1, Supplier(2)), Supplier(1), Retailer(), 0)),
              HasViolation("trade_item.supplier_gln", v1::REASON_ITEM_OF_OTHER_SUPPLIER));
  // The retailer to the wrong one.
  EXPECT_THAT(hub_.Submit(State(MakeItem(1, Supplier(2)), Retailer(), Supplier(1), 0)),
              HasViolation("trade_item.supplier_gln", v1::REASON_ITEM_OF_OTHER_SUPPLIER));
  EXPECT_TRUE(hub_.Rows("SELECT gtin FROM item").empty());
}

TEST_F(TradeItemHandlerTest, SupplierOfAnItemNeverChanges) {
  ASSERT_THAT(hub_.Submit(State(MakeItem(1))), IsOk());
  EXPECT_THAT(hub_.Submit(State(MakeItem(1, Supplier(2)), Retailer(), Supplier(2), 1)),
              HasViolation("trade_item.gtin", v1::REASON_ITEM_OF_OTHER_SUPPLIER));
  EXPECT_THAT(hub_.Submit(State(MakeItem(1, Supplier(2)))),
              HasViolation("trade_item.gtin", v1::REASON_GTIN_IN_USE));
}

TEST_F(TradeItemHandlerTest, PackOfAnotherItemIsInUse) {
  ASSERT_THAT(hub_.Submit(State(MakeCased(1, 12))), IsOk());
  v1::TradeItem as_pack = MakeItem(2);
  AddPack(as_pack, MakeGtin14(1, 1), as_pack.gtin(), 12);
  AddPack(as_pack, MakeGtin(1), as_pack.gtin(), 2);
  const absl::Status status = hub_.Submit(State(as_pack)).status();
  EXPECT_THAT(status, HasViolation("trade_item.packs[0].gtin", v1::REASON_GTIN_IN_USE));
  EXPECT_THAT(status, HasViolation("trade_item.packs[1].gtin", v1::REASON_GTIN_IN_USE));

  v1::TradeItem as_base = MakeItem(1);
  as_base.set_gtin(MakeGtin14(1, 1));
  EXPECT_THAT(hub_.Submit(State(as_base)), HasViolation("trade_item.gtin", v1::REASON_GTIN_IN_USE));
}

TEST_F(TradeItemHandlerTest, CountOfAGtinNeverChanges) {
  ASSERT_THAT(hub_.Submit(State(MakeCased(1, 12))), IsOk());
  EXPECT_THAT(hub_.Submit(State(MakeCased(1, 10), 1)),
              HasViolation("trade_item.packs[0].contained_count", v1::REASON_PACK_COUNT_CHANGED));
  // Nor after the pack was left out for a while.
  ASSERT_THAT(hub_.Submit(State(MakeItem(1), 1)), IsOk());
  EXPECT_THAT(hub_.Submit(State(MakeCased(1, 10), 2)),
              HasViolation("trade_item.packs[0].contained_count", v1::REASON_PACK_COUNT_CHANGED));
  EXPECT_EQ(VersionOf(hub_.Submit(State(MakeCased(1, 12), 2))), 3);
}

TEST_F(TradeItemHandlerTest, RetiredPackIsNeverUsedAgain) {
  ASSERT_THAT(hub_.Submit(State(MakeCased(1, 12))), IsOk());
  ASSERT_THAT(hub_.Submit(State(MakeItem(1), 1)), IsOk());
  v1::TradeItem other = MakeItem(2);
  AddPack(other, MakeGtin14(1, 1), other.gtin(), 12);
  EXPECT_THAT(hub_.Submit(State(other)),
              HasViolation("trade_item.packs[0].gtin", v1::REASON_GTIN_IN_USE));
}

TEST_F(TradeItemHandlerTest, RetiredPackKeepsItsMeaning) {
  ASSERT_THAT(hub_.Submit(State(MakeCased(1, 12))), IsOk());
  v1::TradeItem without = MakeItem(1);
  without.set_supplier_item_id("new");
  ASSERT_THAT(hub_.Submit(State(without, 1)), IsOk());
  const PackInfo retired = Pack(MakeGtin14(1, 1));
  EXPECT_EQ(retired.base_count, 12);
  EXPECT_FALSE(retired.orderable);
  EXPECT_EQ(retired.supplier_item_id, "new");
  ASSERT_THAT(hub_.Submit(State(MakeCased(1, 12), 2)), IsOk());
  EXPECT_TRUE(Pack(MakeGtin14(1, 1)).orderable);
}

TEST_F(TradeItemHandlerTest, HierarchyMayBeToldInAnotherWay) {
  ASSERT_THAT(hub_.Submit(State(MakeCased(1, 12))), IsOk());
  // The same twelve pieces, now with the two trays of six in between.
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin14(2, 1), item.gtin(), 6);
  AddPack(item, MakeGtin14(1, 1), MakeGtin14(2, 1), 2);
  EXPECT_EQ(VersionOf(hub_.Submit(State(item, 1))), 2);
  EXPECT_EQ(Pack(MakeGtin14(1, 1)).base_count, 12);
}

TEST_F(TradeItemHandlerTest, UnitNeverChanges) {
  ASSERT_THAT(hub_.Submit(State(MakeItem(1))), IsOk());
  ASSERT_THAT(hub_.Submit(State(MakeWeighed(2))), IsOk());
  const auto at_unit = HasViolation("trade_item.measure_unit_code", v1::REASON_UNIT_MISMATCH);
  EXPECT_THAT(hub_.Submit(State(MakeWeighed(1), 1)), at_unit);
  EXPECT_THAT(hub_.Submit(State(MakeItem(2), 1)), at_unit);
  v1::TradeItem pounds = MakeWeighed(2);
  pounds.set_measure_unit_code("LBR");
  pounds.mutable_price()->set_base_unit_code("LBR");
  EXPECT_THAT(hub_.Submit(State(pounds, 1)), at_unit);
}

TEST_F(TradeItemHandlerTest, DiscontinuedIsNotOrdered) {
  v1::TradeItem item = MakeCased(1, 12);
  item.set_discontinued(true);
  ASSERT_THAT(hub_.Submit(State(item)), IsOk());
  EXPECT_TRUE(Pack(MakeGtin14(1, 1)).discontinued);
  EXPECT_TRUE(Pack(MakeGtin14(1, 1)).orderable);
  EXPECT_FALSE(Pack(MakeGtin14(1, 1)).can_be_ordered());
}

TEST_F(TradeItemHandlerTest, AllThatIsWrongAtOnce) {
  ASSERT_THAT(hub_.Submit(State(MakeCased(1, 12))), IsOk());
  ASSERT_THAT(hub_.Submit(State(MakeItem(3))), IsOk());
  v1::TradeItem item = MakeCased(1, 11);            // count changed
  AddPack(item, MakeGtin14(2, 1), MakeGtin(9), 2);  // holds what is not there
  AddPack(item, MakeGtin(3), item.gtin(), 2);       // in use
  item.mutable_price()->set_gtin(MakeGtin(8));      // not of this item
  item.mutable_price()->set_base_unit_code("KGM");  // counted
  item.set_measure_unit_code("LTR");                // changed
  const absl::Status status = hub_.Submit(State(item, 1)).status();
  EXPECT_THAT(status, HasCode(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasViolation("trade_item.price.gtin", v1::REASON_ITEM_IDS_CONFLICT));
  EXPECT_THAT(status, HasViolation("trade_item.price.base_unit_code", v1::REASON_UNIT_MISMATCH));
  EXPECT_THAT(status,
              HasViolation("trade_item.packs[1].contained_gtin", v1::REASON_PACK_HIERARCHY_BROKEN));
  EXPECT_THAT(status, HasViolation("trade_item.packs[2].gtin", v1::REASON_GTIN_IN_USE));
  EXPECT_THAT(status, HasViolation("trade_item.measure_unit_code", v1::REASON_UNIT_MISMATCH));
  EXPECT_EQ(Pack(MakeGtin14(1, 1)).base_count, 12);
}

// To a supplier another's item is in use and no more: not whose it is, what it is a
// pack of, nor its version.
TEST_F(TradeItemHandlerTest, AnotherSuppliersItemIsNotTold) {
  v1::TradeItem secret = MakeCased(1, 12, Supplier(2));
  ASSERT_THAT(hub_.Submit(State(secret)), IsOk());
  CatalogueHub plain;
  ASSERT_THAT(plain.Submit(State(MakeItem(1, Supplier(2)))), IsOk());
  ASSERT_THAT(plain.Submit(State(MakeItem(1, Supplier(2)), 1)), IsOk());
  for (const int64_t base_version : {0, 1, 7}) {
    const v1::Document document = State(MakeItem(1, Supplier(1)), base_version);
    const absl::Status status = hub_.Submit(document).status();
    EXPECT_THAT(status, Refused(v1::REASON_GTIN_IN_USE));
    EXPECT_EQ(status, plain.Submit(document).status());
    EXPECT_EQ(exchange::DetailOf(status).current_version(), 0);
    EXPECT_EQ(status.ToString().find(Supplier(2).ToString()), std::string::npos);
  }

  v1::TradeItem item = MakeItem(5);
  AddPack(item, MakeGtin14(1, 1), item.gtin(), 12);
  const absl::Status status = hub_.Submit(State(item)).status();
  EXPECT_THAT(status, HasViolation("trade_item.packs[0].gtin", v1::REASON_GTIN_IN_USE));
  EXPECT_EQ(status.ToString().find(base::Gtin::Parse(MakeGtin(1))->ToString()), std::string::npos);
}

TEST_F(TradeItemHandlerTest, RebuildGivesTheSameTables) {
  v1::TradeItem item = MakeCased(1, 12);
  item.set_supplier_item_id("S-1");
  ASSERT_THAT(hub_.Submit(State(item)), IsOk());
  item.set_supplier_item_id("S-2");
  item.clear_packs();
  AddPack(item, MakeGtin14(2, 1), item.gtin(), 24, false);
  ASSERT_THAT(hub_.Submit(State(item, 1)), IsOk());
  ASSERT_THAT(hub_.Submit(State(MakeWeighed(2, Supplier(2)))), IsOk());
  EXPECT_FALSE(hub_.Submit(State(MakeCased(1, 13), 2)).ok());
  const auto before = hub_.TableHashes(true);
  ASSERT_THAT(hub_.Rebuild(), IsOk());
  EXPECT_EQ(hub_.TableHashes(true), before);
}

// Any sequence of statements: a GTIN that has a count keeps it and its item for ever,
// and every amount of a pack is the same amount of the base before and after.
RC_GTEST_PROP(TradeItemHistory, CountsAndOwnersOutliveStatements, ()) {
  CatalogueHub hub;
  std::map<std::string, std::string> first_seen;
  std::map<int, int64_t> versions;
  const int steps = *rc::gen::inRange(1, 12);
  for (int step = 0; step < steps; ++step) {
    const int n = *rc::gen::inRange(1, 4);
    v1::TradeItem item = MakeItem(n);
    const int packs = *rc::gen::inRange(0, 4);
    for (int i = 0; i < packs; ++i) {
      AddPack(item, MakeGtin14(*rc::gen::inRange(1, 4), *rc::gen::inRange(1, 4)), item.gtin(),
              *rc::gen::inRange<int64_t>(1, 4));
    }
    const auto receipt = hub.Submit(State(item, versions[n]));
    if (receipt.ok()) versions[n] = receipt->version();
    for (const std::string& row : hub.Rows("SELECT gtin, base, base_count, supplier FROM pack")) {
      const std::string gtin = row.substr(0, row.find('|'));
      RC_ASSERT(first_seen.emplace(gtin, row).first->second == row);
    }
    RC_ASSERT(hub.Rows("SELECT gtin FROM pack").size() == first_seen.size());
  }
}

}  // namespace
}  // namespace headwater::catalogue
