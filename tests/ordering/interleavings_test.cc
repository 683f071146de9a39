// Buyer, supplier and dock each do four things to one order, in every order in which
// their twelve steps can fall: 12! / (4!)^3 = 34,650 interleavings, walked as a tree
// through the real handlers. Each acts on what it last saw: now and then it looks before
// it speaks, else it has seen what its own last step left behind. So much of what is said
// is stale, and has to be refused by name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/base/uuid.h"
#include "hub/delivery/delivery_tables.h"
#include "hub/exchange/refusal.h"
#include "hub/ordering/order_tables.h"
#include "hub/store/sqlite_database.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using delivery::ShipmentLine;
using ordering::OrderLine;
using ordering::OrderLineLedger;

constexpr int kActors = 3;
constexpr int kSteps = 4;
constexpr int kDepth = kActors * kSteps;
constexpr int64_t kInterleavings = 34'650;
enum Actor { kBuyer, kSupplier, kDock };

// Who looks at the order before which of its steps.
constexpr bool kLooks[kActors][kSteps] = {{true, true, false, false},   // the buyer
                                          {true, false, false, true},   // the supplier
                                          {true, false, true, false}};  // the dock

constexpr char kOrder[] = "PO-1";
constexpr std::array<const char*, 2> kShipments = {"DA-1", "DA-2"};

// All there is to know of the order: line 1 is soap, line 2 coffee or twice as much mint.
struct Snapshot {
  ordering::OrderHead head;
  std::vector<OrderLine> lines;
  std::array<std::vector<ShipmentLine>, kShipments.size()> shipments;

  const OrderLineLedger& ledger(size_t line) const { return lines[line - 1].ledger; }
};

void Append(std::string& text, const OrderLineLedger& ledger) {
  absl::StrAppend(&text, ledger.ordered, " ", ledger.changed, " ", ledger.over_despatched, " ",
                  ledger.open, " ", ledger.acknowledged, " ", ledger.backordered, " ",
                  ledger.substituted, " ");
  absl::StrAppend(&text, ledger.rejected, " ", ledger.cancelled_by_buyer, " ",
                  ledger.cancelled_by_supplier, " ", ledger.despatched, " ", ledger.in_transit, " ",
                  ledger.received, " ");
  absl::StrAppend(&text, ledger.short_received, " ", ledger.over_received, " ", ledger.accepted,
                  " ", ledger.damaged, " ", ledger.refused, "\n");
}

std::string Text(const Snapshot& snapshot) {
  std::string text = absl::StrCat(snapshot.head.version, " ", static_cast<int>(snapshot.head.state),
                                  " ", snapshot.head.delivery_window.end, "\n");
  for (const OrderLine& line : snapshot.lines) {
    Append(text, line.ledger);
    for (const ordering::OrderSplit& split : line.splits) {
      absl::StrAppend(&text, static_cast<int>(split.outcome), " ", split.quantity, " ",
                      split.despatched, "\n");
    }
  }
  for (const auto& shipment : snapshot.shipments) {
    for (const ShipmentLine& line : shipment) {
      absl::StrAppend(&text, line.line_number, " ", line.despatched, " ", line.arrivals.received,
                      " ", line.arrivals.short_received, " ", line.arrivals.over, " ");
      absl::StrAppend(&text, line.arrivals.damaged, " ", line.arrivals.refused, "\n");
    }
  }
  return text;
}

// A hub's tables in one transaction, and the handlers that fold documents into them.
class Tables {
 public:
  Tables() {
    auto database = store::OpenSqlite({.path = ":memory:"});
    HW_CHECK(database.ok()) << database.status();
    database_ = *std::move(database);
    const absl::Status migrated = store::Migrate(*database_, TradeSchemas());
    HW_CHECK(migrated.ok()) << migrated;
    auto transaction = database_->BeginWrite();
    HW_CHECK(transaction.ok()) << transaction.status();
    transaction_ = *std::move(transaction);
    for (const v1::Document& document : WorldDocuments()) {
      const absl::Status applied = Apply(document);
      HW_CHECK(applied.ok()) << applied;
    }
  }

