#include "hub/catalogue/catalogue_queries.h"

#include <gtest/gtest.h>

#include "catalogue/items.h"

namespace headwater::catalogue {
namespace {

using exchange::FieldPath;
using exchange::Role;
using exchange::Violations;
using test::AddPack;
using test::CatalogueHub;
using test::HasViolation;
using test::IsOk;
using test::MakeCased;
using test::MakeGtin;
using test::MakeGtin14;
using test::MakeItem;
using test::State;
using test::Supplier;

base::Gtin GtinOf(int n) { return *base::Gtin::Parse(MakeGtin(n)); }

v1::TradeItemReference Reference(const std::string& gtin, const std::string& supplier_id = "",
                                 const std::string& buyer_id = "") {
  v1::TradeItemReference item;
  item.set_gtin(gtin);
  item.set_supplier_item_id(supplier_id);
  item.set_buyer_item_id(buyer_id);
  return item;
}

// OK where the reference resolves; else what was added.
absl::Status Resolve(CatalogueHub& hub, const v1::TradeItemReference& item,
                     base::Gln supplier = base::Gln(), Role asker = Role::kSupplier) {
  Violations violations;
  const auto pack = ResolveItem(*hub.Reader(), item, supplier, FieldPath("order").Field("item"),
                                violations, asker);
  EXPECT_THAT(pack, IsOk());
  EXPECT_EQ(pack->has_value(), violations.empty());
  if (pack->has_value()) {
    EXPECT_EQ((*pack)->gtin, *base::Gtin::Parse(item.gtin()));
  }
  return violations.ToStatus();
}

TEST(FindPack, OfNothing) {
  CatalogueHub hub;
  EXPECT_FALSE(FindPack(*hub.Reader(), GtinOf(1))->has_value());
  EXPECT_FALSE(FindPack(*hub.Reader(), base::Gtin())->has_value());
}

TEST(FindPacksOf, InTheOrderOfSize) {
  CatalogueHub hub;
  v1::TradeItem item = MakeItem(1);
  AddPack(item, MakeGtin14(3, 1), item.gtin(), 48);
  AddPack(item, MakeGtin14(2, 1), item.gtin(), 1);
  AddPack(item, MakeGtin14(1, 1), item.gtin(), 12);
  ASSERT_THAT(hub.Submit(State(item)), IsOk());
  item.mutable_packs()->RemoveLast();
  ASSERT_THAT(hub.Submit(State(item, 1)), IsOk());
  const auto packs = FindPacksOf(*hub.Reader(), GtinOf(1));
  ASSERT_THAT(packs, IsOk());
  std::vector<int64_t> counts;
  for (const PackInfo& pack : *packs) counts.push_back(pack.base_count);
  EXPECT_EQ(counts, (std::vector<int64_t>{1, 1, 48}));
  EXPECT_EQ(packs->front().gtin, GtinOf(1));
  EXPECT_TRUE(FindPacksOf(*hub.Reader(), *base::Gtin::Parse(MakeGtin14(3, 1)))->empty());
}

TEST(ResolveItem, ByAnyPack) {
  CatalogueHub hub;
  ASSERT_THAT(hub.Submit(State(MakeCased(1, 12))), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(1))), IsOk());
  EXPECT_THAT(Resolve(hub, Reference("0" + MakeGtin(1))), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin14(1, 1)), Supplier()), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(2))),
              HasViolation("order.item.gtin", v1::REASON_ITEM_NOT_FOUND));
}

TEST(ResolveItem, IdsNameTheSameItem) {
  CatalogueHub hub;
  v1::TradeItem item = MakeItem(1);
  item.set_supplier_item_id("S-1");
  item.set_buyer_item_id("B-1");
  ASSERT_THAT(hub.Submit(State(item)), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(1), "S-1", "B-1")), IsOk());
  const absl::Status both = Resolve(hub, Reference(MakeGtin(1), "S-2", "b-1"));
  EXPECT_THAT(both, HasViolation("order.item.supplier_item_id", v1::REASON_ITEM_IDS_CONFLICT));
  EXPECT_THAT(both, HasViolation("order.item.buyer_item_id", v1::REASON_ITEM_IDS_CONFLICT));
}

TEST(ResolveItem, IdThatNobodyStatedIsNews) {
  CatalogueHub hub;
  ASSERT_THAT(hub.Submit(State(MakeItem(1))), IsOk());
  v1::TradeItem other = MakeItem(2);
  other.set_buyer_item_id("B-2");
  ASSERT_THAT(hub.Submit(State(other)), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(1), "", "B-1")), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(1), "", "B-2")),
              HasViolation("order.item.buyer_item_id", v1::REASON_ITEM_IDS_CONFLICT));
  // It is free once the other item has another.
  other.set_buyer_item_id("B-3");
  ASSERT_THAT(hub.Submit(State(other, 1)), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(1), "", "B-2")), IsOk());
  EXPECT_EQ(hub.Rows("SELECT id FROM item_id"), std::vector<std::string>{"B-3"});
}

