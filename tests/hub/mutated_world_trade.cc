// Orders, what becomes of them, and deliveries.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/delivery/delivery_queries.h"
#include "hub/exchange/values.h"
#include "hub/mutated_world.h"
#include "hub/ordering/ordering_queries.h"
#include "ordering/trade_world.h"

namespace headwater::test {
namespace {

using v1::Document;

// So many of the last are looked at: older ones are closed as a rule.
constexpr size_t kLastOnes = 12;

int64_t Left(const v1::OrderLineLedger& ledger) {
  return ledger.open() + ledger.acknowledged() + ledger.backordered() + ledger.substituted();
}

int64_t ToSend(const v1::OrderLineLedger& ledger) {
  return ledger.acknowledged() + ledger.backordered();
}

bool Closed(const v1::OrderRecord& order) {
  return order.state() == v1::ORDER_STATE_RECEIVED || order.state() == v1::ORDER_STATE_CANCELLED ||
         order.state() == v1::ORDER_STATE_REJECTED;
}

v1::Quantity QuantityOf(int64_t amount, const std::string& unit) {
  v1::Quantity quantity;
  if (unit.empty()) {
    quantity.set_count(amount);
  } else {
    quantity.mutable_measure()->set_value_micros(amount);
    quantity.mutable_measure()->set_unit_code(unit);
  }
  return quantity;
}

base::Gln GlnIn(const std::string& text) { return exchange::GlnOf(text); }

}  // namespace

std::optional<Document> LivingWorld::MakeNewOrder() {
  const base::Gln supplier = SomeSupplier();
  std::vector<v1::OrderLine> lines;
  const int size = 1 + static_cast<int>(random_.Below(3));
  for (int i = 1; i <= size; ++i) {
    lines.push_back(OrderLineOf(i, SomeItem(supplier), random_.Between(1, 60),
                                static_cast<v1::FillPolicy>(random_.Between(1, 3))));
  }
  if (supplier == Supplier(1) && random_.Below(4) == 0) {
    lines.push_back(OrderLineOf(size + 1, Pieces(kCheese), Weight(random_.Between(100, 9000))));
  }
  Document document = MakeOrder("", lines, supplier, SomeStore());
  document.set_number(absl::StrCat("O-", ++count_));
  return document;
}

template <typename Fits>
std::optional<v1::OrderRecord> LivingWorld::FindOrder(Fits fits) {
  const size_t first = orders_.size() > kLastOnes ? orders_.size() - kLastOnes : 0;
  const size_t size = orders_.size() - first;
  const size_t begin = random_.Below(size);
  for (size_t i = 0; i < size; ++i) {
    const Document& order = orders_[first + (begin + i) % size];
    v1::GetOrderRequest request;
    request.set_name(absl::StrCat("parties/", order.receiver_gln(), "/orders/", order.number()));
    auto known = hub_.Read(Retailer(), ordering::GetOrder, request);
    if (known.ok() && !Closed(*known) && fits(*known)) return *std::move(known);
  }
  return std::nullopt;
}

std::optional<Document> LivingWorld::MakeAnswer() {
  const auto order = FindOrder([](const v1::OrderRecord& record) {
    return std::any_of(record.lines().begin(), record.lines().end(),
                       [](const auto& line) { return Left(line.ledger()) > 0; });
  });
  if (!order.has_value()) return std::nullopt;
  const base::Gln supplier = GlnIn(order->supplier_gln());
  Document document = Begin(supplier, Retailer());
  document.set_in_response_to(order->document_id());
  document.set_base_version(order->version());
  v1::OrderResponse& answer = *document.mutable_order_response();
  answer.set_order_number(order->order_number());
  for (const v1::OrderLineRecord& record : order->lines()) {
    const int64_t left = Left(record.ledger());
    if (left == 0) continue;
    v1::OrderResponseLine& line = *answer.add_lines();
    line.set_line_number(record.line_number());
    const int64_t rejected = random_.Below(4) == 0 ? random_.Between(0, left - 1) : 0;
    const bool backorders =
        record.fill_policy() == v1::FILL_POLICY_BACKORDER && random_.Below(4) == 0;
    const int64_t later = backorders ? random_.Between(0, left - rejected - 1) : 0;
    const auto add = [&](v1::OrderResponseSplit split, int64_t amount) {
      if (amount == 0) return;
      *split.mutable_quantity() = QuantityOf(amount, record.measure_unit_code());
      *line.add_splits() = std::move(split);
    };
    add(Accepting(1), left - rejected - later);
    add(Backordering(1), later);
    add(Rejecting(1), rejected);
  }
  return document;
}

std::optional<Document> LivingWorld::MakeOrderChange() {
  const auto order = FindOrder([](const v1::OrderRecord&) { return true; });
  if (!order.has_value()) return std::nullopt;
  Document document = Begin(Retailer(), GlnIn(order->supplier_gln()));
  document.set_in_response_to(order->document_id());
  document.set_base_version(order->version());
  v1::OrderChange& change = *document.mutable_order_change();
  change.set_order_number(order->order_number());
  *change.mutable_delivery_window() = order->delivery_window();
  for (const v1::OrderLineRecord& record : order->lines()) {
    const v1::OrderLineLedger& ledger = record.ledger();
    v1::OrderLine& line = *change.add_lines();
    line.set_line_number(record.line_number());
    line.mutable_item()->set_gtin(record.gtin());
    *line.mutable_quantity() = QuantityOf(
        ledger.ordered() + ledger.changed() + random_.Between(0, 5), record.measure_unit_code());
    *line.mutable_price() = record.price();
    line.set_fill_policy(record.fill_policy());
  }
  return document;
}

std::optional<Document> LivingWorld::MakeOrderCancellation() {
  const auto order = FindOrder([](const v1::OrderRecord& record) {
    return record.lines_size() > 1 && Left(record.lines(0).ledger()) > 0;
  });
  if (!order.has_value()) return std::nullopt;
  Document document = Begin(Retailer(), GlnIn(order->supplier_gln()));
  document.set_in_response_to(order->document_id());
  document.set_base_version(order->version());
  v1::OrderCancellation& cancellation = *document.mutable_order_cancellation();
  cancellation.set_order_number(order->order_number());
  cancellation.set_reason(v1::CANCELLATION_REASON_DEMAND_FELL);
  cancellation.add_line_numbers(order->lines(0).line_number());
  return document;
}

std::optional<Document> LivingWorld::MakeDespatchAdvice() {
  const auto order = FindOrder([](const v1::OrderRecord& record) {
    return std::any_of(record.lines().begin(), record.lines().end(),
                       [](const auto& line) { return ToSend(line.ledger()) > 0; });
  });
  if (!order.has_value()) return std::nullopt;
  std::vector<v1::DespatchLine> lines;
  for (const v1::OrderLineRecord& record : order->lines()) {
    const int64_t left = ToSend(record.ledger());
    if (left == 0) continue;
    lines.push_back(
        Shipping(static_cast<int>(lines.size()) + 1, order->order_number(), record.line_number(),
                 record.gtin(), QuantityOf(random_.Between(1, left), record.measure_unit_code()),
                 random_.Below(4) == 0 ? v1::REMAINDER_CANCELLED : v1::REMAINDER_TO_FOLLOW));
  }
  Document document =
      MakeDespatch("", lines, GlnIn(order->supplier_gln()), GlnIn(order->ship_to_gln()));
  document.set_number(absl::StrCat("D-", ++count_));
  // 18 digits: a company prefix, a serial number and the check digit.
  const std::string digits = absl::StrCat(34'000'001'000'000'000 + count_);
  document.mutable_despatch_advice()->mutable_logistic_units(0)->set_sscc(
      digits + base::Gs1CheckDigit(digits));
  return document;
}

std::optional<Document> LivingWorld::MakeReceivingAdvice() {
  const size_t first = despatches_.size() > kLastOnes ? despatches_.size() - kLastOnes : 0;
  for (size_t i = despatches_.size(); i > first; --i) {
    const Document& despatch = despatches_[i - 1];
    v1::GetDeliveryRequest request;
    request.set_name(
        absl::StrCat("parties/", despatch.sender_gln(), "/deliveries/", despatch.number()));
    const auto known = hub_.Read(Retailer(), delivery::GetDelivery, request);
    if (!known.ok() || known->state() == v1::DELIVERY_STATE_RECEIVED) continue;
    std::vector<v1::ReceivingLine> lines;
    for (const v1::DeliveryLineRecord& record : known->lines()) {
      const int64_t left =
          record.despatched() - (record.received() - record.over()) - record.short_();
      if (left <= 0) continue;
      v1::ReceivingLine& line = lines.emplace_back();
      line.set_despatch_line_number(record.line_number());
      const int64_t missing = random_.Below(4) == 0 ? random_.Between(0, left) : 0;
      const std::string& unit = record.measure_unit_code();
      *line.mutable_received() = QuantityOf(left - missing, unit);
      if (missing > 0) *line.mutable_short_() = QuantityOf(missing, unit);
    }
    if (lines.empty()) continue;
    return MakeReceipt(despatch, absl::StrCat("R-", ++count_), lines);
  }
  return std::nullopt;
}

}  // namespace headwater::test