  absl::Status Apply(const v1::Document& document) {
    auto& handler = handlers_[document.body_case()];
    if (handler == nullptr) handler = HandlerOf(document.body_case());
    exchange::Outcome outcome;
    return handler->Apply(SubmissionOf(document), *transaction_, outcome);
  }

  void Savepoint(int depth) { Run(absl::StrCat("SAVEPOINT step", depth)); }
  // Undoes what was done since; the savepoint stays.
  void Undo(int depth) { Run(absl::StrCat("ROLLBACK TO step", depth)); }
  void Release(int depth) { Run(absl::StrCat("RELEASE step", depth)); }

  Snapshot Read() {
    Snapshot snapshot;
    auto head = ordering::ReadOrder(*transaction_, Supplier(), kOrder);
    HW_CHECK(head.ok() && head->has_value()) << head.status();
    snapshot.head = **std::move(head);
    auto lines = ordering::ReadOrderLines(*transaction_, Supplier(), kOrder);
    HW_CHECK(lines.ok()) << lines.status();
    snapshot.lines = *std::move(lines);
    for (size_t i = 0; i < kShipments.size(); ++i) {
      auto shipment = delivery::ReadShipmentLines(*transaction_, Supplier(), kShipments[i]);
      HW_CHECK(shipment.ok()) << shipment.status();
      snapshot.shipments[i] = *std::move(shipment);
    }
    return snapshot;
  }

 private:
  void Run(const std::string& text) {
    const absl::Status status = transaction_->ExecuteText(text);
    HW_CHECK(status.ok()) << status;
  }

  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Transaction> transaction_;
  std::map<v1::Document::BodyCase, std::unique_ptr<exchange::DocumentHandler>> handlers_;
};

// What the three would say, from what they last saw. Absent: nothing.
class Script {
 public:
  Script() {
    order_ = MakeOrder(kOrder,
                       {OrderLineOf(1, Pieces(kSoap), 100),
                        OrderLineOf(2, Pieces(kCoffee), 20, v1::FILL_POLICY_SUBSTITUTE_ALLOWED)});
  }

  const v1::Document& order() const { return order_; }

  std::optional<v1::Document> Say(Actor actor, int step, const Snapshot& seen) const {
    std::optional<v1::Document> document = actor == kBuyer      ? Buyer(step, seen)
                                           : actor == kSupplier ? SupplierSays(step, seen)
                                                                : Dock(step, seen);
    if (!document.has_value()) return document;
    // The same words are the same document, so that two walks can be compared.
    document->clear_document_id();
    document->clear_number();
    const std::string name = absl::StrCat(static_cast<int>(actor), "-", step);
    document->set_document_id(base::NameUuid(name));
    document->set_number(actor == kSupplier && step % 2 == 1
                             ? kShipments[static_cast<size_t>(step / 2)]
                             : absl::StrCat("DOC-", name));
    return document;
  }

 private:
  v1::Document Change(const Snapshot& seen) const {
    v1::Document change = MakeChange(order_, seen.head.version);
    for (size_t i = 0; i < 2; ++i) {
      *change.mutable_order_change()->mutable_lines(static_cast<int>(i))->mutable_quantity() =
          Count(seen.lines[i].ledger.quantity());
    }
    v1::TimeWindow& window = *change.mutable_order_change()->mutable_delivery_window();
    window.mutable_end_time()->set_seconds(seen.head.delivery_window.end / 1'000'000);
    return change;
  }

  std::optional<v1::Document> Buyer(int step, const Snapshot& seen) const {
    v1::Document change = Change(seen);
    v1::OrderChange& body = *change.mutable_order_change();
    switch (step) {
      case 0:  // more soap
        *body.mutable_lines(0)->mutable_quantity() = Count(seen.ledger(1).quantity() + 20);
        return change;
      case 1:  // no coffee
        return MakeCancellation(order_, seen.head.version, {2});
      case 2:  // later
        *body.mutable_delivery_window() = Window(10, 20);
        return change;
      default:  // as little soap as can be, but 60
        *body.mutable_lines(0)->mutable_quantity() =
            Count(std::max<int64_t>(seen.ledger(1).committed(), 60));
        return change;
    }
  }

