// What a long run showed: a line for each minute, and whether memory stayed flat.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <vector>

#include "absl/time/time.h"

namespace headwater::bench {

// The minute from which on memory must stay flat, and by how much it may grow.
inline constexpr int kSettledMinute = 10;
inline constexpr double kGrowthMax = 0.02;

// One look at the hub. Bytes.
struct SoakSample {
  int64_t resident = 0;
  int64_t file = 0;  // the database
  int64_t log = 0;   // beside it
};

// One minute, as it stood at its end.
struct SoakMinute {
  std::vector<SoakSample> samples;
  int64_t orders = 0;   // with a receipt, in this minute
  int64_t reports = 0;  // of sales
  int64_t reads = 0;
  int64_t events = 0;  // that came to subscribers
  int64_t lag = 0;     // sent and not yet at the subscriber that is farthest behind
  absl::Duration p50;  // of the orders
  absl::Duration p99;
};

// The median of the samples, so that a minute's number does not hang on one moment; 0 where
// there are none.
int64_t ResidentOf(const SoakMinute& minute);

// How much more was resident in the last minute than in minute kSettledMinute, as a part of
// it. Nothing for a run that has not at least one minute more than that.
std::optional<double> GrowthOf(const std::vector<SoakMinute>& minutes);

void PrintSoakHeader(std::ostream& out);
void PrintSoakMinute(int number, const SoakMinute& minute, std::ostream& out);
void PrintSoakEnd(const std::vector<SoakMinute>& minutes, std::ostream& out);

}  // namespace headwater::bench
