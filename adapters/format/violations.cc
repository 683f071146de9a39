#include "adapters/format/violations.h"

#include <utility>

namespace headwater::format {

std::vector<Issue> IssuesFrom(const v1::ErrorDetail& detail, std::string_view message,
                              const PositionMap& positions) {
  std::vector<Issue> issues;
  for (const v1::Violation& violation : detail.violations()) {
    Issue& issue = issues.emplace_back();
    issue.position = positions.Find(violation.field_path());
    issue.field_path = violation.field_path();
    issue.reason = violation.reason();
    issue.text = violation.description();
  }
  if (issues.empty()) {
    Issue& issue = issues.emplace_back();
    issue.position = positions.Find("");
    issue.reason = detail.reason();
    issue.text = std::string(message);
  }
  return issues;
}

}  // namespace headwater::format
