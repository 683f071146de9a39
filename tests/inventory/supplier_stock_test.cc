// What suppliers say that they could deliver.
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "hub/exchange/refusal.h"
#include "inventory/stock_world.h"

namespace headwater::inventory {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kListed = v1::INVENTORY_REPORT_SCOPE_LISTED;
constexpr auto kFull = v1::INVENTORY_REPORT_SCOPE_FULL;

class SupplierStockTest : public testing::Test {
 protected:
  std::vector<std::string> Offers() {
    return world_.Rows("SELECT gtin, quantity FROM supplier_stock ORDER BY supplier, gtin");
  }
  std::string Offer(int n, int64_t quantity) { return absl::StrCat(Key(Piece(n)), "|", quantity); }
  StockWorld world_;
};

TEST_F(SupplierStockTest, NeverTouchesTheRetailersBook) {
  ASSERT_THAT(world_.Submit(Counting(At(1), {{Piece(1), Count(10)}})), IsOk());
  const auto before = world_.Rows("SELECT * FROM stock");
  ASSERT_THAT(world_.Submit(Offering(At(2), kListed, {{Case(1), Count(50), Depot()}})), IsOk());
  EXPECT_THAT(Offers(), ElementsAre(Offer(1, 300)));
  EXPECT_EQ(world_.Rows("SELECT * FROM stock"), before);
}

TEST_F(SupplierStockTest, FullIsZeroForWhatItDoesNotList) {
  ASSERT_THAT(world_.Submit(Offering(
                  At(2), kListed, {{Piece(1), Count(5), Depot()}, {Piece(2), Count(6), Depot()}})),
              IsOk());
  ASSERT_THAT(world_.Submit(Offering(At(4), kListed, {{Piece(3), Count(7), Depot()}})), IsOk());
  ASSERT_THAT(world_.Submit(Offering(At(3), kFull, {{Piece(1), Count(4), Depot()}})), IsOk());
  EXPECT_THAT(Offers(), ElementsAre(Offer(1, 4), Offer(2, 0), Offer(3, 7)));
}

TEST_F(SupplierStockTest, AnOlderOneIsOutdated) {
  ASSERT_THAT(world_.Submit(Offering(At(2), kListed, {{Piece(1), Count(5), Depot()}})), IsOk());
  EXPECT_THAT(world_.Submit(Offering(At(1), kListed, {{Piece(1), Count(4), Depot()}})),
              AllOf(HasViolation("inventory_report.lines[0]", v1::REASON_REPORT_OUTDATED),
                    HasCode(absl::StatusCode::kAborted)));
  EXPECT_THAT(world_.Submit(Offering(At(2), kListed, {{Piece(1), Count(4), Depot()}})), IsOk());
}

TEST_F(SupplierStockTest, IsOfItsOwnPlaces) {
  EXPECT_THAT(
      world_.Submit(Offering(At(2), kListed, {{Piece(1), Count(5), Shop()}})),
      HasViolation("inventory_report.lines[0].location_gln", v1::REASON_LOCATION_NOT_FOUND));
  EXPECT_THAT(Offers(), IsEmpty());
}

// The same bytes, but for the key that the caller itself wrote.
std::string Told(const absl::StatusOr<v1::Receipt>& refused, const std::string& key) {
  const v1::ErrorDetail detail = exchange::DetailOf(refused.status());
  return absl::StrReplaceAll(
      absl::StrCat(refused.status().ToString(absl::StatusToStringMode::kWithNoExtraData),
                   detail.DebugString()),
      {{key, "<key>"}});
}

TEST_F(SupplierStockTest, AnothersPlaceAndItemLookLikeNone) {
  const auto at = [&](base::Gln place) {
    return Told(world_.Submit(Offering(At(2), kListed, {{Piece(1), Count(5), place}})),
                place.ToString());
  };
  EXPECT_EQ(at(OtherDepot()), at(MakeGln(99)));
  const auto of = [&](const std::string& gtin) {
    return Told(world_.Submit(Offering(At(2), kListed, {{gtin, Count(5), Depot()}})), gtin);
  };
  EXPECT_EQ(of(Piece(kForeign)), of(Piece(77)));
  const auto owned_by = [&](base::Gln owner) {
    return Told(
        world_.Submit(Offering(At(2), kListed,
                               {{Piece(1), Count(5), Depot(), v1::STOCK_STATUS_AVAILABLE, owner}})),
        owner.ToString());
  };
  EXPECT_EQ(owned_by(Supplier(2)), owned_by(MakeGln(98)));
}

}  // namespace
}  // namespace headwater::inventory
