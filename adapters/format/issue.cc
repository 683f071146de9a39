#include "adapters/format/issue.h"

#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "adapters/format/utf8.h"
#include "hub/base/absl_view.h"

namespace headwater::format {
namespace {

constexpr size_t kQuotedBytesMax = 60;

}  // namespace

std::string Issue::ToString() const {
  std::string place;
  if (position.line > 0) absl::StrAppend(&place, "line ", position.line);
  if (position.column > 0) absl::StrAppend(&place, ", column ", position.column);
  if (!place.empty()) place += ": ";
  const char* weight = severity == Severity::kWarning ? "warning: " : "";
  return absl::StrCat(place, weight, text, cure.empty() ? "" : "; ", cure);
}

Issue IssueAt(Position position, std::string field_path, Fault fault) {
  Issue issue;
  issue.position = position;
  issue.field_path = std::move(field_path);
  issue.reason = fault.reason;
  issue.text = std::move(fault.text);
  issue.cure = std::move(fault.cure);
  return issue;
}

std::string Quoted(std::string_view value) {
  const bool cut = value.size() > kQuotedBytesMax;
  if (cut) {
    value = value.substr(0, kQuotedBytesMax);
    // Not within a character.
    while (!value.empty() && (static_cast<unsigned char>(value.back()) & 0xC0) == 0x80) {
      value.remove_suffix(1);
    }
    if (!value.empty() && static_cast<unsigned char>(value.back()) >= 0xC0) value.remove_suffix(1);
  }
  const std::string shown = IsValidUtf8(value) ? absl::Utf8SafeCEscape(base::AbslView(value))
                                               : absl::CHexEscape(base::AbslView(value));
  return absl::StrCat("\"", shown, cut ? "..." : "", "\"");
}

}  // namespace headwater::format
