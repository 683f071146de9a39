#include "support/refusal_matchers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "hub/exchange/refusal.h"

namespace headwater::test {

std::string Describe(const absl::Status& status) {
  std::string text = absl::StrCat(absl::StatusCodeToString(status.code()), ": ", status.message());
  if (status.ok()) return text;
  const v1::ErrorDetail detail = exchange::DetailOf(status);
  absl::StrAppend(&text, "\n  ", v1::Reason_Name(detail.reason()));
  for (const v1::Violation& violation : detail.violations()) {
    absl::StrAppend(&text, "\n  ", violation.field_path(), ": ",
                    v1::Reason_Name(violation.reason()), ": ", violation.description());
  }
  return text;
}

bool HasReason(const absl::Status& status, v1::Reason reason) {
  return !status.ok() && exchange::DetailOf(status).reason() == reason;
}

bool HasViolationAt(const absl::Status& status, std::string_view path, v1::Reason reason) {
  if (status.ok()) return false;
  const v1::ErrorDetail detail = exchange::DetailOf(status);
  return std::any_of(detail.violations().begin(), detail.violations().end(),
                     [&](const v1::Violation& violation) {
                       return violation.field_path() == path && violation.reason() == reason;
                     });
}

int CountViolations(const absl::Status& status) {
  return status.ok() ? 0 : exchange::DetailOf(status).violations_size();
}

}  // namespace headwater::test
