#include "simulation/trade.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/uuid.h"
#include "hub/exchange/values.h"
#include "hub/hub_world.h"
#include "ordering/trade_world.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::simulation {
namespace {

using test::Lane;
using test::Retailer;
using test::Store;
using test::Supplier;
using v1::Document;

constexpr size_t kLastOrders = 6;

google::protobuf::Timestamp Stamp(absl::Time time) {
  return exchange::TimestampOf(exchange::MicrosOf(time));
}

}  // namespace

std::vector<Document> Opening() {
  std::vector<Document> documents = test::RetailerStory();
  for (int n = 1; n <= kSuppliers; ++n) {
    const Lane lane(n);
    for (Document document : {lane.Party(), lane.Location(), lane.Item(), lane.SpareItem(),
                              lane.Agreement(1), lane.Agreement(2)}) {
      documents.push_back(std::move(document));
    }
  }
  return documents;
}

std::optional<Document> Trade::Next(absl::Time now) {
  std::optional<Document> next = caller_.is_retailer() ? NextOfRetailer(now) : NextOfSupplier(now);
  if (next) *next = Finish(*std::move(next), now);
  return next;
}

Document Trade::Finish(Document document, absl::Time now) {
  document.set_number(absl::StrCat("N", caller_.party.value() % 100'000, "-", ++count_));
  document.set_document_id(base::NewUuid(random_));
  document.set_sender_gln(caller_.party.ToString());
  *document.mutable_issue_time() = Stamp(now);
  if (document.has_despatch_advice()) {
    // 18 digits: a company prefix, a serial number and the check digit.
    const std::string digits =
        absl::StrCat(34'000'001'000'000'000 + caller_.party.value() % 1000 * 100'000 + count_);
    document.mutable_despatch_advice()->mutable_logistic_units(0)->set_sscc(
        digits + base::Gs1CheckDigit(digits));
  }
  return document;
}

std::optional<Document> Trade::NextOfRetailer(absl::Time now) {
  if (auto receiving = Receiving(now); receiving && random_.Below(2) == 0) return receiving;
  switch (random_.Below(14)) {
    case 0:
      return Change();
    case 1:
      return Cancellation();
    case 2:
      return Stock(now);
    case 3:
      return Movement(now);
    case 4:
      return Sales();
    case 5:
    case 6:
      return Ticket(now);
    case 7:
      return Restatement();
    case 8:
      return Complain();
    default:
      return NewOrder();
  }
}

std::optional<Document> Trade::NextOfSupplier(absl::Time now) {
  switch (random_.Below(10)) {
    case 0:
      return Restatement();
    case 1:
      return Complain();
    case 2:
      return Stock(now);
    case 3:
    case 4:
    case 5:
      return Despatch();
    default:
      return Answer();
  }
}

int Trade::SomeLane() {
  for (int n = 1; n <= kSuppliers; ++n) {
    if (caller_.party == Supplier(n)) return n;
  }
  return SomeSupplier();
}

template <typename Fits>
OrderEntry* Trade::SomeOrder(Fits fits) {
  std::vector<OrderEntry>& orders = book_.orders();
  std::vector<OrderEntry*> fit;
  for (auto order = orders.rbegin(); order != orders.rend() && fit.size() < kLastOrders; ++order) {
    if (!order->ended && fits(*order)) fit.push_back(&*order);
  }
  return fit.empty() ? nullptr : fit[random_.Below(fit.size())];
}

Document Trade::NewOrder() {
  const int n = SomeSupplier();
  const Lane lane(n);
  std::vector<v1::OrderLine> lines;
  const std::string items[] = {lane.gtin(), lane.case_gtin(), lane.spare_gtin()};
  const int64_t size = random_.Between(1, 3);
  for (int i = 1; i <= size; ++i) {
    lines.push_back(test::OrderLineOf(i, items[random_.Below(3)], random_.Between(1, 40)));
  }
  return test::MakeOrder("", lines, Supplier(n), Store(1 + static_cast<int>(random_.Below(2))));
}

std::optional<Document> Trade::Answer() {
  OrderEntry* const order = SomeOrder([](const OrderEntry& one) { return one.due_answer; });
  if (order == nullptr) return std::nullopt;
  std::vector<v1::OrderResponseLine> lines;
  for (const v1::OrderLine& line : order->document.order().lines()) {
    const int64_t pending = order->pending(line);
    if (pending == 0) continue;
    const int64_t rejected = random_.Below(5) == 0 ? random_.Between(0, pending - 1) : 0;
    std::vector<v1::OrderResponseSplit> splits = {test::Accepting(pending - rejected)};
    if (rejected > 0) splits.push_back(test::Rejecting(rejected));
    lines.push_back(test::Answering(line.line_number(), splits));
  }
  if (lines.empty()) return std::nullopt;
  return test::MakeResponse(order->document, order->version, lines);
}

std::optional<Document> Trade::Change() {
  OrderEntry* const order = SomeOrder([](const OrderEntry&) { return true; });
  if (order == nullptr) return std::nullopt;
  Document document = test::MakeChange(order->document, order->version);
  for (v1::OrderLine& line : *document.mutable_order_change()->mutable_lines()) {
    line.mutable_quantity()->set_count(line.quantity().count() + random_.Between(0, 5));
  }
  return document;
}

std::optional<Document> Trade::Cancellation() {
  OrderEntry* const order = SomeOrder([](const OrderEntry&) { return true; });
  if (order == nullptr) return std::nullopt;
  return test::MakeCancellation(order->document, order->version);
}

std::optional<Document> Trade::Despatch() {
  const auto promised = [](const OrderEntry& order) {
    return std::any_of(order.lines.begin(), order.lines.end(),
                       [](const auto& line) { return line.second.promised > 0; });
  };
  OrderEntry* const order = SomeOrder(promised);
  if (order == nullptr) return std::nullopt;
  std::vector<v1::DespatchLine> lines;
  for (const v1::OrderLine& line : order->document.order().lines()) {
    const int64_t left = order->lines[line.line_number()].promised;
    if (left <= 0) continue;
    lines.push_back(test::Shipping(static_cast<int>(lines.size()) + 1, order->document.number(),
                                   line.line_number(), line.item().gtin(),
                                   random_.Between(1, left)));
  }
  if (lines.empty()) return std::nullopt;
  return test::MakeDespatch("", lines, caller_.party,
                            exchange::GlnOf(order->document.order().ship_to_gln()));
}

std::optional<Document> Trade::Receiving(absl::Time now) {
  for (DespatchEntry& despatch : book_.despatches()) {
    if (despatch.received || random_.Below(3) == 0) continue;
    std::vector<v1::ReceivingLine> lines;
    for (const v1::LogisticUnit& unit : despatch.document.despatch_advice().logistic_units()) {
      for (const v1::DespatchLine& line : unit.lines()) {
        const int64_t sent = line.quantity().count();
        const int64_t missing = random_.Below(4) == 0 ? random_.Between(0, sent) : 0;
        lines.push_back(test::Receiving(line.line_number(), sent - missing, missing));
      }
    }
    Document document = test::MakeReceipt(despatch.document, "", lines);
    *document.mutable_receiving_advice()->mutable_arrival_time() = Stamp(now);
    return document;
  }
  return std::nullopt;
}

std::optional<Document> Trade::Restatement() {
  std::vector<const std::pair<Document, int64_t>*> own;
  for (const auto& [name, statement] : book_.stated()) {
    if (statement.first.sender_gln() == caller_.party.ToString()) own.push_back(&statement);
  }
  if (own.empty()) return std::nullopt;
  const auto& [last, version] = *own[random_.Below(own.size())];
  Document document = last;
  document.set_base_version(version);
  if (document.has_party()) {
    document.mutable_party()->set_display_name(absl::StrCat("Party ", count_));
  } else if (document.has_location()) {
    document.mutable_location()->set_display_name(absl::StrCat("Place ", count_));
  } else if (document.has_trade_item()) {
    document.mutable_trade_item()->set_description(absl::StrCat("Item ", count_));
  }
  return document;
}

}  // namespace headwater::simulation
