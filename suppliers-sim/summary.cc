#include "suppliers-sim/summary.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/str_cat.h"

namespace headwater::sim {

std::string FormatSummary(const DemoSummary& summary) {
  size_t label_width = 0;
  size_t value_width = 0;
  for (const SummarySection& section : summary.sections) {
    for (const SummaryLine& line : section.lines) {
      label_width = std::max(label_width, line.label.size());
      value_width = std::max(value_width, line.value.size());
    }
  }
  // Long values are sentences: they are not set to the right.
  value_width = std::min<size_t>(value_width, 12);
  std::string text;
  for (const SummarySection& section : summary.sections) {
    absl::StrAppend(&text, section.title, "\n");
    for (const SummaryLine& line : section.lines) {
      const size_t pad = line.value.size() < value_width ? value_width - line.value.size() : 0;
      absl::StrAppend(&text, "  ", line.label, std::string(label_width - line.label.size(), ' '),
                      "  ", std::string(pad, ' '), line.value, "\n");
    }
    text += "\n";
  }
  return text;
}

}  // namespace headwater::sim
