#include "hub/ordering/order_ledger.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/date.h"
#include "hub/base/decimal.h"
#include "hub/base/error.h"
#include "hub/ordering/order_reference.h"
#include "hub/ordering/ordering_rules.h"
#include "hub/partners/partners_queries.h"

namespace headwater::ordering {
namespace {

using base::AbslView;
using exchange::FieldPath;
using exchange::Violations;

// How a pack that was despatched stands to the line that it is for.
struct Fit {
  LineRatio ratio;
  bool is_substitute = false;
  // Of the substitute, what was announced and has not been despatched, in the line's unit.
  int64_t announced = 0;
};

// nullopt: neither the item ordered nor an announced substitute.
std::optional<Fit> FitOf(const catalogue::PackInfo& pack, const OrderLine& line) {
  if (pack.gtin == line.gtin) return Fit{};
  std::optional<Fit> fit;
  for (const OrderSplit& split : line.splits) {
    if (split.outcome != v1::RESPONSE_OUTCOME_SUBSTITUTED || split.substitute != pack.gtin) {
      continue;
    }
    if (!fit.has_value()) fit = Fit{.ratio = {1, split.replacement_count}, .is_substitute = true};
    fit->announced += split.quantity - split.despatched;
  }
  if (fit.has_value()) return fit;
  if (pack.base != line.base) return std::nullopt;
  const int64_t common = std::gcd(pack.base_count, line.base_count);
  return Fit{.ratio = {pack.base_count / common, line.base_count / common}};
}

// Notes in the answer in force what came of a substitute.
void TakeFromSplits(base::Gtin substitute, int64_t amount, std::vector<OrderSplit>& splits) {
  for (OrderSplit& split : splits) {
    if (split.outcome != v1::RESPONSE_OUTCOME_SUBSTITUTED || split.substitute != substitute) {
      continue;
    }
    const int64_t taken = std::min(amount, split.quantity - split.despatched);
    split.despatched += taken;
    amount -= taken;
  }
}

// The goods in the line's unit; nullopt, with a violation, when they are not a whole
// number of it.
std::optional<int64_t> InLineUnit(const ShippedGoods& goods, const Fit& fit, const OrderLine& line,
                                  const FieldPath& path, Violations& violations) {
  const auto converted =
      base::ConvertExactly(goods.amount, fit.ratio.numerator, fit.ratio.denominator);
  if (!converted.ok()) {
    violations.Add(path.Field("quantity"), v1::REASON_NUMBER_OUT_OF_RANGE,
                   absl::StrCat(AmountText(goods.amount, goods.pack.measure_unit), " of ",
                                goods.pack.gtin.ToString(), " is more than line ", line.line_number,
                                " can count; check the number and the pack"));
    return std::nullopt;
  }
  if (!converted->exact()) {
    violations.Add(path.Field("quantity"), v1::REASON_UNIT_MISMATCH,
                   absl::StrCat(fit.ratio.denominator, " of ", goods.pack.gtin.ToString(),
                                fit.is_substitute ? " replace " : " make ", fit.ratio.numerator,
                                " of ", line.gtin.ToString(), ", and ",
                                AmountText(goods.amount, goods.pack.measure_unit),
                                " is not a whole number of it; despatch a multiple of ",
                                fit.ratio.denominator));
    return std::nullopt;
  }
  return converted->whole;
}

std::string ExceedsText(const OrderHead& order, const OrderLine& line, const Fit& fit,
                        int64_t amount, int64_t tolerance) {
  const OrderLineLedger& ledger = line.ledger;
  const auto text = [&line](int64_t value) { return AmountText(value, line.measure_unit); };
  const int64_t promised = fit.is_substitute ? std::min(fit.announced, ledger.substituted)
                                             : ledger.acknowledged + ledger.backordered;
  std::string sentence = absl::StrCat(
      text(amount), " is more than line ", line.line_number, " of order ", order.order_number,
      " has ", fit.is_substitute ? "of this substitute" : "acknowledged and backordered", ", ",
      text(promised), ", and the tolerance, ",
      text(std::max<int64_t>(tolerance - ledger.over_despatched, 0)), " of ", text(tolerance));
  if (ledger.open > 0) {
    absl::StrAppend(&sentence, "; ", text(ledger.open),
                    " are open: answer them with an Order Response first");
  } else {
    absl::StrAppend(&sentence, "; despatch less, or agree on an Order Change");
  }
  return sentence;
}

}  // namespace

absl::StatusOr<OrderLedger::Order*> OrderLedger::FindOrder(std::string_view order_number) {
  auto found = orders_.find(order_number);
  if (found == orders_.end()) {
    ASSIGN_OR_RETURN(auto head, ReadOrder(transaction_, supplier_, order_number));
    std::optional<Order> order;
    if (head.has_value()) order.emplace().head = *std::move(head);
    found = orders_.emplace(std::string(order_number), std::move(order)).first;
  }
  return found->second.has_value() ? &*found->second : nullptr;
}

absl::StatusOr<OrderLedger::Line*> OrderLedger::FindLine(Order& order, int64_t line_number) {
  auto found = order.lines.find(line_number);
  if (found == order.lines.end()) {
    ASSIGN_OR_RETURN(auto row,
                     ReadOrderLine(transaction_, supplier_, order.head.order_number, line_number));
    std::optional<Line> line;
    if (row.has_value()) {
      line.emplace();
      line->before = row->ledger;
      line->now = *std::move(row);
    }
    found = order.lines.emplace(line_number, std::move(line)).first;
  }
  return found->second.has_value() ? &*found->second : nullptr;
}

absl::StatusOr<int64_t> OrderLedger::Tolerance(base::Gln ship_to, int64_t quantity) {
  auto known = tolerance_basis_points_.find(ship_to);
  if (known == tolerance_basis_points_.end()) {
    ASSIGN_OR_RETURN(const auto terms, partners::FindAgreement(transaction_, supplier_, ship_to));
    const int32_t points = terms.has_value() ? terms->over_delivery_tolerance_basis_points : 0;
    known = tolerance_basis_points_.emplace(ship_to, points).first;
  }
  return ToleranceOf(quantity, known->second);
}

absl::StatusOr<OrderLedger::Line*> OrderLedger::FindShippedLine(const Shipping& shipping,
                                                                const ShippedGoods& goods,
                                                                const FieldPath& path,
                                                                Violations& violations) {
  const FieldPath order_path = path.Field("order_number");
  ASSIGN_OR_RETURN(Order* const order, FindOrder(goods.order_number));
  if (order == nullptr) {
    violations.Add(order_path, v1::REASON_ORDER_NOT_FOUND,
                   NoSuchOrder(supplier_, goods.order_number));
    return nullptr;
  }
  const OrderHead& head = order->head;
  if (head.ship_to != shipping.ship_to) {
    violations.Add(
        order_path, v1::REASON_ORDER_NOT_FOUND,
        absl::StrCat("order ", head.order_number, " goes to ", head.ship_to.ToString(), ", not to ",
                     shipping.ship_to.ToString(), "; a shipment goes to one location"));
    return nullptr;
  }
  if (IsClosed(head.state)) {
    violations.Add(order_path, v1::REASON_ORDER_CLOSED, OrderIsClosed(head));
    return nullptr;
  }
  if (head.cancel_after_day.has_value() &&
      base::DayIn(shipping.despatch_time, shipping.zone) > *head.cancel_after_day) {
    violations.Add(
        order_path, v1::REASON_ORDER_CLOSED,
        absl::StrCat("order ", head.order_number, " was to be despatched by the end of ",
                     base::FormatDay(*head.cancel_after_day), " at ", head.ship_to.ToString(),
                     "; ask the buyer for an Order Change with a later day"));
    return nullptr;
  }
  ASSIGN_OR_RETURN(Line* const line, FindLine(*order, goods.order_line_number));
  if (line == nullptr) {
    violations.Add(path.Field("order_line_number"), v1::REASON_ORDER_LINE_NOT_FOUND,
                   absl::StrCat("order ", head.order_number, " has no line ",
                                goods.order_line_number, "; name one of its lines"));
  }
  return line;
}

absl::StatusOr<std::optional<LineRatio>> OrderLedger::RecordDespatch(const Shipping& shipping,
                                                                     const ShippedGoods& goods,
                                                                     const FieldPath& path,
                                                                     Violations& violations) {
  ASSIGN_OR_RETURN(Line* const line, FindShippedLine(shipping, goods, path, violations));
  if (line == nullptr) return std::optional<LineRatio>();
  OrderLine& now = line->now;
  const std::optional<Fit> fit = FitOf(goods.pack, now);
  if (!fit.has_value()) {
    violations.Add(path.Field("item").Field("gtin"), v1::REASON_SUBSTITUTE_NOT_ALLOWED,
                   absl::StrCat(goods.pack.gtin.ToString(), " is neither the item of line ",
                                now.line_number, ", ", now.gtin.ToString(),
                                ", nor a substitute that an Order Response announced; despatch the "
                                "item ordered, or announce the substitute first"));
    return std::optional<LineRatio>();
  }
  const std::optional<int64_t> amount = InLineUnit(goods, *fit, now, path, violations);
  if (!amount.has_value()) return std::optional<LineRatio>();
  ASSIGN_OR_RETURN(const int64_t tolerance, Tolerance(shipping.ship_to, now.ledger.quantity()));
  const LedgerResult result = ApplyDespatch(now.ledger, {.quantity = *amount,
                                                         .substitute_for = fit->announced,
                                                         .is_substitute = fit->is_substitute,
                                                         .tolerance = tolerance});
  if (!result.ok()) {
    ASSIGN_OR_RETURN(const Order* const order, FindOrder(goods.order_number));
    violations.Add(path.Field("quantity"), v1::REASON_DESPATCH_EXCEEDS_ORDER,
                   ExceedsText(order->head, now, *fit, *amount, tolerance));
    return std::optional<LineRatio>();
  }
  if (fit->is_substitute) {
    TakeFromSplits(goods.pack.gtin, now.ledger.substituted - result.ledger.substituted, now.splits);
    line->splits_changed = true;
  }
  now.ledger = result.ledger;
  line->touched = true;
  line->closes = line->closes || goods.remainder == v1::REMAINDER_CANCELLED;
  return std::optional<LineRatio>(fit->ratio);
}

absl::Status OrderLedger::RecordReceipt(std::string_view order_number, int64_t line_number,
                                        const Receipt& receipt, const FieldPath& path,
                                        Violations& violations) {
  ASSIGN_OR_RETURN(Order* const order, FindOrder(order_number));
  Line* line = nullptr;
  if (order != nullptr) {
    ASSIGN_OR_RETURN(line, FindLine(*order, line_number));
  }
  const std::string name = absl::StrCat("line ", line_number, " of order ", AbslView(order_number));
  if (line == nullptr) {
    return absl::InternalError(absl::StrCat("a shipment is of ", name, ", which is not there"));
  }
  const LedgerResult result = ApplyReceipt(line->now.ledger, receipt);
  if (result.refusal == LedgerRefusal::kOutOfRange) {
    violations.Add(path, v1::REASON_NUMBER_OUT_OF_RANGE,
                   absl::StrCat("with this, more was received of ", name,
                                " than it can count; check the numbers"));
    return absl::OkStatus();
  }
  if (!result.ok()) {
    return absl::InternalError(
        absl::StrCat("a shipment has more under way than ", name, " has in transit"));
  }
  line->now.ledger = result.ledger;
  line->touched = true;
  return absl::OkStatus();
}

absl::StatusOr<int64_t> OrderLedger::DeliveryEnd(std::string_view order_number) {
  ASSIGN_OR_RETURN(const Order* const order, FindOrder(order_number));
  if (order == nullptr) {
    return absl::InternalError(
        absl::StrCat("a shipment is of order ", AbslView(order_number), ", which is not there"));
  }
  return order->head.delivery_window.end;
}

absl::StatusOr<bool> OrderLedger::IsConsigned(std::string_view order_number) {
  ASSIGN_OR_RETURN(const Order* const order, FindOrder(order_number));
  if (order == nullptr) {
    return absl::InternalError(
        absl::StrCat("a shipment is of order ", AbslView(order_number), ", which is not there"));
  }
  return order->head.payment_method == v1::PAYMENT_METHOD_CONSIGNMENT;
}

absl::Status OrderLedger::SaveLines(Order& order) {
  for (auto& [number, line] : order.lines) {
    if (!line.has_value() || !line->touched) continue;
    if (line->closes) {
      const OrderLineLedger before = line->now.ledger;
      line->now.ledger = ApplyClosing(before).ledger;
      TrimSplits(before, line->now.ledger, line->now.splits);
      line->splits_changed = true;
    }
    RETURN_IF_ERROR(
        SaveLine(transaction_, order.head, line->before, line->now,
                 line->splits_changed ? SplitsSaved::kReplaced : SplitsSaved::kUnchanged));
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> OrderLedger::Save() {
  int touched = 0;
  int64_t version = 0;
  for (auto& [number, order] : orders_) {
    if (!order.has_value()) continue;
    const bool any = std::any_of(order->lines.begin(), order->lines.end(), [](const auto& entry) {
      return entry.second.has_value() && entry.second->touched;
    });
    if (!any) continue;
    RETURN_IF_ERROR(SaveLines(*order));
    RETURN_IF_ERROR(SaveOrder(transaction_, order->head));
    ++touched;
    version = order->head.version;
  }
  return touched == 1 ? version : 0;
}

}  // namespace headwater::ordering
