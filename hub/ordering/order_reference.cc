#include "hub/ordering/order_reference.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::ordering {
namespace {

using base::AbslView;
using exchange::FieldPath;
using exchange::Violations;

absl::Status CheckGiven(const v1::Document& document) {
  Violations violations;
  if (document.in_response_to().empty()) {
    violations.Add(FieldPath("in_response_to"), v1::REASON_FIELD_REQUIRED,
                   "this document speaks of an order; give the document_id of the Order");
  }
  if (!document.has_base_version()) {
    violations.Add(FieldPath("base_version"), v1::REASON_FIELD_REQUIRED,
                   "the order may have moved on; give the version that this document was made "
                   "from, as GetOrder and the event of the order tell it");
  }
  return violations.ToStatus();
}

absl::Status RefuseField(const FieldPath& path, v1::Reason reason, std::string description) {
  Violations violations;
  violations.Add(path, reason, std::move(description));
  return violations.ToStatus();
}

}  // namespace

absl::StatusOr<OrderHead> FindReferencedOrder(store::Reader& reader,
                                              const exchange::Submission& submission,
                                              std::string_view order_number,
                                              const FieldPath& body) {
  const v1::Document& document = submission.document;
  RETURN_IF_ERROR(CheckGiven(document));
  ASSIGN_OR_RETURN(auto order, ReadOrder(reader, submission.supplier, order_number));
  if (!order.has_value()) {
    return RefuseField(body.Field("order_number"), v1::REASON_ORDER_NOT_FOUND,
                       NoSuchOrder(submission.supplier, order_number));
  }
  if (document.in_response_to() != order->document_id) {
    return RefuseField(
        FieldPath("in_response_to"), v1::REASON_IN_RESPONSE_TO_WRONG,
        absl::StrCat(document.in_response_to(), " is not the Order ", order->order_number,
                     "; its document_id is ", order->document_id));
  }
  if (IsClosed(order->state)) {
    return RefuseField(body.Field("order_number"), v1::REASON_ORDER_CLOSED, OrderIsClosed(*order));
  }
  if (document.base_version() != order->version) {
    return exchange::RefuseStale(absl::StrCat("order ", order->order_number),
                                 document.base_version(), order->version);
  }
  return *std::move(order);
}

std::string NoSuchOrder(base::Gln supplier, std::string_view order_number) {
  return absl::StrCat("there is no order ", AbslView(order_number), " to supplier ",
                      supplier.ToString(), "; correct the number");
}

std::string OrderIsClosed(const OrderHead& order) {
  const std::string state =
      absl::AsciiStrToLower(absl::StripPrefix(v1::OrderState_Name(order.state), "ORDER_STATE_"));
  return absl::StrCat("order ", order.order_number, " is ", state,
                      " and takes nothing more; what is still wanted needs a new order");
}

}  // namespace headwater::ordering
