// What a run of the benchmarks found: one row for each figure, with the floor that was
// measured in the same rounds.
#pragma once

#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace headwater::bench {

// What the ratio of product to floor must be.
struct Goal {
  enum class Kind { kAtLeast, kAtMost, kWanted, kNone };
  Kind kind = Kind::kNone;
  double bound = 0;
};
inline Goal AtLeast(double bound) { return {Goal::Kind::kAtLeast, bound}; }
// Above the bound. Not promised as the others are, but a miss is a miss.
inline Goal Wanted(double bound) { return {Goal::Kind::kWanted, bound}; }
inline Goal AtMost(double bound) { return {Goal::Kind::kAtMost, bound}; }

// One round of one figure. Times of single calls only where they were taken.
struct Round {
  double figure = 0;
  double floor = 0;
  std::optional<absl::Duration> p50;
  std::optional<absl::Duration> p99;
};

// Thread-compatible.
class Report {
 public:
  // The rows come out in the order in which they were first named.
  void Add(const std::string& name, const std::string& unit, Goal goal, const Round& round);

  // Medians of the rounds. A ratio is the median of the ratios of the rounds, so that
  // a slow minute of the disk touches both sides.
  void PrintTable(std::ostream& out) const;
  // The same with the value of each round.
  void PrintJson(std::ostream& out) const;
  // Names of the figures that miss their goal.
  std::vector<std::string> Missed() const;

 private:
  struct Row {
    std::string name;
    std::string unit;
    Goal goal;
    std::vector<Round> rounds;

    double figure() const;
    double floor() const;
    double ratio() const;
    bool missed() const;
  };
  std::vector<Row> rows_;
};

}  // namespace headwater::bench
