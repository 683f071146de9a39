#include "hub/rpc/error_map.h"

#include <string>
#include <string_view>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/exchange/limits.h"
#include "hub/exchange/refusal.h"
#include "hub/rpc/refuse_for_now.h"
#include "hub/rpc/wire_status.pb.h"
#include "spdlog/spdlog.h"

namespace headwater::rpc {
namespace {

constexpr std::string_view kTypePrefix = "type.googleapis.com/";
constexpr std::string_view kReasonPrefix = "REASON_";
constexpr std::string_view kCut = "...";
// So much of one description or path; the rest is cut, so that a single violation
// always fits.
constexpr size_t kTextBytesMax = 900;
// Room kept for the last violation, which counts those that were left out. It stands
// in the ErrorDetail and in the BadRequest.
constexpr size_t kRestBytes = 2 * 256;

// What the client may see of a status: code, message and detail.
struct Verdict {
  absl::StatusCode code;
  std::string message;
  v1::ErrorDetail detail;
};

// Messages hold what callers sent, perhaps cut: a stray byte would make the whole
// google.rpc.Status unreadable for strict parsers.
std::string Utf8Of(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80   ? 1
                          : lead < 0xC2 ? 0
                          : lead < 0xE0 ? 2
                          : lead < 0xF0 ? 3
                          : lead < 0xF5 ? 4
                                        : 0;
    bool whole = length > 0 && i + length <= text.size();
    for (size_t k = 1; whole && k < length; ++k) {
      whole = (static_cast<unsigned char>(text[i + k]) & 0xC0) == 0x80;
    }
    valid.append(whole ? text.substr(i, length) : std::string_view("?"));
    i += whole ? length : 1;
  }
  return valid;
}

// Where the exchange has logged a fault and chosen the words, it attached a detail.
bool HasDetail(const absl::Status& status) {
  bool has = false;
  status.ForEachPayload([&has](absl::string_view, const absl::Cord&) { has = true; });
  return has;
}

bool TellsWhenToRetry(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted;
}

Verdict VerdictOf(const absl::Status& status) {
  HW_CHECK(!status.ok()) << "only an error has a verdict";
  Verdict verdict{status.code(), Utf8Of(base::StdView(status.message())),
                  exchange::DetailOf(status)};
  if (HasDetail(status)) return verdict;
  // CANCELLED and DEADLINE_EXCEEDED are the caller's own doing, not a fault.
  if (status.code() == absl::StatusCode::kCancelled ||
      status.code() == absl::StatusCode::kDeadlineExceeded) {
    return verdict;
  }
  spdlog::error("call failed: {}", status.ToString());
  if (TellsWhenToRetry(status.code())) {
    verdict.message = "The hub cannot do this now. Try again after the delay given.";
    verdict.detail.set_reason(verdict.code == absl::StatusCode::kUnavailable ? v1::REASON_STORE_AWAY
                                                                             : v1::REASON_BUSY);
    *verdict.detail.mutable_retry_delay() = ToProto(exchange::kRetryDelayBusy);
  } else {
    verdict.code = absl::StatusCode::kInternal;
    verdict.message =
        "The hub failed on this call; nothing was changed. Its log holds the cause: tell the "
        "operator of the hub when it happened.";
  }
  return verdict;
}

// `text` up to `end`, or a little less: never ending inside of a UTF-8 character.
std::string CutAt(std::string_view text, size_t end) {
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(base::AbslView(text.substr(0, end)), base::AbslView(kCut));
}

std::string Cut(std::string_view text, size_t bytes_max) {
  return text.size() <= bytes_max ? std::string(text) : CutAt(text, bytes_max - kCut.size());
}

// Cut so that its percent-encoding has at most `bytes_max`.
std::string CutEncoded(std::string_view text, size_t bytes_max) {
  size_t encoded = 0;
  size_t fits = 0;  // with kCut behind it
  for (size_t i = 0; i < text.size(); ++i) {
    if (encoded + kCut.size() <= bytes_max) fits = i;
    const bool plain = text[i] >= 0x20 && text[i] <= 0x7E && text[i] != '%';
    encoded += plain ? 1 : 3;
  }
  return encoded <= bytes_max ? std::string(text) : CutAt(text, fits);
}

void Pack(const google::protobuf::Message& message, std::string_view type, wire::Status& status) {
  google::protobuf::Any& any = *status.add_details();
  any.set_type_url(absl::StrCat(base::AbslView(kTypePrefix), base::AbslView(type)));
  message.SerializeToString(any.mutable_value());
}

wire::ErrorInfo ErrorInfoOf(const v1::ErrorDetail& detail) {
  wire::ErrorInfo info;
  std::string_view reason = v1::Reason_Name(detail.reason());
  if (reason.starts_with(kReasonPrefix)) reason.remove_prefix(kReasonPrefix.size());
  info.set_reason(std::string(reason));
  info.set_domain(kErrorDomain);
  auto& metadata = *info.mutable_metadata();
  if (detail.current_version() != 0) {
    metadata["current_version"] = absl::StrCat(detail.current_version());
  }
  if (detail.reason() == v1::REASON_CURSOR_BEYOND_HEAD) {
    metadata["head_sequence"] = absl::StrCat(detail.head_sequence());
  }
  if (detail.reason() == v1::REASON_CURSOR_ARCHIVED) {
    metadata["first_kept_sequence"] = absl::StrCat(detail.first_kept_sequence());
  }
  return info;
}

// The detail with as many violations as `bytes` hold, each counted as it will stand
// in both lists.
v1::ErrorDetail Bounded(const v1::ErrorDetail& detail, size_t bytes) {
  v1::ErrorDetail bounded = detail;
  bounded.clear_violations();
  size_t used = 0;
  for (const v1::Violation& violation : detail.violations()) {
    v1::Violation cut = violation;
    cut.set_field_path(Cut(violation.field_path(), kTextBytesMax / 3));
    cut.set_description(Cut(violation.description(), kTextBytesMax));
    // Tag and length of the item in each list, at most 3 bytes each.
    used += 2 * (cut.ByteSizeLong() + 4);
    if (used > bytes) break;
    *bounded.add_violations() = std::move(cut);
  }
  const int left = detail.violations_size() - bounded.violations_size();
  if (left > 0) {
    bounded.add_violations()->set_description(
        absl::StrCat("And ", left,
                     " more, which have no room here. Submit the document on a SubmitStream, whose "
                     "answers hold a thousand violations, or mend these first."));
  }
  return bounded;
}

wire::Status WireStatusOf(const Verdict& verdict) {
  wire::Status status;
  status.set_code(static_cast<int>(verdict.code));
  status.set_message(verdict.message);
  Pack(ErrorInfoOf(verdict.detail), "google.rpc.ErrorInfo", status);
  if (verdict.detail.has_retry_delay()) {
    wire::RetryInfo retry;
    *retry.mutable_retry_delay() = verdict.detail.retry_delay();
    Pack(retry, "google.rpc.RetryInfo", status);
  }
  // Type URLs, tags and lengths of the two that follow.
  constexpr size_t kEnvelopeBytes = 128;
  const size_t used = status.ByteSizeLong() + kEnvelopeBytes + kRestBytes;
  HW_CHECK(used < kDetailsBytesMax) << "a verdict without violations has " << used << " bytes";
  const v1::ErrorDetail detail = Bounded(verdict.detail, kDetailsBytesMax - used);
  if (detail.violations_size() > 0) {
    wire::BadRequest bad_request;
    for (const v1::Violation& violation : detail.violations()) {
      wire::BadRequest::FieldViolation& field = *bad_request.add_field_violations();
      field.set_field(violation.field_path());
      field.set_description(violation.description());
    }
    Pack(bad_request, "google.rpc.BadRequest", status);
  }
  Pack(detail, "headwater.v1.ErrorDetail", status);
  return status;
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  Verdict verdict = VerdictOf(status);
  verdict.message = CutEncoded(verdict.message, kMessageBytesMax);
  return grpc::Status(static_cast<grpc::StatusCode>(verdict.code), verdict.message,
                      WireStatusOf(verdict).SerializeAsString());
}

v1::SubmitError ToSubmitError(const absl::Status& status) {
  Verdict verdict = VerdictOf(status);
  v1::SubmitError error;
  error.set_code(static_cast<int>(verdict.code));
  error.set_message(std::move(verdict.message));
  *error.mutable_detail() = std::move(verdict.detail);
  return error;
}

}  // namespace headwater::rpc
