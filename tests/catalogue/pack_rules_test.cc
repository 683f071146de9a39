#include "hub/catalogue/pack_rules.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "support/documents.h"
#include "support/keys.h"
#include "support/refusal_matchers.h"

namespace headwater::catalogue {
namespace {

using exchange::FieldPath;
using exchange::Violations;
using test::Count;
using test::HasCode;
using test::Refused;
using test::Weight;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

PackInfo PackOf(int64_t base_count) {
  return {.gtin = *base::Gtin::Parse(test::MakeGtin14(1, 1)),
          .base = *base::Gtin::Parse(test::MakeGtin(1)),
          .base_count = base_count};
}

PackInfo Measured(const std::string& unit) {
  PackInfo pack = PackOf(1);
  pack.measure_unit = unit;
  return pack;
}

v1::Reason FaultOf(const v1::Quantity& quantity, const PackInfo& pack, std::string& path) {
  Violations violations;
  const bool fits = CheckUnit(quantity, pack, FieldPath("order").Field("quantity"), violations);
  EXPECT_EQ(fits, violations.empty());
  if (fits) return v1::REASON_UNSPECIFIED;
  path = violations.list().front().field_path();
  return violations.list().front().reason();
}

TEST(PackRules, CountsPiecesOfThePack) {
  EXPECT_EQ(*ToBase(PackOf(12), 40), 480);
  EXPECT_EQ(*ToBase(PackOf(1), 40), 40);
  EXPECT_EQ(*ToBase(PackOf(12), -3), -36);
  EXPECT_EQ(*ToBase(PackOf(12), 0), 0);
}

TEST(PackRules, OverflowIsSaidAndNotWrapped) {
  EXPECT_EQ(*ToBase(PackOf(2), kMax / 2), kMax - 1);
  EXPECT_THAT(ToBase(PackOf(2), kMax / 2 + 1), HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ToBase(PackOf(2), kMax / 2 + 1), Refused(v1::REASON_NUMBER_OUT_OF_RANGE));
  EXPECT_THAT(ToBase(PackOf(3), -kMax), HasCode(absl::StatusCode::kInvalidArgument));
}

TEST(PackRules, WhatDoesNotFillAPackIsLeft) {
  EXPECT_EQ(FromBase(PackOf(12), 30), (base::Conversion{2, 6}));
  EXPECT_EQ(FromBase(PackOf(12), 36), (base::Conversion{3, 0}));
  EXPECT_EQ(FromBase(PackOf(12), -1), (base::Conversion{-1, 11}));
  EXPECT_EQ(FromBase(PackOf(1), kMax), (base::Conversion{kMax, 0}));
}

RC_GTEST_PROP(PackRules, ThereAndBackIsTheSame, ()) {
  const PackInfo pack = PackOf(*rc::gen::inRange<int64_t>(1, 1'000'000));
  const int64_t packs = *rc::gen::inRange<int64_t>(-1'000'000'000'000, 1'000'000'000'000);
  const auto base = ToBase(pack, packs);
  RC_ASSERT(base.ok());
  RC_ASSERT(FromBase(pack, *base) == (base::Conversion{packs, 0}));
}

RC_GTEST_PROP(PackRules, BackAndThereLosesNothingUnsaid, ()) {
  const PackInfo pack = PackOf(*rc::gen::inRange<int64_t>(1, 1'000'000'000'000));
  const int64_t pieces = *rc::gen::arbitrary<int64_t>();
  const base::Conversion packs = FromBase(pack, pieces);
  RC_ASSERT(packs.remainder >= 0 && packs.remainder < pack.base_count);
  // The whole packs below a negative number may not fit by themselves; then the
  // product is said to be out of range and not wrong.
  const auto whole = ToBase(pack, packs.whole);
  if (whole.ok()) RC_ASSERT(*whole + packs.remainder == pieces);
  if (!whole.ok()) RC_ASSERT(pieces < 0);
}

RC_GTEST_PROP(PackRules, ProductFitsOrIsRefused, ()) {
  const PackInfo pack = PackOf(*rc::gen::inRange<int64_t>(1, kMax));
  const int64_t amount = *rc::gen::arbitrary<int64_t>();
  const __int128 exact = static_cast<__int128>(amount) * pack.base_count;
  const auto base = ToBase(pack, amount);
  RC_ASSERT(base.ok() == (exact == static_cast<int64_t>(exact)));
  if (base.ok()) RC_ASSERT(static_cast<__int128>(*base) == exact);
}

TEST(PackRules, MeasureIsTheSameInWhateverItIsPacked) {
  EXPECT_EQ(*ToBase(Measured("KGM"), 1'500'000), 1'500'000);
  EXPECT_EQ(FromBase(Measured("KGM"), 1'500'000), (base::Conversion{1'500'000, 0}));
}

TEST(PackRules, CountedItemTakesACount) {
  std::string path;
  EXPECT_EQ(FaultOf(Count(3), PackOf(12), path), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(FaultOf(Weight(150), PackOf(12), path), v1::REASON_UNIT_MISMATCH);
  EXPECT_EQ(path, "order.quantity.measure");
}

TEST(PackRules, MeasuredItemTakesItsOwnUnit) {
  std::string path;
  EXPECT_EQ(FaultOf(Weight(150), Measured("KGM"), path), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(FaultOf(Count(3), Measured("KGM"), path), v1::REASON_UNIT_MISMATCH);
  EXPECT_EQ(path, "order.quantity.count");
  EXPECT_EQ(FaultOf(Weight(150), Measured("GRM"), path), v1::REASON_UNIT_MISMATCH);
  EXPECT_EQ(path, "order.quantity.measure.unit_code");
}

// What went wrong elsewhere: each of these was a floating-point factor, a forgotten
// pack or a compared number without its unit.
TEST(PackBlunders, SixteenDozenAre192AndNot200) {
  EXPECT_EQ(*ToBase(PackOf(12), 16), 192);
  EXPECT_EQ(FromBase(PackOf(12), 192), (base::Conversion{16, 0}));
}

TEST(PackBlunders, OneIsOneAndNot1Point02) {
  for (const int64_t count : {3, 7, 49, 98, 144, 1000}) {
    EXPECT_EQ(FromBase(PackOf(count), *ToBase(PackOf(count), 1)), (base::Conversion{1, 0}))
        << count;
  }
}

TEST(PackBlunders, FortyOfABoxOf100IsNoBoxAndForty) {
  // Ordered: 40 pieces. The base says so itself; a box of 100 is not even begun.
  EXPECT_EQ(*ToBase(PackOf(1), 40), 40);
  EXPECT_EQ(FromBase(PackOf(100), 40), (base::Conversion{0, 40}));
  EXPECT_EQ(*ToBase(PackOf(100), 1), 100);
}

TEST(PackBlunders, ThreePacksOfSixAreNotEighteenPacks) {
  EXPECT_EQ(*ToBase(PackOf(6), 3), 18);
  EXPECT_EQ(FromBase(PackOf(6), 18), (base::Conversion{3, 0}));
}

TEST(PackBlunders, NineMillionPacksDoNotAppear) {
  // 98 pieces as a factor of 100,000 gave 9,800,000 packs; a pack is never smaller than
  // its base, so there are never more packs than pieces.
  EXPECT_EQ(FromBase(PackOf(98), 98), (base::Conversion{1, 0}));
  EXPECT_EQ(FromBase(PackOf(100'000), 98), (base::Conversion{0, 98}));
}

TEST(PackBlunders, KilogramsAreNotComparedWithTonnes) {
  std::string path;
  v1::Quantity tonnes;
  tonnes.mutable_measure()->set_value_micros(6'000'000);
  tonnes.mutable_measure()->set_unit_code("TNE");
  EXPECT_EQ(FaultOf(tonnes, Measured("KGM"), path), v1::REASON_UNIT_MISMATCH);
}

TEST(PackBlunders, OneHundredAndFiftyGramsStay150Grams) {
  EXPECT_EQ(Weight(150).measure().value_micros(), 150'000);
  EXPECT_EQ(*ToBase(Measured("KGM"), Weight(150).measure().value_micros()), 150'000);
}

TEST(PackBlunders, SquareMetresAreNoPieces) {
  std::string path;
  v1::Quantity area;
  area.mutable_measure()->set_value_micros(12'000'000);
  area.mutable_measure()->set_unit_code("MTK");
  EXPECT_EQ(FaultOf(area, PackOf(1), path), v1::REASON_UNIT_MISMATCH);
}

}  // namespace
}  // namespace headwater::catalogue
