#include "hub/ordering/order_handler.h"

#include <optional>
#include <utility>
#include <vector>

#include "hub/base/error.h"
#include "hub/exchange/values.h"
#include "hub/ordering/order_line_check.h"
#include "hub/ordering/order_tables.h"
#include "hub/partners/partners_queries.h"

namespace headwater::ordering {
namespace {

using exchange::FieldPath;
using exchange::Violations;

OrderHead HeadOf(const exchange::Submission& submission) {
  const v1::Order& body = submission.document.order();
  OrderHead head;
  head.supplier = submission.supplier;
  head.order_number = submission.document.number();
  head.document_id = submission.document.document_id();
  head.type = body.type();
  head.ship_to = exchange::GlnOf(body.ship_to_gln());
  head.issue_time = exchange::MicrosOf(submission.document.issue_time());
  if (body.has_ship_window()) head.ship_window = WindowOf(body.ship_window());
  head.delivery_window = WindowOf(body.delivery_window());
  if (body.has_cancel_after_date()) {
    head.cancel_after_day = exchange::DayOf(body.cancel_after_date());
  }
  if (body.has_response_due_time()) {
    head.response_due = exchange::MicrosOf(body.response_due_time());
  }
  head.currency = body.currency_code();
  head.payment_method = body.payment_method();
  return head;
}

}  // namespace

absl::Status OrderHandler::Apply(const exchange::Submission& submission,
                                 store::Transaction& transaction, exchange::Outcome& outcome) {
  const v1::Order& body = submission.document.order();
  const FieldPath path("order");
  Violations violations;
  RETURN_IF_ERROR(partners::ResolveLocation(transaction, body.ship_to_gln(), base::Gln(),
                                            path.Field("ship_to_gln"), violations)
                      .status());
  std::vector<OrderLine> lines;
  for (int i = 0; i < body.lines_size(); ++i) {
    ASSIGN_OR_RETURN(auto line,
                     CheckNewLine(transaction, body.lines(i), submission.supplier,
                                  body.currency_code(), path.Index("lines", i), violations));
    if (line.has_value()) lines.push_back(*std::move(line));
  }
  if (!violations.empty()) return violations.ToStatus();

  OrderHead head = HeadOf(submission);
  for (const OrderLine& line : lines) RETURN_IF_ERROR(AddLine(transaction, head, line));
  RETURN_IF_ERROR(AddOrder(transaction, head));
  outcome.version = head.version;
  return absl::OkStatus();
}

}  // namespace headwater::ordering
