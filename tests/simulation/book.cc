#include "simulation/book.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace headwater::simulation {

int64_t OrderEntry::pending(const v1::OrderLine& line) const {
  const auto found = lines.find(line.line_number());
  const int64_t committed = found == lines.end() ? 0 : found->second.committed;
  return std::max<int64_t>(0, line.quantity().count() - committed);
}

OrderEntry* Book::Find(const std::string& number) {
  const auto found = std::find_if(orders_.begin(), orders_.end(), [&](const OrderEntry& order) {
    return order.document.number() == number;
  });
  return found == orders_.end() ? nullptr : &*found;
}

void Book::Add(const v1::Event& event) {
  const v1::Document& document = event.document();
  documents_.push_back(document);
  const auto state = [&](const std::string& name) { stated_[name] = {document, event.version()}; };
  switch (document.body_case()) {
    case v1::Document::kParty:
      return state(document.party().gln());
    case v1::Document::kLocation:
      return state(document.location().gln());
    case v1::Document::kTradeItem:
      return state(document.trade_item().gtin());
    case v1::Document::kReplenishmentAgreement:
      return state(absl::StrCat(document.replenishment_agreement().supplier_gln(), " at ",
                                document.replenishment_agreement().location_gln()));
    case v1::Document::kOrder:
      orders_.push_back({.document = document, .version = event.version(), .due_answer = true});
      return;
    case v1::Document::kDespatchAdvice:
      despatches_.push_back({.document = document});
      for (const v1::LogisticUnit& unit : document.despatch_advice().logistic_units()) {
        for (const v1::DespatchLine& line : unit.lines()) {
          OrderEntry* const order = Find(line.order_number());
          if (order == nullptr) continue;
          OrderEntry::Line& of = order->lines[line.order_line_number()];
          of.committed += line.quantity().count();
          of.promised -= line.quantity().count();
        }
      }
      return;
    case v1::Document::kReceivingAdvice:
      for (DespatchEntry& despatch : despatches_) {
        if (despatch.document.document_id() == document.in_response_to()) despatch.received = true;
      }
      return;
    default:
      break;
  }
  OrderEntry* order = nullptr;
  if (document.has_order_change()) {
    order = Find(document.order_change().order_number());
    if (order == nullptr) return;
    *order->document.mutable_order()->mutable_lines() = document.order_change().lines();
    order->due_answer = true;
  } else if (document.has_order_cancellation()) {
    order = Find(document.order_cancellation().order_number());
    if (order == nullptr) return;
    order->ended = true;
  } else if (document.has_order_response()) {
    order = Find(document.order_response().order_number());
    if (order == nullptr) return;
    AddResponse(document.order_response(), *order);
  }
  if (order != nullptr && event.version() > 0) order->version = event.version();
}

void Book::AddResponse(const v1::OrderResponse& response, OrderEntry& order) {
  order.due_answer = false;
  for (const v1::OrderResponseLine& line : response.lines()) {
    OrderEntry::Line& of = order.lines[line.line_number()];
    of.promised = 0;
    for (const v1::OrderResponseSplit& split : line.splits()) {
      if (split.outcome() == v1::RESPONSE_OUTCOME_REJECTED) {
        of.committed += split.quantity().count();
      } else {
        of.promised += split.quantity().count();
      }
    }
  }
}

}  // namespace headwater::simulation
