// A supplier's papers for one order, from the order to the last shipment, for every
// character: what is shipped is what was promised.
#include "suppliers-sim/despatch_plan.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "hub/base/gs1.h"
#include "small_world.h"
#include "suppliers-sim/buyer.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

constexpr base::Day kMonday = 15'047;  // 2011-03-14

std::vector<int64_t> Quantities(int lines) {
  std::vector<int64_t> quantities;
  for (int i = 0; i < lines; ++i) quantities.push_back(8 * (i + 1));
  return quantities;
}

// Plays one order until nothing is pending; returns all papers.
std::vector<v1::Document> PlayOut(int supplier, int lines) {
  const World& world = WholeWorld();
  OrderBook book;
  book.Apply(OrderEvent(supplier, kMonday, Quantities(lines)));
  std::vector<v1::Document> papers;
  int64_t version = 1;
  for (base::Day day = kMonday; day < kMonday + 40 && !book.orders().empty(); ++day) {
    BookOrder order = book.orders().begin()->second;
    std::vector<v1::Document> today;
    if (auto answer = AnswerDue(world, supplier, order, day)) {
      order.Answer(answer->order_response(), day);
      today.push_back(*answer);
    }
    if (auto shipment = ShipmentDue(world, supplier, order, day)) today.push_back(*shipment);
    for (v1::Document& document : today) {
      book.Apply(EventOf(document, ++version));
      papers.push_back(std::move(document));
    }
  }
  EXPECT_TRUE(book.orders().empty()) << "supplier " << supplier << " never ends";
  return papers;
}

TEST(DespatchPlanTest, EveryCharacterEndsEveryOrder) {
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    const auto papers = PlayOut(supplier, 45);
    ASSERT_GE(papers.size(), 2u);
    EXPECT_TRUE(papers[0].has_order_response());
    EXPECT_EQ(papers[0].base_version(), 1);
    EXPECT_TRUE(papers[1].has_despatch_advice());
  }
}

TEST(DespatchPlanTest, SameOrderSameBytes) {
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    const auto once = PlayOut(supplier, 30);
    const auto again = PlayOut(supplier, 30);
    ASSERT_EQ(once.size(), again.size());
    for (size_t i = 0; i < once.size(); ++i) {
      EXPECT_EQ(once[i].SerializeAsString(), again[i].SerializeAsString());
    }
  }
}

TEST(DespatchPlanTest, ShipmentsAreInLabelledCartonsAndAddUp) {
  std::set<std::string> labels;
  for (int supplier = 0; supplier < kSuppliers; ++supplier) {
    for (const v1::Document& paper : PlayOut(supplier, 45)) {
      if (!paper.has_despatch_advice()) continue;
      const v1::DespatchAdvice& advice = paper.despatch_advice();
      EXPECT_LE(paper.number().size(), 35u);
      EXPECT_LT(advice.despatch_time().seconds(), advice.estimated_arrival_time().seconds());
      int64_t total = 0;
      std::set<int32_t> lines;
      for (const v1::LogisticUnit& pallet : advice.logistic_units()) {
        EXPECT_TRUE(labels.insert(pallet.sscc()).second) << pallet.sscc();
        for (const v1::LogisticUnit& carton : pallet.units()) {
          EXPECT_TRUE(labels.insert(carton.sscc()).second) << carton.sscc();
          EXPECT_EQ(base::CheckSscc(carton.sscc()), base::KeyFault::kNone);
          for (const v1::DespatchLine& line : carton.lines()) {
            EXPECT_TRUE(lines.insert(line.line_number()).second);
            EXPECT_GT(line.quantity().count(), 0);
            total += line.quantity().count();
          }
        }
      }
      EXPECT_EQ(advice.total_count(), total);
      EXPECT_FALSE(lines.empty());
    }
  }
}

TEST(DespatchPlanTest, AChangeIsAnsweredAgainBeforeAnythingLeaves) {
  const World& world = WholeWorld();
  OrderBook book;
  book.Apply(OrderEvent(0, kMonday, {8, 16}));
  const auto first = AnswerDue(world, 0, book.orders().begin()->second, kMonday);
  ASSERT_TRUE(first.has_value());
  book.Apply(EventOf(*first, 2));
  v1::Document change = NewDocument("order_change", "CH", RetailerGln(), SupplierGln(0),
                                    InstantOf({kMonday + 1, Phase::kShop}));
  change.mutable_order_change()->set_order_number(book.orders().begin()->first);
  *change.mutable_order_change()->mutable_lines() = book.orders().begin()->second.order.lines();
  *change.mutable_order_change()->mutable_lines(0)->mutable_quantity() = Pieces(12);
  book.Apply(EventOf(change, 3));

  BookOrder order = book.orders().begin()->second;
  EXPECT_FALSE(ShipmentDue(world, 0, order, kMonday + 1).has_value());
  const auto second = AnswerDue(world, 0, order, kMonday + 1);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->base_version(), 3);
  EXPECT_NE(second->number(), first->number());
  int64_t answered = 0;
  for (const auto& split : second->order_response().lines(0).splits()) {
    answered += split.quantity().count();
  }
  EXPECT_EQ(answered, 12);
  order.Answer(second->order_response(), kMonday + 1);
  EXPECT_TRUE(ShipmentDue(world, 0, order, kMonday + 1).has_value());
}

}  // namespace
}  // namespace headwater::sim
