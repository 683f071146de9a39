#include "hub/replenishment/policy_min_max.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "hub/base/random.h"

namespace headwater::replenishment {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Decision Decide(const PolicyInputs& inputs) { return MinMaxPolicy().Decide(inputs); }

std::string Explained(const PolicyInputs& inputs) {
  return absl::StrJoin(Decide(inputs).explanation, " ");
}

TEST(MinMaxPolicy, BelowTheMinimumOrdersUpToTheMaximum) {
  const PolicyInputs inputs{.on_hand_base = 3, .on_order_base = 4, .minimum = 10, .maximum = 50};
  const Decision decision = Decide(inputs);
  EXPECT_EQ(decision.order_quantity, 43);
  EXPECT_EQ(decision.on_hand, 3);
  EXPECT_EQ(decision.on_order, 4);
  EXPECT_THAT(decision.explanation,
              ElementsAre("3 on hand and 4 on order are 7.", "7 is below the minimum of 10.",
                          "43 lift it to the maximum of 50.", "Order 43."));
}

TEST(MinMaxPolicy, AtOrAboveTheMinimumOrdersNothing) {
  for (const int64_t on_hand : {10, 11, 50, 1000}) {
    const Decision decision =
        Decide({.on_hand_base = on_hand, .minimum = 10, .maximum = 50, .order_multiple = 7});
    EXPECT_EQ(decision.order_quantity, 0) << on_hand;
    EXPECT_THAT(decision.explanation, IsEmpty());
  }
  EXPECT_EQ(Decide({.on_hand_base = 9, .minimum = 10, .maximum = 50}).order_quantity, 41);
}

TEST(MinMaxPolicy, WholePacksOfTheSum) {
  // 3 on hand and 3 to come are one pack of 6, though neither is one alone.
  const PolicyInputs inputs{
      .on_hand_base = 3, .on_order_base = 3, .base_count = 6, .minimum = 2, .maximum = 4};
  const Decision decision = Decide(inputs);
  EXPECT_EQ(decision.on_hand, 0);
  EXPECT_EQ(decision.on_order, 0);
  EXPECT_EQ(decision.order_quantity, 3);
  EXPECT_THAT(Explained(inputs),
              HasSubstr("3 on hand and 3 on order are 6 pieces, 1 whole packs of 6."));
}

TEST(MinMaxPolicy, TheRemainderIsExplained) {
  EXPECT_THAT(Explained({.on_hand_base = 10, .base_count = 6, .minimum = 2, .maximum = 4}),
              HasSubstr("1 whole packs of 6 (4 pieces left over do not count)."));
}

TEST(MinMaxPolicy, ANegativeBookIsOrderedFor) {
  const PolicyInputs inputs{.on_hand_base = -7, .base_count = 6, .minimum = 1, .maximum = 3};
  EXPECT_EQ(Decide(inputs).on_hand, -2);
  EXPECT_EQ(Decide(inputs).order_quantity, 5);
  EXPECT_THAT(Explained(inputs), HasSubstr("-2 whole packs of 6 (5 pieces left over"));
}

TEST(MinMaxPolicy, TheLeastOrderIsInWholePacks) {
  const PolicyInputs inputs{.on_hand_base = 5,
                            .base_count = 6,
                            .minimum = 1,
                            .maximum = 2,
                            .minimum_order_quantity_base = 20};
  EXPECT_EQ(Decide(inputs).minimum_order_quantity, 4);
  EXPECT_EQ(Decide(inputs).order_quantity, 4);
  EXPECT_THAT(Explained(inputs),
              AllOf(HasSubstr("The least that can be ordered is 4, not 2."),
                    HasSubstr("That is 2 above the maximum."), Not(HasSubstr("multiples"))));
}

TEST(MinMaxPolicy, TheMultipleRoundsUp) {
  const PolicyInputs inputs{.on_hand_base = 3, .minimum = 5, .maximum = 10, .order_multiple = 4};
  EXPECT_EQ(Decide(inputs).order_quantity, 8);
  EXPECT_THAT(Explained(inputs), AllOf(HasSubstr("Orders come in multiples of 4: 7 become 8."),
                                       HasSubstr("That is 1 above the maximum.")));
}

TEST(MinMaxPolicy, ASmallestOrderThatIsNoMultiple) {
  EXPECT_EQ(Decide({.on_hand_base = 0,
                    .minimum = 1,
                    .maximum = 2,
                    .order_multiple = 6,
                    .minimum_order_quantity_base = 7})
                .order_quantity,
            12);
}

TEST(MinMaxPolicy, TheLargestNumbersDoNotOverflow) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  EXPECT_EQ(Decide({.on_hand_base = kMax, .on_order_base = kMax, .minimum = kMax, .maximum = kMax})
                .order_quantity,
            0);
  EXPECT_EQ(Decide({.on_hand_base = kMin, .on_order_base = kMin, .minimum = kMax, .maximum = kMax})
                .order_quantity,
            kMax);
}

