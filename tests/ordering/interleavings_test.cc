// Buyer, supplier and dock each do four things to one order, in every order in which
// their twelve steps can fall: 12! / (4!)^3 = 34,650 interleavings, walked as a tree
// through the real handlers. Each acts on what it last saw: now and then it looks before
// it speaks, else it has seen what its own last step left behind. So much of what is said
// is stale, and has to be refused by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/exchange/refusal.h"
#include "ordering/order_script.h"
#include "ordering/order_snapshot.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using delivery::ShipmentLine;
using ordering::OrderLine;
using ordering::OrderLineLedger;

// Who looks at the order before which of its steps.
constexpr bool kLooks[kActors][kSteps] = {{true, true, false, false},   // the buyer
                                          {true, false, false, true},   // the supplier
                                          {true, false, true, false}};  // the dock

// The accepted documents of a walk, the last first.
struct Accepted {
  std::shared_ptr<const Accepted> before;
  v1::Document document;
};

class Walk {
 public:
  void Run() {
    const absl::Status ordered = tables_.Apply(script_.order());
    ASSERT_TRUE(ordered.ok()) << ordered;
    const Snapshot start = tables_.Read();
    Check(start);
    Node node;
    node.now = std::make_shared<const Snapshot>(start);
    node.seen.fill(node.now);
    Step(node);
  }

  // Every set of accepted documents, alone and in its order, leaves the same behind.
  void Replay() {
    Tables tables;
    ASSERT_TRUE(tables.Apply(script_.order()).ok());
    for (const auto& [key, ending] : endings_) {
      std::vector<const v1::Document*> documents;
      for (const Accepted* at = ending.accepted.get(); at != nullptr; at = at->before.get()) {
        documents.push_back(&at->document);
      }
      tables.Savepoint(0);
      for (auto document = documents.rbegin(); document != documents.rend(); ++document) {
        const absl::Status applied = tables.Apply(**document);
        ASSERT_TRUE(applied.ok()) << applied;
      }
      ASSERT_EQ(Text(tables.Read()), ending.text);
      tables.Undo(0);
      tables.Release(0);
    }
  }

  void Print() const {
    std::cout << "interleavings " << interleavings_ << "\nsteps taken in the tree " << steps_
              << "\ndespatched beside what is open " << despatched_beside_open_ << "\naccepted "
              << accepted_ << "\nrefused " << refused_ << "\nnothing to say " << silent_
              << "\ndifferent courses of events " << endings_.size() << "\n";
    for (const auto& [reason, count] : reasons_) {
      std::cout << "  " << v1::Reason_Name(reason) << " " << count << "\n";
    }
    for (const auto& [state, count] : states_) {
      std::cout << "  ends " << v1::OrderState_Name(state) << " " << count << "\n";
    }
  }

  int64_t interleavings() const { return interleavings_; }
  int64_t accepted() const { return accepted_; }
  int64_t refused() const { return refused_; }
  int64_t silent() const { return silent_; }
  // Steps of the tree.
  int64_t despatched_beside_open() const { return despatched_beside_open_; }
  const std::map<v1::Reason, int64_t>& reasons() const { return reasons_; }
  const std::map<v1::OrderState, int64_t>& states() const { return states_; }

 private:
  struct Node {
    std::array<int, kActors> done{};
    std::array<std::shared_ptr<const Snapshot>, kActors> seen;
    std::shared_ptr<const Snapshot> now;
    std::shared_ptr<const Accepted> accepted;
    size_t key = 0;
    int accepted_count = 0;
    int silent_count = 0;
    std::vector<v1::Reason> refused;
    int depth() const { return done[0] + done[1] + done[2]; }
  };
  struct Ending {
    std::shared_ptr<const Accepted> accepted;
    std::string text;
  };

  void Step(const Node& node) {
    const int depth = node.depth();
    if (depth == kDepth) return End(node);
    for (int actor = 0; actor < kActors; ++actor) {
      const auto at = static_cast<size_t>(actor);
      if (node.done[at] == kSteps) continue;
      ++steps_;
      tables_.Savepoint(depth);
      Step(Act(node, static_cast<Actor>(actor), depth));
      tables_.Undo(depth);
      tables_.Release(depth);
    }
  }

