// What happened, step by step: the last lines for whoever looks for a mistake, and a
// checksum of all of them, which tells whether two runs are the same.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "simulation/timeline.h"

namespace headwater::simulation {

inline constexpr size_t kTraceLinesKept = 60;

// Not thread-safe.
class Trace {
 public:
  // `timeline` outlives it.
  explicit Trace(const Timeline& timeline) : timeline_(timeline) {}

  template <typename... Parts>
  void Note(const Parts&... parts) {
    Add(absl::StrCat(parts...));
  }
  // The run is wrong. The first is what counts.
  template <typename... Parts>
  void Violated(const Parts&... parts) {
    const std::string what = absl::StrCat(parts...);
    if (violation_.empty()) violation_ = what;
    Add(absl::StrCat("VIOLATED: ", what));
  }

  // Empty while all is well.
  const std::string& violation() const { return violation_; }
  int64_t steps() const { return steps_; }
  uint32_t hash() const { return hash_; }
  // Of what is not worth a line.
  void Mix(uint32_t value);
  const std::deque<std::string>& last() const { return last_; }

 private:
  void Add(const std::string& line);

  const Timeline& timeline_;
  std::deque<std::string> last_;
  std::string violation_;
  int64_t steps_ = 0;
  uint32_t hash_ = 0;
};

}  // namespace headwater::simulation
