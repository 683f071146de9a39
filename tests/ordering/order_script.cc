#include "ordering/order_script.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/uuid.h"
#include "ordering/trade_world.h"

namespace headwater::test {

using delivery::ShipmentLine;

Script::Script() {
  order_ =
      MakeOrder(kOrder, {OrderLineOf(1, Pieces(kSoap), 100),
                         OrderLineOf(2, Pieces(kCoffee), 20, v1::FILL_POLICY_SUBSTITUTE_ALLOWED)});
}

std::optional<v1::Document> Script::Say(Actor actor, int step, const Snapshot& seen) const {
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

v1::Document Script::Change(const Snapshot& seen) const {
  v1::Document change = MakeChange(order_, seen.head.version);
  for (size_t i = 0; i < 2; ++i) {
    *change.mutable_order_change()->mutable_lines(static_cast<int>(i))->mutable_quantity() =
        Count(seen.lines[i].ledger.quantity());
  }
  v1::TimeWindow& window = *change.mutable_order_change()->mutable_delivery_window();
  window.mutable_end_time()->set_seconds(seen.head.delivery_window.end / 1'000'000);
  return change;
}

std::optional<v1::Document> Script::Buyer(int step, const Snapshot& seen) const {
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

std::optional<v1::Document> Script::SupplierSays(int step, const Snapshot& seen) const {
  return step % 2 == 0 ? Answer(step, seen) : Send(step, seen);
}

std::optional<v1::Document> Script::Answer(int step, const Snapshot& seen) const {
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

std::optional<v1::Document> Script::Send(int step, const Snapshot& seen) {
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

std::optional<v1::Document> Script::Dock(int step, const Snapshot& seen) {
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

}  // namespace headwater::test
