// The progress of a long task: one line that is written anew on a terminal, a line
// every ten percent elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace headwater::cli {

class ProgressLine {
 public:
  ProgressLine();
  // Ends the line.
  ~ProgressLine();
  void Show(std::string_view step, int64_t done, int64_t total);

 private:
  const bool terminal_;
  std::string step_;
  int64_t shown_percent_ = -1;
};

}  // namespace headwater::cli
