#include "adapters/client/refusal.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/client/reason_subject.h"
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

// For reasons that are newer than this client: the codes that the contract gives to
// documents alone, which their sender has to mend.
bool IsCodeOfDocuments(absl::StatusCode code) {
  return code == absl::StatusCode::kInvalidArgument || code == absl::StatusCode::kAlreadyExists ||
         code == absl::StatusCode::kFailedPrecondition || code == absl::StatusCode::kAborted;
}

}  // namespace

bool Refusal::IsFinal() const {
  if (fate_unknown || IsRetryable()) return false;
  const v1::Reason reason = detail.reason();
  if (reason == v1::REASON_UNSPECIFIED) return false;
  const std::optional<Subject> subject = SubjectOf(reason);
  if (!subject.has_value()) return IsCodeOfDocuments(code);
  switch (*subject) {
    case Subject::kDocument:
    case Subject::kSender:
      return true;
    case Subject::kCaller:
      // A violation names a field: the document says it of a party (a retailer that
      // would suspend itself), and the hub does not say it of the caller.
      return detail.violations_size() > 0;
    case Subject::kService:
      return false;
  }
  return false;
}

bool Refusal::IsRetryable() const {
  const bool has_reason = detail.reason() != v1::REASON_UNSPECIFIED;
  switch (code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    // No reason of the hub's has this code: the call was cut off, by whichever side.
    case absl::StatusCode::kCancelled:
      return true;
    case absl::StatusCode::kResourceExhausted:
      // The hub's BUSY, or a proxy that asks to wait. gRPC's own says that a message or
      // a header is larger than somebody takes, and it will not get smaller: tried again
      // it could go on for ever. It may also be a connection that was closed for asking
      // too much, which the next call of whoever keeps the document makes good.
      return has_reason || detail.has_retry_delay();
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kInternal:
      return !has_reason;
    default:
      return false;
  }
}

bool Refusal::IsOfConnection() const {
  return IsRetryable() && code != absl::StatusCode::kResourceExhausted;
}

bool Refusal::IsOfEveryDocument() const {
  if (IsRetryable()) return true;
  if (IsFinal()) return false;
  const v1::Reason reason = detail.reason();
  const std::optional<Subject> subject = SubjectOf(reason);
  if (!subject.has_value()) {
    return reason == v1::REASON_UNSPECIFIED || code == absl::StatusCode::kUnauthenticated ||
           code == absl::StatusCode::kPermissionDenied;
  }
  switch (*subject) {
    case Subject::kSender:
      return false;
    case Subject::kService:
      // With an unknown fate it is how a stream ended.
      return reason != v1::REASON_INTERNAL || fate_unknown;
    case Subject::kDocument:  // not final, so it is how a stream ended
    case Subject::kCaller:
      return true;
  }
  return true;
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
  // 0 would be no refusal; whoever says it is not a hub.
  refusal.code =
      error.code() == 0 ? absl::StatusCode::kUnknown : static_cast<absl::StatusCode>(error.code());
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

Refusal LocalRefusal(absl::StatusCode code, v1::Reason reason, std::string field_path,
                     std::string description) {
  Refusal refusal = LocalRefusal(code, description);
  refusal.detail.set_reason(reason);
  v1::Violation& violation = *refusal.detail.add_violations();
  violation.set_field_path(std::move(field_path));
  violation.set_reason(reason);
  violation.set_description(std::move(description));
  return refusal;
}

}  // namespace headwater::client
