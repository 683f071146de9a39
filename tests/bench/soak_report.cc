#include "bench/soak_report.h"

#include <algorithm>

#include "absl/strings/str_format.h"

namespace headwater::bench {
namespace {

double MiB(int64_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

}  // namespace

int64_t ResidentOf(const SoakMinute& minute) {
  std::vector<int64_t> resident;
  for (const SoakSample& sample : minute.samples) resident.push_back(sample.resident);
  if (resident.empty()) return 0;
  const auto middle = resident.begin() + static_cast<ptrdiff_t>(resident.size() / 2);
  std::nth_element(resident.begin(), middle, resident.end());
  return *middle;
}

std::optional<double> GrowthOf(const std::vector<SoakMinute>& minutes) {
  if (minutes.size() <= kSettledMinute) return std::nullopt;
  const auto settled = static_cast<double>(ResidentOf(minutes[kSettledMinute - 1]));
  if (settled <= 0) return std::nullopt;
  return static_cast<double>(ResidentOf(minutes.back())) / settled - 1;
}

void PrintSoakHeader(std::ostream& out) {
  out << "minute  orders/s  p50 ms  p99 ms  sales/s  reads/s  events/s     lag  "
         "memory MiB  file MiB  log MiB\n";
}

void PrintSoakMinute(int number, const SoakMinute& minute, std::ostream& out) {
  const SoakSample last = minute.samples.empty() ? SoakSample() : minute.samples.back();
  out << absl::StrFormat(
      "%6d %9.0f %7.2f %7.2f %8.1f %8.1f %9.0f %7d %11.1f %9.1f %8.1f\n", number,
      static_cast<double>(minute.orders) / 60, absl::ToDoubleMilliseconds(minute.p50),
      absl::ToDoubleMilliseconds(minute.p99), static_cast<double>(minute.reports) / 60,
      static_cast<double>(minute.reads) / 60, static_cast<double>(minute.events) / 60, minute.lag,
      MiB(ResidentOf(minute)), MiB(last.file), MiB(last.log));
}

void PrintSoakEnd(const std::vector<SoakMinute>& minutes, std::ostream& out) {
  int64_t highest = 0;
  for (const SoakMinute& minute : minutes) {
    for (const SoakSample& sample : minute.samples) highest = std::max(highest, sample.resident);
  }
  const bool settled = minutes.size() >= kSettledMinute;
  out << "\nResident memory\n";
  if (settled) {
    out << absl::StrFormat("  minute %-25d %10.1f MiB\n", kSettledMinute,
                           MiB(ResidentOf(minutes[kSettledMinute - 1])));
  }
  out << absl::StrFormat("  the last minute (%d) %*s %10.1f MiB\n", minutes.size(), 11, "",
                         minutes.empty() ? 0.0 : MiB(ResidentOf(minutes.back())));
  out << absl::StrFormat("  the highest sample %13s %10.1f MiB\n", "", MiB(highest));
  const std::optional<double> growth = GrowthOf(minutes);
  if (!growth) {
    out << absl::StrFormat("  growth is judged from minute %d on: let it run longer\n",
                           kSettledMinute);
    return;
  }
  out << absl::StrFormat("  growth since minute %-12d %10.2f %%, wanted below %.0f %%: %s\n",
                         kSettledMinute, 100 * *growth, 100 * kGrowthMax,
                         *growth < kGrowthMax ? "flat" : "MISSED");
}

}  // namespace headwater::bench
