#include "hub/inventory/inventory_rules.h"

#include <gtest/gtest.h>

#include <limits>

namespace headwater::inventory {
namespace {

struct SignCase {
  v1::MovementReason reason;
  bool below;
  bool zero;
  bool above;
};

TEST(MovementSign, EveryReasonOfTheContract) {
  const SignCase cases[] = {
      {v1::MOVEMENT_REASON_RECEPTION, false, false, true},
      {v1::MOVEMENT_REASON_ISSUE, true, false, false},
      {v1::MOVEMENT_REASON_SCRAP, true, false, false},
      {v1::MOVEMENT_REASON_COUNT_DIFFERENCE, true, true, true},
      {v1::MOVEMENT_REASON_OWNERSHIP_CHANGE, true, true, true},
      {v1::MOVEMENT_REASON_STATUS_CHANGE, true, true, true},
      {v1::MOVEMENT_REASON_REVERSAL, true, true, true},
      {v1::MOVEMENT_REASON_CONSIGNMENT_USE, true, false, false},
      {v1::MOVEMENT_REASON_RETURN_TO_SUPPLIER, true, false, false},
  };
  EXPECT_EQ(std::size(cases), v1::MovementReason_ARRAYSIZE - 1) << "a reason has no sign";
  for (const SignCase& c : cases) {
    SCOPED_TRACE(v1::MovementReason_Name(c.reason));
    EXPECT_EQ(SignFits(c.reason, -1), c.below);
    EXPECT_EQ(SignFits(c.reason, 0), c.zero);
    EXPECT_EQ(SignFits(c.reason, 1), c.above);
  }
}

TEST(MovementSign, TransfersAddUpToZero) {
  for (int i = 0; i < v1::MovementReason_ARRAYSIZE; ++i) {
    const auto reason = static_cast<v1::MovementReason>(i);
    EXPECT_EQ(AddsUpToZero(reason), reason == v1::MOVEMENT_REASON_OWNERSHIP_CHANGE ||
                                        reason == v1::MOVEMENT_REASON_STATUS_CHANGE);
  }
}

TEST(Counting, BooksTheDifference) {
  const auto counted = ApplyCount(10, 7, 0);
  ASSERT_TRUE(counted.has_value());
  EXPECT_EQ(counted->book, 7);
  EXPECT_EQ(counted->difference, -3);
}

TEST(Counting, KeepsWhatMovedAfterIt) {
  // 10 by the book, of which 4 were sold after the count: it expected 14 and found 12.
  const auto counted = ApplyCount(10, 12, -4);
  ASSERT_TRUE(counted.has_value());
  EXPECT_EQ(counted->book, 8);
  EXPECT_EQ(counted->difference, -2);
}

TEST(Counting, TheFirstCountIsAllDifference) {
  const auto counted = ApplyCount(std::nullopt, 7, 0);
  ASSERT_TRUE(counted.has_value());
  EXPECT_EQ(counted->book, 7);
  EXPECT_EQ(counted->difference, 7);
}

TEST(Counting, OverflowIsNoCount) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  EXPECT_FALSE(ApplyCount(0, kMax, 1).has_value());
  EXPECT_FALSE(ApplyCount(-2, kMax, 0).has_value());
  EXPECT_TRUE(ApplyCount(0, kMax, 0).has_value());
}

}  // namespace
}  // namespace headwater::inventory
