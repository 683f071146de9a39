#include "hub/rpc/refuse_for_now.h"

#include "hub/base/absl_view.h"
#include "hub/exchange/limits.h"
#include "hub/exchange/reason_code.h"
#include "hub/exchange/refusal.h"

namespace headwater::rpc {
namespace {

absl::Status Refuse(v1::Reason reason, std::string_view message, absl::Duration delay) {
  v1::ErrorDetail detail;
  detail.set_reason(reason);
  *detail.mutable_retry_delay() = ToProto(delay);
  return exchange::WithDetail(absl::Status(exchange::CodeOf(reason), base::AbslView(message)),
                              detail);
}

}  // namespace

absl::Status RefuseBusy(std::string_view message) {
  return Refuse(v1::REASON_BUSY, message, exchange::kRetryDelayBusy);
}

absl::Status RefuseDraining() {
  return Refuse(v1::REASON_DRAINING,
                "The hub is going down. Connect again after the delay given and repeat what has no "
                "answer yet: a request with the same request_id is applied once.",
                kDrainingRetryDelay);
}

google::protobuf::Duration ToProto(absl::Duration duration) {
  google::protobuf::Duration proto;
  proto.set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &duration));
  proto.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(duration)));
  return proto;
}

}  // namespace headwater::rpc
