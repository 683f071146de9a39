#include "adapters/client/refusal.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/client/wire.pb.h"

namespace headwater::client {
namespace {

absl::Duration DurationOf(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

// The hub's own detail, or what a proxy that knows google.rpc said in its place.
v1::ErrorDetail DetailFrom(const std::string& bytes) {
  v1::ErrorDetail detail;
  wire::Status status;
  if (bytes.empty() || !status.ParseFromString(bytes)) return detail;
  for (const google::protobuf::Any& any : status.details()) {
    if (absl::EndsWith(any.type_url(), "/headwater.v1.ErrorDetail")) {
      v1::ErrorDetail parsed;
      if (parsed.ParseFromString(any.value())) return parsed;
    }
    if (absl::EndsWith(any.type_url(), "/google.rpc.RetryInfo")) {
      wire::RetryInfo info;
      if (info.ParseFromString(any.value())) *detail.mutable_retry_delay() = info.retry_delay();
    }
  }
  return detail;
}

}  // namespace

bool Refusal::IsRetryable() const {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kDeadlineExceeded ||
         code == absl::StatusCode::kResourceExhausted;
}

bool Refusal::IsWorthAnotherStream() const {
  if (IsRetryable()) return true;
  if (detail.reason() != v1::REASON_UNSPECIFIED) return false;
  return code == absl::StatusCode::kCancelled || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kInternal;
}

std::optional<absl::Duration> Refusal::RetryDelay() const {
  if (!detail.has_retry_delay()) return std::nullopt;
  return std::max(absl::ZeroDuration(), DurationOf(detail.retry_delay()));
}

std::string Refusal::ToString() const {
  std::string text = absl::StatusCodeToString(code);
  if (detail.reason() != v1::REASON_UNSPECIFIED) {
    absl::StrAppend(&text, " ", v1::Reason_Name(detail.reason()));
  }
  if (!message.empty()) absl::StrAppend(&text, ": ", message);
  return text;
}

absl::Status Refusal::ToStatus() const {
  const std::string reason =
      detail.reason() == v1::REASON_UNSPECIFIED ? "" : v1::Reason_Name(detail.reason());
  return absl::Status(code, absl::StrCat(reason, reason.empty() ? "" : ": ", message));
}

Refusal RefusalFrom(const grpc::Status& status) {
  Refusal refusal;
  // The codes of gRPC and Abseil are the same numbers.
  refusal.code = static_cast<absl::StatusCode>(status.error_code());
  refusal.message = status.error_message();
  refusal.detail = DetailFrom(status.error_details());
  return refusal;
}

Refusal RefusalFrom(const v1::SubmitError& error) {
  Refusal refusal;
  refusal.code = static_cast<absl::StatusCode>(error.code());
  refusal.message = error.message();
  refusal.detail = error.detail();
  return refusal;
}

Refusal LocalRefusal(absl::StatusCode code, std::string message) {
  Refusal refusal;
  refusal.code = code;
  refusal.message = std::move(message);
  return refusal;
}

}  // namespace headwater::client
