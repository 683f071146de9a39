#include "hub/exchange/refusal.h"

#include <utility>

#include "absl/strings/cord.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/exchange/reason_code.h"
#include "hub/exchange/text.h"

namespace headwater::exchange {
namespace {

using base::AbslView;

constexpr char kPayloadUrl[] = "type.googleapis.com/headwater.v1.ErrorDetail";

// Names come from callers: a long one does not get its length back.
constexpr size_t kNameShown = 200;

}  // namespace

std::string FieldPath::text() const {
  std::string text;
  for (const Step& step : steps_) {
    if (step.name.empty()) continue;
    absl::StrAppend(&text, text.empty() ? "" : ".", AbslView(step.name));
    if (step.index != kNoIndex) absl::StrAppend(&text, "[", step.index, "]");
  }
  return text;
}

void Violations::Add(std::string path, v1::Reason reason, std::string description) {
  if (full()) {
    ++dropped_;
    return;
  }
  v1::Violation& violation = violations_.emplace_back();
  violation.set_field_path(std::move(path));
  violation.set_reason(reason);
  violation.set_description(std::move(description));
}

absl::Status Violations::ToStatus() const {
  if (empty()) return absl::OkStatus();
  HW_CHECK(!violations_.empty()) << "counted before any was kept";
  const v1::Violation& gravest = Gravest(violations_);
  std::string message = gravest.field_path().empty()
                            ? gravest.description()
                            : absl::StrCat(gravest.field_path(), ": ", gravest.description());
  if (const size_t more = violations_.size() - 1 + static_cast<size_t>(dropped_); more > 0) {
    absl::StrAppend(&message, " (and ", more, more == 1 ? " more violation" : " more violations");
    if (dropped_ > 0) absl::StrAppend(&message, ", the last ", dropped_, " not listed");
    absl::StrAppend(&message, ")");
  }
  v1::ErrorDetail detail;
  detail.set_reason(gravest.reason());
  detail.mutable_violations()->Assign(violations_.begin(), violations_.end());
  return WithDetail(absl::Status(CodeOf(gravest.reason()), message), detail);
}

absl::Status Refuse(v1::Reason reason, std::string_view message) {
  v1::ErrorDetail detail;
  detail.set_reason(reason);
  return WithDetail(absl::Status(CodeOf(reason), AbslView(message)), detail);
}

absl::Status RefuseStale(std::string_view what, int64_t base_version, int64_t current_version) {
  v1::ErrorDetail detail;
  detail.set_reason(v1::REASON_VERSION_STALE);
  detail.set_current_version(current_version);
  return WithDetail(
      absl::Status(
          CodeOf(detail.reason()),
          absl::StrCat(
              AbslView(what), " is at version ", current_version, ", base_version is ",
              base_version,
              "; read it as it is now, make this document anew for it and send base_version ",
              current_version)),
      detail);
}

absl::Status RefuseNotFound(std::string_view resource_name) {
  return Refuse(v1::REASON_NOT_FOUND, absl::StrCat("there is no ", Shown(resource_name, kNameShown),
                                                   " that this caller may see"));
}

absl::Status WithDetail(absl::Status status, const v1::ErrorDetail& detail) {
  status.SetPayload(kPayloadUrl, absl::Cord(detail.SerializeAsString()));
  return status;
}

v1::ErrorDetail DetailOf(const absl::Status& status) {
  v1::ErrorDetail detail;
  if (status.ok()) return detail;
  const auto payload = status.GetPayload(kPayloadUrl);
  if (!payload.has_value() || !detail.ParseFromString(std::string(*payload))) {
    detail.Clear();
    detail.set_reason(v1::REASON_INTERNAL);
  }
  return detail;
}

}  // namespace headwater::exchange