  std::optional<v1::Document> SupplierSays(int step, const Snapshot& seen) const {
    return step % 2 == 0 ? Answer(step, seen) : Send(step, seen);
  }

  std::optional<v1::Document> Answer(int step, const Snapshot& seen) const {
    std::vector<v1::OrderResponseLine> lines;
    const int64_t soap = seen.ledger(1).pending();
    const int64_t coffee = seen.ledger(2).pending();
    if (soap > 0) {
      const int64_t part = step == 0 ? soap / 4 : std::min<int64_t>(soap - 1, 5);
      std::vector<v1::OrderResponseSplit> splits = {Accepting(soap - part)};
      if (part > 0) splits.push_back(step == 0 ? Backordering(part) : Rejecting(part));
      lines.push_back(Answering(1, splits));
    }
    if (coffee > 0) {
      std::vector<v1::OrderResponseSplit> splits = {Substituting(coffee, Pieces(kMint), 2)};
      if (coffee > 1) {
        splits = {Accepting(coffee / 2), Substituting(coffee - coffee / 2, Pieces(kMint), 2)};
      }
      lines.push_back(Answering(2, splits));
    }
    if (lines.empty()) return std::nullopt;
    return MakeResponse(order_, seen.head.version, lines);
  }

  // First half of what is promised; then all of it, a little over, and no more.
  static std::optional<v1::Document> Send(int step, const Snapshot& seen) {
    const auto rest = step == 1 ? v1::REMAINDER_TO_FOLLOW : v1::REMAINDER_CANCELLED;
    const int64_t soap = seen.ledger(1).acknowledged + seen.ledger(1).backordered;
    const int64_t mint = 2 * seen.ledger(2).substituted;
    const int64_t coffee = seen.ledger(2).acknowledged;
    std::vector<v1::DespatchLine> lines;
    if (soap > 0) {
      lines.push_back(
          Shipping(1, kOrder, 1, Pieces(kSoap), step == 1 ? (soap + 1) / 2 : soap + 2, rest));
    }
    if (mint > 0) lines.push_back(Shipping(2, kOrder, 2, Pieces(kMint), mint, rest));
    if (coffee > 0 && step == 3) {
      lines.push_back(Shipping(3, kOrder, 2, Pieces(kCoffee), coffee, rest));
    }
    if (lines.empty()) return std::nullopt;
    v1::Document document = MakeDespatch("DA", lines);
    document.mutable_despatch_advice()->mutable_logistic_units(0)->set_sscc(MakeSscc(step));
    return document;
  }

  // The first shipment in two parts, the second at once with something over, and the
  // second once more. What the dock has not seen advised it counts blind.
  static std::optional<v1::Document> Dock(int step, const Snapshot& seen) {
    const size_t shipment = step < 2 ? 0 : 1;
    std::vector<v1::ReceivingLine> lines;
    for (const ShipmentLine& line : seen.shipments[shipment]) {
      const int number = static_cast<int>(line.line_number);
      const int64_t left = line.in_transit();
      if (step == 0) {
        lines.push_back(Receiving(number, left / 2));
      } else if (step == 2) {
        lines.push_back(Receiving(number, left + 1, 0, 1, 0, 1));
      } else if (left > 1) {
        lines.push_back(Receiving(number, left - 1, 1, 0, 1));
      } else {
        lines.push_back(Receiving(number, 1));
      }
    }
    if (lines.empty()) lines.push_back(Receiving(1, 5));
    v1::Document despatch = Envelope("none", Supplier(), Retailer());
    despatch.set_number(kShipments[shipment]);
    despatch.set_document_id(
        base::NameUuid(absl::StrCat(static_cast<int>(kSupplier), "-", 2 * shipment + 1)));
    return MakeReceipt(despatch, "RA", lines);
  }

  v1::Document order_;
};

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
