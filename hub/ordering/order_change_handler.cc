#include "hub/ordering/order_change_handler.h"

#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_line_check.h"
#include "hub/ordering/order_reference.h"
#include "hub/ordering/order_tables.h"

namespace headwater::ordering {
namespace {

using exchange::FieldPath;
using exchange::Violations;

// One Order Change on its way in.
class Change {
 public:
  Change(const v1::OrderChange& body, OrderHead order, store::Transaction& transaction)
      : body_(body), order_(std::move(order)), transaction_(transaction) {}

  absl::Status Apply(exchange::Outcome& outcome);

 private:
  struct Changed {
    OrderLine before;
    OrderLine after;
  };

  // Whether the order is to come at another time than was answered.
  bool Reschedules() const;
  absl::Status ReadLines();
  absl::Status CheckKept(const v1::OrderLine& stated, const OrderLine& line, const FieldPath& path);
  void ApplyQuantity(int64_t quantity, bool reopen, const FieldPath& path, OrderLine& line);
  void CheckAllCarried();
  absl::Status Save();

  const v1::OrderChange& body_;
  OrderHead order_;
  store::Transaction& transaction_;
  const FieldPath path_{"order_change"};
  std::map<int64_t, OrderLine> lines_;  // as they were
  std::vector<Changed> changed_;
  std::vector<OrderLine> added_;
  Violations violations_;
};

absl::Status Change::Apply(exchange::Outcome& outcome) {
  RETURN_IF_ERROR(ReadLines());
  for (int i = 0; i < body_.lines_size(); ++i) {
    const v1::OrderLine& stated = body_.lines(i);
    const FieldPath path = path_.Index("lines", i);
    const auto known = lines_.find(stated.line_number());
    if (known != lines_.end()) {
      RETURN_IF_ERROR(CheckKept(stated, known->second, path));
      continue;
    }
    ASSIGN_OR_RETURN(auto line, CheckNewLine(transaction_, stated, order_.supplier, order_.currency,
                                             path, violations_));
    if (line.has_value()) added_.push_back(*std::move(line));
  }
  CheckAllCarried();
  if (!violations_.empty()) return violations_.ToStatus();
  RETURN_IF_ERROR(Save());
  outcome.version = order_.version;
  return absl::OkStatus();
}

bool Change::Reschedules() const {
  if (!WindowOf(body_.delivery_window()).same_time(order_.delivery_window)) return true;
  if (body_.has_ship_window() != order_.ship_window.has_value()) return true;
  return order_.ship_window.has_value() &&
         !WindowOf(body_.ship_window()).same_time(*order_.ship_window);
}

absl::Status Change::ReadLines() {
  ASSIGN_OR_RETURN(std::vector<OrderLine> lines,
                   ReadOrderLines(transaction_, order_.supplier, order_.order_number));
  for (OrderLine& line : lines) lines_.emplace(line.line_number, std::move(line));
  return absl::OkStatus();
}

// A line that the order has: it keeps its item.
absl::Status Change::CheckKept(const v1::OrderLine& stated, const OrderLine& line,
                               const FieldPath& path) {
  ASSIGN_OR_RETURN(const auto item, catalogue::ResolveItem(transaction_, stated.item(),
                                                           order_.supplier, path.Field("item"),
                                                           violations_, exchange::Role::kRetailer));
  if (!item.has_value()) return absl::OkStatus();
  if (item->gtin != line.gtin) {
    violations_.Add(
        path.Field("item").Field("gtin"), v1::REASON_LINE_IMMUTABLE,
        absl::StrCat("line ", line.line_number, " is for ", line.gtin.ToString(), ", not for ",
                     item->gtin.ToString(), "; cancel the line and add another"));
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto price, CheckPrice(transaction_, stated.price(), *item, nullptr,
                                                order_.currency, path.Field("price"), violations_));
  if (!catalogue::CheckUnit(stated.quantity(), *item, path.Field("quantity"), violations_) ||
      !price.has_value()) {
    return absl::OkStatus();
  }
  const int64_t quantity = exchange::AmountOf(stated.quantity()).value;
  if (quantity != line.ledger.quantity()) {
    RETURN_IF_ERROR(CheckOrderable(transaction_, *item, quantity, path, violations_));
  }
  OrderLine after = line;
  after.price = price->price;
  after.fill_policy = stated.fill_policy();
  const bool reopen = Reschedules() || !after.price.same_price(line.price);
  ApplyQuantity(quantity, reopen, path, after);
  changed_.push_back({line, std::move(after)});
  return absl::OkStatus();
}

void Change::ApplyQuantity(int64_t quantity, bool reopen, const FieldPath& path, OrderLine& line) {
  const LedgerResult result = ApplyChange(line.ledger, quantity, reopen);
  const auto text = [&line](int64_t amount) { return AmountText(amount, line.measure_unit); };
  if (result.refusal == LedgerRefusal::kBelowCommitted) {
    violations_.Add(path.Field("quantity"), v1::REASON_QUANTITY_BELOW_COMMITTED,
                    absl::StrCat(text(line.ledger.committed()), " of line ", line.line_number,
                                 " are despatched, rejected or cancelled, so it cannot be ",
                                 text(quantity), "; ask for at least that"));
    return;
  }
  if (!result.ok()) {
    violations_.Add(path.Field("quantity"), v1::REASON_NUMBER_OUT_OF_RANGE,
                    absl::StrCat(text(quantity), " is more than line ", line.line_number,
                                 " can count; check the number and the pack"));
    return;
  }
  TrimSplits(line.ledger, result.ledger, line.splits);
  line.ledger = result.ledger;
}

void Change::CheckAllCarried() {
  std::set<int64_t> carried;
  for (const v1::OrderLine& line : body_.lines()) carried.insert(line.line_number());
  for (const auto& [number, line] : lines_) {
    if (carried.contains(number)) continue;
    violations_.Add(path_.Field("lines"), v1::REASON_LINE_MISSING,
                    absl::StrCat("line ", number, " of order ", order_.order_number,
                                 " is not here; state every line, and cancel what is no longer "
                                 "wanted with an Order Cancellation"));
  }
}

absl::Status Change::Save() {
  for (const Changed& line : changed_) {
    RETURN_IF_ERROR(SaveLine(transaction_, order_, line.before.ledger, line.after,
                             line.before.ledger == line.after.ledger ? SplitsSaved::kUnchanged
                                                                     : SplitsSaved::kReplaced));
  }
  for (const OrderLine& line : added_) RETURN_IF_ERROR(AddLine(transaction_, order_, line));
  order_.delivery_window = WindowOf(body_.delivery_window());
  order_.ship_window.reset();
  if (body_.has_ship_window()) order_.ship_window = WindowOf(body_.ship_window());
  order_.cancel_after_day.reset();
  if (body_.has_cancel_after_date()) {
    order_.cancel_after_day = exchange::DayOf(body_.cancel_after_date());
  }
  order_.response_due.reset();
  if (body_.has_response_due_time()) {
    order_.response_due = exchange::MicrosOf(body_.response_due_time());
  }
  return SaveOrder(transaction_, order_);
}

}  // namespace

absl::Status OrderChangeHandler::Apply(const exchange::Submission& submission,
                                       store::Transaction& transaction,
                                       exchange::Outcome& outcome) {
  const v1::OrderChange& body = submission.document.order_change();
  ASSIGN_OR_RETURN(
      OrderHead order,
      FindReferencedOrder(transaction, submission, body.order_number(), FieldPath("order_change")));
  return Change(body, std::move(order), transaction).Apply(outcome);
}

}  // namespace headwater::ordering
