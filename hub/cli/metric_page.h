// A page of metrics as a hub serves it, read back.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace headwater::cli {

using MetricLabels = std::map<std::string, std::string, std::less<>>;

struct Metric {
  MetricLabels labels;
  double value = 0;
};

// Values of a histogram that are at most this.
struct MetricBucket {
  double bound = 0;  // infinity in the last
  double up_to = 0;
};

// Immutable; thread-safe.
class MetricPage {
 public:
  // INVALID_ARGUMENT names the first line that is not of Prometheus' text format.
  static absl::StatusOr<MetricPage> Parse(std::string_view text);

  // Empty for a name that is not there.
  const std::vector<Metric>& All(std::string_view name) const;
  // The sum of all with these labels, whatever others they have; 0 without one.
  double Sum(std::string_view name, const MetricLabels& labels = {}) const;
  // In the order of their bounds.
  std::vector<MetricBucket> Histogram(const std::string& name) const;

 private:
  std::map<std::string, std::vector<Metric>, std::less<>> metrics_;
};

// The value that this share of the values between two pages does not exceed, as far as the
// buckets tell: even within a bucket, and the last finite bound for what is beyond it. None
// without a value. `before` is empty, or of the same histogram.
std::optional<double> Quantile(double share, const std::vector<MetricBucket>& now,
                               const std::vector<MetricBucket>& before);

}  // namespace headwater::cli