PolicyInputs RandomInputs(base::Random& random) {
  PolicyInputs inputs{.on_hand_base = random.Between(-200, 800),
                      .on_order_base = random.Between(0, 400),
                      .base_count = random.Between(1, 30),
                      .minimum = random.Between(0, 40),
                      .order_multiple = random.Between(1, 12),
                      .minimum_order_quantity_base = random.Between(0, 90)};
  inputs.maximum = inputs.minimum + random.Between(0, 40);
  return inputs;
}

std::string Text(const PolicyInputs& i) {
  return absl::StrCat("on hand ", i.on_hand_base, ", on order ", i.on_order_base, ", base count ",
                      i.base_count, ", minimum ", i.minimum, ", maximum ", i.maximum, ", multiple ",
                      i.order_multiple, ", least ", i.minimum_order_quantity_base);
}

int64_t FloorDiv(int64_t a, int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// What a decision must be, whatever the formula.
void CheckDecision(const PolicyInputs& inputs) {
  const Decision decision = Decide(inputs);
  const int64_t quantity = decision.order_quantity;
  const int64_t position = FloorDiv(inputs.on_hand_base + inputs.on_order_base, inputs.base_count);
  ASSERT_EQ(quantity == 0, position >= inputs.minimum);
  ASSERT_EQ(decision.explanation.empty(), quantity == 0);
  if (quantity == 0) return;

  // Ordering it is enough, and to ask again gives nothing: the complaint of every
  // planner whose quantity grows with each run.
  ASSERT_GE(position + quantity, inputs.maximum);
  PolicyInputs again = inputs;
  again.on_order_base += quantity * inputs.base_count;
  ASSERT_EQ(Decide(again).order_quantity, 0);

  ASSERT_EQ(quantity % inputs.order_multiple, 0);
  ASSERT_GE(quantity * inputs.base_count, inputs.minimum_order_quantity_base);

  // Past the maximum only where one multiple less would not do, and then it is said.
  const std::string explained = absl::StrJoin(decision.explanation, " ");
  const bool above = position + quantity > inputs.maximum;
  ASSERT_EQ(above, explained.find("above the maximum") != std::string::npos);
  const int64_t less = quantity - inputs.order_multiple;
  ASSERT_TRUE(position + less < inputs.maximum ||
              less * inputs.base_count < inputs.minimum_order_quantity_base);
  if (above) {
    ASSERT_TRUE(explained.find("multiples") != std::string::npos ||
                explained.find("The least") != std::string::npos);
  }
  ASSERT_EQ(decision.explanation.back(), absl::StrCat("Order ", quantity, "."));
}

TEST(MinMaxPolicy, HoldsForAnyInputs) {
  constexpr uint64_t kSeed = 20260105;
  SCOPED_TRACE(absl::StrCat("seed ", kSeed));
  base::SeededRandom random(kSeed);
  for (int i = 0; i < 20'000; ++i) {
    const PolicyInputs inputs = RandomInputs(random);
    SCOPED_TRACE(Text(inputs));
    CheckDecision(inputs);
    if (testing::Test::HasFatalFailure()) return;
  }
}

TEST(MinMaxPolicy, TheSameInputsGiveTheSameWords) {
  base::SeededRandom random(7);
  for (int i = 0; i < 200; ++i) {
    const PolicyInputs inputs = RandomInputs(random);
    EXPECT_EQ(Decide(inputs).explanation, Decide(inputs).explanation);
  }
}

}  // namespace
}  // namespace headwater::replenishment
