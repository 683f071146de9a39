// What the demo says at its end. Everything in it is a count that two runs over the
// same data share; times and rates are printed elsewhere.
#pragma once

#include <string>
#include <vector>

#include "absl/types/span.h"

namespace headwater::sim {

struct SummaryLine {
  std::string label;
  std::string value;
  friend bool operator==(const SummaryLine&, const SummaryLine&) = default;
};

struct SummarySection {
  std::string title;
  std::vector<SummaryLine> lines;
  friend bool operator==(const SummarySection&, const SummarySection&) = default;
};

struct DemoSummary {
  std::vector<SummarySection> sections;
  // In the hub, of all kinds: for the rate.
  int64_t documents = 0;
  friend bool operator==(const DemoSummary&, const DemoSummary&) = default;
};

// For a person, with aligned columns; ends with a line feed.
std::string FormatSummary(const DemoSummary& summary);

}  // namespace headwater::sim
