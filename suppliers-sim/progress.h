// How the demo tells a person that it is alive.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "hub/base/clock.h"
#include "hub/base/date.h"

namespace headwater::sim {

struct Progress {
  base::Day day = 0;
  int day_number = 0;  // of day_count: so many are done
  int day_count = 0;
  int64_t documents = 0;  // answered in this run
};

// Thread-safe.
class ProgressSink {
 public:
  virtual ~ProgressSink() = default;
  // First as it begins, then after each day.
  virtual void OnProgress(const Progress& progress) = 0;
  // Something worth a line: "hub is away, retrying".
  virtual void OnNote(const std::string& note) = 0;
  // No more will come: ends a bar.
  virtual void OnEnd() = 0;
};

// A bar that redraws itself where `fd` is a terminal; a line now and then elsewhere.
// `clock` must outlive it.
std::unique_ptr<ProgressSink> NewProgressSink(int fd, const base::Clock& clock);

}  // namespace headwater::sim
