#include "bench/latencies.h"

#include <algorithm>

namespace headwater::bench {

absl::Duration Latencies::Percentile(int per_mille) {
  if (nanos_.empty()) return absl::ZeroDuration();
  if (!sorted_) {
    std::sort(nanos_.begin(), nanos_.end());
    sorted_ = true;
  }
  const size_t count = nanos_.size();
  const size_t rank = (count * static_cast<size_t>(per_mille) + 999) / 1000;
  return absl::Nanoseconds(nanos_[std::clamp<size_t>(rank, 1, count) - 1]);
}

}  // namespace headwater::bench
