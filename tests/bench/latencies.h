// How long the calls of one measurement took.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "bench/rows.h"

namespace headwater::bench {

// Not thread-safe. Keeps every value: a measurement has at most some hundred thousand.
class Latencies {
 public:
  void Add(absl::Duration latency) {
    nanos_.push_back(absl::ToInt64Nanoseconds(latency));
    sorted_ = false;
  }
  void AddAll(const Latencies& other) {
    nanos_.insert(nanos_.end(), other.nanos_.begin(), other.nanos_.end());
    sorted_ = false;
  }
  size_t count() const { return nanos_.size(); }

  // The smallest value that at least `per_mille` of a thousand do not exceed (nearest
  // rank); zero without values.
  absl::Duration Percentile(int per_mille);

 private:
  std::vector<int64_t> nanos_;
  bool sorted_ = true;
};

// One measurement: what was done in how long, and how long each took where that is known.
struct Measurement {
  int64_t count = 0;
  absl::Duration elapsed;
  Latencies latencies;
  int64_t all = 0;            // with those of the warm-up, where it counts them
  absl::Duration server_cpu;  // spent on all of them, where it was taken

  int64_t server_written = 0;  // bytes to the disk, for all of them, where they were counted

  RowCounts rows;  // that the server's database has grown by, where it has one

  double server_written_kib() const {
    return static_cast<double>(server_written) / 1024 / static_cast<double>(all);
  }
  double server_cpu_micros() const {
    return absl::ToDoubleMicroseconds(server_cpu) / static_cast<double>(all);
  }
  double per_second() const { return static_cast<double>(count) / absl::ToDoubleSeconds(elapsed); }
};

}  // namespace headwater::bench
