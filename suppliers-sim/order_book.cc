#include "suppliers-sim/order_book.h"

#include <algorithm>

#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

int64_t TakeFrom(int64_t& part, int64_t wanted) {
  const int64_t taken = std::min(part, wanted);
  part -= taken;
  return wanted - taken;
}

BookLine LineFrom(const v1::OrderLine& stated) {
  BookLine line;
  line.number = stated.line_number();
  line.gtin = stated.item().gtin();
  line.fill_policy = stated.fill_policy();
  line.quantity = stated.quantity().count();
  line.open = line.quantity;
  return line;
}

void ClosePromised(BookLine& line) { line.acknowledged = line.backordered = line.substituted = 0; }

void Close(BookLine& line) {
  ClosePromised(line);
  line.open = 0;
}

base::Day DayOf(const v1::Document& document) {
  return StepAt(TimeFrom(document.issue_time())).day;
}

}  // namespace

int64_t BookOrder::pending() const {
  int64_t sum = 0;
  for (const BookLine& line : lines) sum += line.pending();
  return sum;
}

BookLine* BookOrder::FindLine(int32_t line_number) {
  for (BookLine& line : lines) {
    if (line.number == line_number) return &line;
  }
  return nullptr;
}

void BookOrder::Answer(const v1::OrderResponse& response, base::Day response_day) {
  for (const v1::OrderResponseLine& stated : response.lines()) {
    BookLine* line = FindLine(stated.line_number());
    if (line == nullptr) continue;
    Close(*line);
    for (const v1::OrderResponseSplit& split : stated.splits()) {
      const int64_t count = split.quantity().count();
      switch (split.outcome()) {
        case v1::RESPONSE_OUTCOME_ACCEPTED:
          line->acknowledged += count;
          break;
        case v1::RESPONSE_OUTCOME_BACKORDERED:
          line->backordered += count;
          break;
        case v1::RESPONSE_OUTCOME_SUBSTITUTED:
          line->substituted += count;
          line->substitute_gtin = split.substitute().item().gtin();
          break;
        default:
          line->rejected += count;
      }
    }
  }
  if (!answered) answer_day = response_day;
  answered = true;
  changed = false;
}

const BookOrder* OrderBook::Find(const std::string& number) const {
  const auto found = orders_.find(number);
  return found == orders_.end() ? nullptr : &found->second;
}

void OrderBook::Apply(const v1::Event& event) {
  const v1::Document& document = event.document();
  const auto touch = [&](const std::string& number) -> BookOrder* {
    const auto found = orders_.find(number);
    if (found == orders_.end()) return nullptr;
    if (event.version() > 0) found->second.version = event.version();
    return &found->second;
  };
  switch (document.body_case()) {
    case v1::Document::kOrder:
      Add(document, event.version());
      return;
    case v1::Document::kOrderResponse:
      if (BookOrder* order = touch(document.order_response().order_number())) {
        order->Answer(document.order_response(), DayOf(document));
        if (order->pending() == 0) orders_.erase(document.order_response().order_number());
      }
      return;
    case v1::Document::kOrderChange:
      if (BookOrder* order = touch(document.order_change().order_number())) {
        Change(document.order_change(), *order);
      }
      return;
    case v1::Document::kOrderCancellation:
      if (BookOrder* order = touch(document.order_cancellation().order_number())) {
        Cancel(document.order_cancellation(), *order);
        if (order->pending() == 0) orders_.erase(document.order_cancellation().order_number());
      }
      return;
    case v1::Document::kDespatchAdvice:
      for (const v1::LogisticUnit& unit : document.despatch_advice().logistic_units()) {
        Ship(unit, DayOf(document));
      }
      std::erase_if(orders_, [](const auto& entry) { return entry.second.pending() == 0; });
      return;
    default:
      return;
  }
}

void OrderBook::Add(const v1::Document& document, int64_t version) {
  BookOrder order;
  order.number = document.number();
  order.document_id = document.document_id();
  order.supplier_gln = document.receiver_gln();
  order.order = document.order();
  order.day = DayOf(document);
  order.version = version;
  for (const v1::OrderLine& line : document.order().lines()) order.lines.push_back(LineFrom(line));
  orders_[order.number] = std::move(order);
}

void OrderBook::Change(const v1::OrderChange& change, BookOrder& order) {
  *order.order.mutable_delivery_window() = change.delivery_window();
  *order.order.mutable_lines() = change.lines();
  for (const v1::OrderLine& stated : change.lines()) {
    BookLine* line = order.FindLine(stated.line_number());
    if (line == nullptr) {
      order.lines.push_back(LineFrom(stated));
      continue;
    }
    const int64_t difference = stated.quantity().count() - line->quantity;
    line->quantity += difference;
    if (difference >= 0) {
      line->open += difference;
      continue;
    }
    // What is least likely to come goes first.
    int64_t less = TakeFrom(line->open, -difference);
    less = TakeFrom(line->backordered, less);
    less = TakeFrom(line->substituted, less);
    TakeFrom(line->acknowledged, less);
  }
  order.changed = true;
}

void OrderBook::Cancel(const v1::OrderCancellation& cancellation, BookOrder& order) {
  for (BookLine& line : order.lines) {
    const bool named = std::ranges::find(cancellation.line_numbers(), line.number) !=
                       cancellation.line_numbers().end();
    if (cancellation.line_numbers().empty() || named) Close(line);
  }
}

void OrderBook::Ship(const v1::LogisticUnit& unit, base::Day day) {
  for (const v1::LogisticUnit& inner : unit.units()) Ship(inner, day);
  for (const v1::DespatchLine& sent : unit.lines()) {
    const auto found = orders_.find(sent.order_number());
    if (found == orders_.end()) continue;
    BookOrder& order = found->second;
    if (order.shipments == 0 || order.ship_day != day) ++order.shipments;
    order.ship_day = day;
    BookLine* line = order.FindLine(sent.order_line_number());
    if (line == nullptr) continue;
    const int64_t count = sent.quantity().count();
    if (sent.item().gtin() == line->gtin) {
      TakeFrom(line->backordered, TakeFrom(line->acknowledged, count));
    } else {
      TakeFrom(line->substituted, count);
    }
    if (sent.remainder() == v1::REMAINDER_CANCELLED) ClosePromised(*line);
  }
}

}  // namespace headwater::sim
