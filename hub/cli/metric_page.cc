#include "hub/cli/metric_page.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/exchange/text.h"

namespace headwater::cli {
namespace {

absl::Status NotAMetric(absl::string_view line) {
  return absl::InvalidArgumentError(absl::StrCat(
      "not a line of metrics: ", exchange::Shown(std::string_view(line.data(), line.size()))));
}

bool IsNameCharacter(char c) { return absl::ascii_isalnum(c) || c == '_' || c == ':'; }

// One line, from left to right.
class LineReader {
 public:
  explicit LineReader(absl::string_view line) : rest_(line) {}

  bool Take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string TakeName() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), IsNameCharacter);
    std::string name(rest_.begin(), end);
    rest_.remove_prefix(name.size());
    return name;
  }
  // Up to the closing quote, which it takes too.
  std::optional<std::string> TakeQuoted() {
    std::string text;
    while (!rest_.empty()) {
      char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '"') return text;
      if (c == '\\' && !rest_.empty()) {
        c = rest_[0] == 'n' ? '\n' : rest_[0];
        rest_.remove_prefix(1);
      }
      text.push_back(c);
    }
    return std::nullopt;
  }
  std::optional<double> TakeNumber() {
    const absl::string_view text = absl::StripAsciiWhitespace(rest_);
    double value = 0;
    if (!absl::SimpleAtod(text, &value)) return std::nullopt;
    return value;
  }

 private:
  absl::string_view rest_;
};

bool TakeLabels(LineReader& line, MetricLabels& labels) {
  if (!line.Take('{')) return true;
  while (!line.Take('}')) {
    std::string name = line.TakeName();
    if (name.empty() || !line.Take('=') || !line.Take('"')) return false;
    std::optional<std::string> value = line.TakeQuoted();
    if (!value) return false;
    labels.emplace(std::move(name), *std::move(value));
    line.Take(',');
  }
  return true;
}

bool Has(const MetricLabels& all, const MetricLabels& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&all](const auto& label) {
    const auto found = all.find(label.first);
    return found != all.end() && found->second == label.second;
  });
}

}  // namespace

absl::StatusOr<MetricPage> MetricPage::Parse(std::string_view text) {
  MetricPage page;
  for (absl::string_view row : absl::StrSplit(base::AbslView(text), '\n')) {
    if (row.empty() || row[0] == '#') continue;
    LineReader line(row);
    std::string name = line.TakeName();
    Metric metric;
    if (name.empty() || !TakeLabels(line, metric.labels)) return NotAMetric(row);
    const std::optional<double> value = line.TakeNumber();
    if (!value) return NotAMetric(row);
    metric.value = *value;
    page.metrics_[std::move(name)].push_back(std::move(metric));
  }
  return page;
}

const std::vector<Metric>& MetricPage::All(std::string_view name) const {
  static const auto& none = *new std::vector<Metric>;
  const auto found = metrics_.find(name);
  return found == metrics_.end() ? none : found->second;
}

double MetricPage::Sum(std::string_view name, const MetricLabels& labels) const {
  double sum = 0;
  for (const Metric& metric : All(name)) {
    if (Has(metric.labels, labels)) sum += metric.value;
  }
  return sum;
}

std::vector<MetricBucket> MetricPage::Histogram(const std::string& name) const {
  std::vector<MetricBucket> buckets;
  for (const Metric& metric : All(name + "_bucket")) {
    const auto bound = metric.labels.find("le");
    MetricBucket bucket{.up_to = metric.value};
    // "+Inf" is a number to it too.
    if (bound == metric.labels.end() || !absl::SimpleAtod(bound->second, &bucket.bound)) continue;
    buckets.push_back(bucket);
  }
  std::sort(buckets.begin(), buckets.end(),
            [](const MetricBucket& a, const MetricBucket& b) { return a.bound < b.bound; });
  return buckets;
}

std::optional<double> Quantile(double share, const std::vector<MetricBucket>& now,
                               const std::vector<MetricBucket>& before) {
  const auto up_to = [&](size_t i) {
    return now[i].up_to - (i < before.size() ? before[i].up_to : 0);
  };
  if (now.empty() || up_to(now.size() - 1) <= 0) return std::nullopt;
  const double wanted = share * up_to(now.size() - 1);
  double below = 0;
  double bound_below = 0;
  for (size_t i = 0; i < now.size(); ++i) {
    const double here = up_to(i);
    if (here >= wanted && here > below) {
      if (std::isinf(now[i].bound)) return bound_below;
      return bound_below + (now[i].bound - bound_below) * (wanted - below) / (here - below);
    }
    below = here;
    bound_below = now[i].bound;
  }
  return bound_below;
}

}  // namespace headwater::cli
