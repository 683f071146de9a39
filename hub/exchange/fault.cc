#include "hub/exchange/fault.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "headwater/v1/errors.pb.h"
#include "hub/exchange/limits.h"
#include "hub/exchange/reason_code.h"
#include "hub/exchange/refusal.h"

namespace headwater::exchange {
namespace {

absl::Status RetryLater(v1::Reason reason, absl::Duration delay, absl::string_view message) {
  v1::ErrorDetail detail;
  detail.set_reason(reason);
  detail.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(delay));
  detail.mutable_retry_delay()->set_nanos(
      static_cast<int32_t>(absl::ToInt64Nanoseconds(delay % absl::Seconds(1))));
  return WithDetail(absl::Status(CodeOf(reason), message), detail);
}

absl::Status Sealed() {
  return RetryLater(v1::REASON_STORE_SEALED, kRetryDelaySealed,
                    "the hub has stopped taking writes until it is restarted; send the same "
                    "request again after that");
}

}  // namespace

absl::Status TellRefusedPush(const absl::Status& status, bool healthy) {
  if (status.ok()) return status;
  if (!healthy) return Sealed();
  if (status.code() == absl::StatusCode::kResourceExhausted) {
    return RetryLater(v1::REASON_BUSY, kRetryDelayBusy, status.message());
  }
  return RetryLater(v1::REASON_DRAINING, kRetryDelaySealed, status.message());
}

absl::Status TellCaller(absl::Status status, bool healthy, const FaultLog& log) {
  if (status.ok() || DetailOf(status).reason() != v1::REASON_INTERNAL) return status;
  if (!healthy) return Sealed();
  if (log) log(status.ToString());
  if (status.code() == absl::StatusCode::kResourceExhausted) {
    return RetryLater(v1::REASON_BUSY, kRetryDelayBusy,
                      "the hub cannot write at the moment; send the same request again");
  }
  if (status.code() == absl::StatusCode::kUnavailable) {
    return RetryLater(v1::REASON_STORE_AWAY, kRetryDelayBusy,
                      "the hub does not reach its store at the moment, or lost it while it wrote "
                      "this; send the same request again, here or to another hub: it is applied "
                      "once");
  }
  return Refuse(v1::REASON_INTERNAL,
                "a fault of the hub, which it has logged; the document was not taken");
}

}  // namespace headwater::exchange