  Node Act(const Node& node, Actor actor, int depth) {
    Node next = node;
    const auto at = static_cast<size_t>(actor);
    const int step = next.done[at]++;
    const Snapshot& seen = kLooks[actor][step] ? *node.now : *node.seen[at];
    const std::optional<v1::Document> document = script_.Say(actor, step, seen);
    bool accepted = false;
    if (!document.has_value()) {
      ++next.silent_count;
    } else if (const absl::Status status = tables_.Apply(*document); status.ok()) {
      accepted = true;
      ++next.accepted_count;
      next.accepted = std::make_shared<const Accepted>(Accepted{node.accepted, *document});
      next.key = absl::HashOf(node.key, document->SerializeAsString());
    } else {
      const v1::Reason reason = exchange::DetailOf(status).reason();
      EXPECT_NE(reason, v1::REASON_INTERNAL) << status;
      EXPECT_NE(reason, v1::REASON_UNSPECIFIED) << status;
      next.refused.push_back(reason);
      tables_.Undo(depth);
    }
    next.now = std::make_shared<const Snapshot>(tables_.Read());
    next.seen[at] = next.now;
    EXPECT_EQ(next.now->head.version, node.now->head.version + (accepted ? 1 : 0));
    if (!accepted) {
      EXPECT_EQ(Text(*next.now), Text(*node.now));
    } else if (document->has_despatch_advice()) {
      CheckOpenUntouched(*node.now, *next.now);
    }
    Check(*next.now);
    return next;
  }

  // What holds at all times.
  static void Check(const Snapshot& now) {
    ordering::OrderTally tally;
    for (const OrderLine& line : now.lines) {
      EXPECT_TRUE(line.ledger.Conserved()) << Text(now);
      tally.Add(line.ledger);
      int64_t under_way = 0;
      for (const auto& shipment : now.shipments) {
        for (const ShipmentLine& sent : shipment) {
          if (sent.order_line_number != line.line_number) continue;
          under_way += sent.despatched / sent.ratio.denominator -
                       (sent.credited.received - sent.credited.over + sent.credited.short_received);
        }
      }
      EXPECT_EQ(line.ledger.in_transit, under_way) << Text(now);
      // The answer in force covers what is promised.
      int64_t promised = 0;
      for (const ordering::OrderSplit& split : line.splits) {
        if (split.outcome != v1::RESPONSE_OUTCOME_REJECTED) promised += split.quantity;
      }
      EXPECT_GE(promised, line.ledger.promised()) << Text(now);
    }
    EXPECT_EQ(tally, now.head.tally);
    EXPECT_EQ(ordering::StateOf(tally), now.head.state);
  }

  // A despatch speaks of what was answered alone: the change that made the rest open may
  // have crossed it.
  void CheckOpenUntouched(const Snapshot& before, const Snapshot& after) {
    bool open = false;
    for (size_t line = 1; line <= before.lines.size(); ++line) {
      EXPECT_EQ(after.ledger(line).open, before.ledger(line).open) << Text(before) << Text(after);
      open = open || before.ledger(line).open > 0;
    }
    if (!open) return;
    ++despatched_beside_open_;
    EXPECT_EQ(after.head.state, v1::ORDER_STATE_NEW);
  }

  void End(const Node& node) {
    ++interleavings_;
    accepted_ += node.accepted_count;
    silent_ += node.silent_count;
    refused_ += static_cast<int64_t>(node.refused.size());
    for (const v1::Reason reason : node.refused) ++reasons_[reason];
    ++states_[node.now->head.state];
    const std::string text = Text(*node.now);
    const auto [known, first] = endings_.try_emplace(node.key, Ending{node.accepted, text});
    if (!first) {
      EXPECT_EQ(known->second.text, text);
    }
  }

  Tables tables_;
  const Script script_;
  absl::flat_hash_map<size_t, Ending> endings_;
  int64_t interleavings_ = 0;
  int64_t steps_ = 0;
  int64_t accepted_ = 0;
  int64_t refused_ = 0;
  int64_t silent_ = 0;
  int64_t despatched_beside_open_ = 0;
  std::map<v1::Reason, int64_t> reasons_;
  std::map<v1::OrderState, int64_t> states_;
};

TEST(Interleavings, OfBuyerSupplierAndDock) {
  Walk walk;
  walk.Run();
  walk.Print();
  EXPECT_EQ(walk.interleavings(), kInterleavings);
  EXPECT_EQ(walk.accepted() + walk.refused() + walk.silent(), kInterleavings * kDepth);
  // The script reaches what it is there for.
  for (const v1::Reason reason :
       {v1::REASON_VERSION_STALE, v1::REASON_DESPATCH_EXCEEDS_ORDER, v1::REASON_DESPATCH_NOT_FOUND,
        v1::REASON_RECEIPT_EXCEEDS_DESPATCH}) {
    EXPECT_GT(walk.reasons().count(reason), 0u) << v1::Reason_Name(reason);
  }
  EXPECT_GT(walk.states().size(), 2u);
  EXPECT_GT(walk.despatched_beside_open(), 0);
  walk.Replay();
}

}  // namespace
}  // namespace headwater::test
