#include "suppliers-sim/character.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "suppliers-sim/keys.h"

namespace headwater::sim {
namespace {

BookOrder OrderWith(const std::string& number, int lines, v1::FillPolicy policy) {
  BookOrder order;
  order.number = number;
  order.day = 15'000;
  for (int i = 1; i <= lines; ++i) {
    BookLine& line = order.lines.emplace_back();
    line.number = i;
    line.fill_policy = policy;
    line.quantity = line.open = i * 3;
  }
  return order;
}

TEST(CharacterTest, TheTwelveHaveAllCharacters) {
  std::set<std::string> names;
  for (int i = 0; i < kSuppliers; ++i) {
    names.insert(std::string(NewCharacter(i, Chance(1))->name()));
  }
  EXPECT_EQ(names,
            (std::set<std::string>{"prompt", "slow", "ships short", "substitutes", "rejects",
                                   "over-delivers", "loses its receipts", "dies and resumes"}));
}

// Whatever anybody decides adds up, and is decided the same again.
TEST(CharacterTest, DecisionsAddUpAndRepeat) {
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    const auto character = NewCharacter(supplier, Chance(5));
    const auto again = NewCharacter(supplier, Chance(5));
    for (int n = 0; n < 200; ++n) {
      const auto policy = static_cast<v1::FillPolicy>(1 + n % 3);
      const BookOrder order = OrderWith(absl::StrCat("PO-", n), 20, policy);
      EXPECT_EQ(character->ShipDelay(order), again->ShipDelay(order));
      EXPECT_GE(character->ShipDelay(order), 1);  // the buyer has a morning to think
      for (BookLine line : order.lines) {
        const LineAnswer answer = character->Answer(order, line);
        const LineAnswer repeated = again->Answer(order, line);
        EXPECT_EQ(answer.accepted, repeated.accepted);
        EXPECT_EQ(answer.accepted + answer.backordered + answer.substituted + answer.rejected,
                  line.pending());
        EXPECT_GE(answer.accepted, 0);
        if (answer.backordered > 0) {
          EXPECT_EQ(policy, v1::FILL_POLICY_BACKORDER);
        }
        if (answer.substituted > 0) {
          EXPECT_EQ(policy, v1::FILL_POLICY_SUBSTITUTE_ALLOWED);
        }
        if (answer.accepted == 0) continue;
        line.acknowledged = answer.accepted;
        line.open = 0;
        const LineShipment shipment = character->Ship(order, line);
        EXPECT_GE(shipment.quantity, 1);
        EXPECT_LE(shipment.quantity,
                  line.acknowledged + line.quantity * character->over_tolerance() / 10'000);
        EXPECT_EQ(shipment.quantity, again->Ship(order, line).quantity);
      }
    }
  }
}

template <typename Counts>
int CountLines(int supplier, v1::FillPolicy policy, Counts counts) {
  const auto character = NewCharacter(supplier, Chance(1));
  int count = 0;
  for (int n = 0; n < 100; ++n) {
    BookOrder order = OrderWith(absl::StrCat("PO-", n), 20, policy);
    for (BookLine& line : order.lines) {
      const LineAnswer answer = character->Answer(order, line);
      line.acknowledged = answer.accepted;
      line.open = 0;
      if (counts(answer, line,
                 line.acknowledged > 0 ? character->Ship(order, line) : LineShipment())) {
        ++count;
      }
    }
  }
  return count;
}

TEST(CharacterTest, EachDoesWhatItIsKnownFor) {
  const auto shorts = [](const LineAnswer&, const BookLine& line, const LineShipment& shipment) {
    return shipment.quantity < line.acknowledged;
  };
  EXPECT_GT(CountLines(2, v1::FILL_POLICY_NO_BACKORDER, shorts), 100);
  EXPECT_EQ(CountLines(0, v1::FILL_POLICY_NO_BACKORDER, shorts), 0);
  const auto substitutes = [](const LineAnswer& answer, const BookLine&, const LineShipment&) {
    return answer.substituted > 0;
  };
  EXPECT_GT(CountLines(3, v1::FILL_POLICY_SUBSTITUTE_ALLOWED, substitutes), 100);
  EXPECT_EQ(CountLines(3, v1::FILL_POLICY_BACKORDER, substitutes), 0);
  const auto rejects = [](const LineAnswer& answer, const BookLine&, const LineShipment&) {
    return answer.rejected > 0;
  };
  EXPECT_GT(CountLines(4, v1::FILL_POLICY_NO_BACKORDER, rejects), 100);
  const auto overs = [](const LineAnswer&, const BookLine& line, const LineShipment& shipment) {
    return shipment.quantity > line.acknowledged;
  };
  EXPECT_GT(CountLines(5, v1::FILL_POLICY_NO_BACKORDER, overs), 100);
}

TEST(CharacterTest, TheSlowAreSlow) {
  const auto slow = NewCharacter(1, Chance(1));
  const auto prompt = NewCharacter(0, Chance(1));
  const BookOrder order = OrderWith("PO-1", 1, v1::FILL_POLICY_BACKORDER);
  EXPECT_GE(slow->AnswerDelay(order), 1);
  EXPECT_EQ(prompt->AnswerDelay(order), 0);
  EXPECT_GT(slow->ShipDelay(order) + slow->TransitDays(),
            prompt->ShipDelay(order) + prompt->TransitDays());
}

TEST(CharacterTest, OneDiesNowAndThenAndOneLosesReceipts) {
  int deaths = 0;
  for (base::Day day = 14'950; day < 15'330; ++day)
    deaths += NewCharacter(9, Chance(1))->DiesOn(day);
  EXPECT_GT(deaths, 20);
  EXPECT_TRUE(NewCharacter(6, Chance(1))->LosesReceipts());
  EXPECT_FALSE(NewCharacter(0, Chance(1))->LosesReceipts());
}

}  // namespace
}  // namespace headwater::sim
