#include "hub/ordering/order_cancellation_handler.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/ordering/order_reference.h"
#include "hub/ordering/order_tables.h"

namespace headwater::ordering {
namespace {

using exchange::FieldPath;
using exchange::Violations;

// The lines that the document names, or all that have something left.
std::set<int64_t> LinesToCancel(const v1::OrderCancellation& body, const OrderHead& order,
                                const std::map<int64_t, OrderLine>& lines, const FieldPath& path,
                                Violations& violations) {
  std::set<int64_t> chosen;
  if (body.line_numbers_size() == 0) {
    for (const auto& [number, line] : lines) {
      if (line.ledger.pending() > 0) chosen.insert(number);
    }
    if (chosen.empty()) {
      violations.Add(path.Field("order_number"), v1::REASON_QUANTITY_BELOW_COMMITTED,
                     absl::StrCat("all of order ", order.order_number,
                                  " is despatched, rejected or cancelled; nothing is left to "
                                  "cancel"));
    }
    return chosen;
  }
  for (int i = 0; i < body.line_numbers_size(); ++i) {
    const int64_t number = body.line_numbers(i);
    const FieldPath at = path.Index("line_numbers", i);
    const auto line = lines.find(number);
    if (line == lines.end()) {
      violations.Add(at, v1::REASON_ORDER_LINE_NOT_FOUND,
                     absl::StrCat("order ", order.order_number, " has no line ", number,
                                  "; name one of its lines"));
    } else if (!chosen.insert(number).second) {
      violations.Add(at, v1::REASON_DUPLICATE_ITEM,
                     absl::StrCat("line ", number, " is named twice; name it once"));
    } else if (line->second.ledger.pending() == 0) {
      violations.Add(at, v1::REASON_QUANTITY_BELOW_COMMITTED,
                     absl::StrCat("all of line ", number,
                                  " is despatched, rejected or cancelled; nothing is left to "
                                  "cancel"));
    }
  }
  return chosen;
}

absl::Status CancelLine(store::Transaction& transaction, OrderHead& order, OrderLine line) {
  const OrderLineLedger before = line.ledger;
  const LedgerResult result = ApplyCancellation(before);
  if (!result.ok()) {
    return absl::InternalError(absl::StrCat("line ", line.line_number, " of order ",
                                            order.order_number, " cannot be cancelled"));
  }
  line.ledger = result.ledger;
  TrimSplits(before, line.ledger, line.splits);
  return SaveLine(transaction, order, before, line, SplitsSaved::kReplaced);
}

}  // namespace

absl::Status OrderCancellationHandler::Apply(const exchange::Submission& submission,
                                             store::Transaction& transaction,
                                             exchange::Outcome& outcome) {
  const v1::OrderCancellation& body = submission.document.order_cancellation();
  const FieldPath path("order_cancellation");
  ASSIGN_OR_RETURN(OrderHead order,
                   FindReferencedOrder(transaction, submission, body.order_number(), path));
  ASSIGN_OR_RETURN(std::vector<OrderLine> read,
                   ReadOrderLines(transaction, order.supplier, order.order_number));
  std::map<int64_t, OrderLine> lines;
  for (OrderLine& line : read) lines.emplace(line.line_number, std::move(line));

  Violations violations;
  const std::set<int64_t> chosen = LinesToCancel(body, order, lines, path, violations);
  if (!violations.empty()) return violations.ToStatus();
  for (const int64_t number : chosen) {
    RETURN_IF_ERROR(CancelLine(transaction, order, lines.at(number)));
  }
  RETURN_IF_ERROR(SaveOrder(transaction, order));
  outcome.version = order.version;
  return absl::OkStatus();
}

}  // namespace headwater::ordering
