#include "hub/cli/progress_line.h"

#include <unistd.h>

#include <iostream>

#include "hub/cli/table.h"

namespace headwater::cli {

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
  if (terminal_ && shown_percent_ >= 0) std::cerr << "\n";
}

void ProgressLine::Show(std::string_view step, int64_t done, int64_t total) {
  const int64_t percent = total > 0 ? 100 * done / total : 100;
  const bool same_step = step == step_;
  if (same_step && percent == shown_percent_) return;
  if (!terminal_ && same_step && percent / 10 == shown_percent_ / 10) return;
  if (terminal_ && !same_step && shown_percent_ >= 0) std::cerr << "\n";
  step_ = step;
  shown_percent_ = percent;
  std::cerr << (terminal_ ? "\r" : "") << step << ": " << percent << " % of " << WithCommas(total)
            << (terminal_ ? "  " : "\n") << std::flush;
}

}  // namespace headwater::cli
