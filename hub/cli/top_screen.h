// What `headwater top` shows, as lines of text: a function of two looks at a hub.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/cli/metric_page.h"

namespace headwater::cli {

// One look.
struct TopLook {
  MetricPage page;
  double seconds = 0;  // of a clock that only goes forward
};

struct ScreenSize {
  int columns = 80;
  int rows = 24;
};

// Rates and times are those between the two looks; without the first, or when the hub was
// started between them, of all since its start. No line is longer than the screen is wide,
// and there are not more than it has rows.
std::vector<std::string> TopScreen(std::string_view address, const TopLook* before,
                                   const TopLook& now, const ScreenSize& size);

// "840 us", "1.2 ms", "3.5 s"; "-" for none.
std::string TimeText(std::optional<double> seconds);
// "512 B", "1.5 KiB", "3.2 GiB"
std::string SizeText(double bytes);
// "42 s", "3 min 20 s", "5 h 2 min", "3 d 4 h"
std::string AgeText(double seconds);

}  // namespace headwater::cli