TEST(ResolveItem, IdsOfAnotherSupplierDoNotShine) {
  CatalogueHub hub;
  ASSERT_THAT(hub.Submit(State(MakeItem(1))), IsOk());
  v1::TradeItem other = MakeItem(2, Supplier(2));
  other.set_supplier_item_id("X");
  ASSERT_THAT(hub.Submit(State(other)), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(1), "X"), Supplier()), IsOk());
}

TEST(ResolveItem, ToASupplierAnothersItemIsNotThere) {
  CatalogueHub with;
  ASSERT_THAT(with.Submit(State(MakeCased(1, 12, Supplier(2)))), IsOk());
  CatalogueHub without;
  for (const std::string& gtin : {MakeGtin(1), MakeGtin14(1, 1)}) {
    const absl::Status real = Resolve(with, Reference(gtin, "S", "B"), Supplier(1));
    EXPECT_THAT(real, HasViolation("order.item.gtin", v1::REASON_ITEM_NOT_FOUND));
    EXPECT_EQ(real, Resolve(without, Reference(gtin, "S", "B"), Supplier(1)));
  }
}

TEST(ResolveItem, ToTheRetailerItIsOfAnotherSupplier) {
  CatalogueHub hub;
  ASSERT_THAT(hub.Submit(State(MakeItem(1, Supplier(2)))), IsOk());
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(1)), Supplier(1), Role::kRetailer),
              HasViolation("order.item.gtin", v1::REASON_ITEM_OF_OTHER_SUPPLIER));
  EXPECT_THAT(Resolve(hub, Reference(MakeGtin(3)), Supplier(1), Role::kRetailer),
              HasViolation("order.item.gtin", v1::REASON_ITEM_NOT_FOUND));
}

TEST(ResolveGtin, StandsAlone) {
  CatalogueHub hub;
  Violations violations;
  const auto pack = ResolveGtin(*hub.Reader(), MakeGtin(1), Supplier(), FieldPath("x"), violations);
  ASSERT_THAT(pack, IsOk());
  EXPECT_FALSE(pack->has_value());
  EXPECT_THAT(violations.ToStatus(), HasViolation("x", v1::REASON_ITEM_NOT_FOUND));
}

TEST(FindItemTerms, AsStated) {
  CatalogueHub hub;
  v1::TradeItem item = MakeCased(1, 12);
  item.mutable_price()->set_gtin(MakeGtin14(1, 1));
  item.mutable_price()->set_base_count(2);
  item.set_tax_rate_basis_points(700);
  item.set_lead_time_days(4);
  item.set_shelf_life_days(30);
  item.set_department_code("D");
  item.set_category_code("C");
  item.set_advertised(true);
  item.set_restricted(true);
  ASSERT_THAT(hub.Submit(State(item)), IsOk());
  const auto found = FindItemTerms(*hub.Reader(), GtinOf(1));
  ASSERT_TRUE(found.ok() && found->has_value());
  const ItemTerms& terms = **found;
  EXPECT_EQ(terms.gtin, GtinOf(1));
  EXPECT_EQ(terms.supplier, Supplier());
  EXPECT_EQ(terms.price_micros, 10'000'000);
  EXPECT_EQ(terms.currency, "EUR");
  EXPECT_EQ(terms.price_gtin, *base::Gtin::Parse(MakeGtin14(1, 1)));
  EXPECT_EQ(terms.price_base_count, 2);
  EXPECT_EQ(terms.tax_rate_basis_points, 700);
  EXPECT_EQ(terms.lead_time_days, 4);
  EXPECT_EQ(terms.shelf_life_days, 30);
  EXPECT_EQ(terms.department_code, "D");
  EXPECT_EQ(terms.category_code, "C");
  EXPECT_TRUE(terms.advertised);
  EXPECT_FALSE(terms.exclusive);
  EXPECT_TRUE(terms.restricted);
  EXPECT_FALSE(terms.discontinued);
  EXPECT_EQ(terms.version, 1);

  EXPECT_FALSE(FindItemTerms(*hub.Reader(), GtinOf(2))->has_value());
  EXPECT_FALSE(FindItemTerms(*hub.Reader(), *base::Gtin::Parse(MakeGtin14(1, 1)))->has_value());
}

TEST(FindItemTerms, ZeroIsNotUnknown) {
  CatalogueHub hub;
  v1::TradeItem free_of_tax = test::MakeItem(2);
  free_of_tax.set_tax_rate_basis_points(0);
  ASSERT_THAT(hub.Submit(State(test::MakeItem(1))), IsOk());
  ASSERT_THAT(hub.Submit(State(free_of_tax)), IsOk());
  const auto unknown = FindItemTerms(*hub.Reader(), GtinOf(1));
  ASSERT_TRUE(unknown.ok() && unknown->has_value());
  EXPECT_EQ((*unknown)->tax_rate_basis_points, std::nullopt);
  EXPECT_EQ((*unknown)->lead_time_days, std::nullopt);
  EXPECT_EQ((*unknown)->shelf_life_days, std::nullopt);
  const auto zero = FindItemTerms(*hub.Reader(), GtinOf(2));
  ASSERT_TRUE(zero.ok() && zero->has_value());
  EXPECT_EQ((*zero)->tax_rate_basis_points, 0);
}

}  // namespace
}  // namespace headwater::catalogue
