#include "bench/report.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "hub/base/check.h"

namespace headwater::bench {
namespace {

double Median(std::vector<double> values) {
  HW_CHECK(!values.empty()) << "a median of nothing";
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

template <typename Rounds, typename Get>
std::vector<double> Each(const Rounds& rounds, Get get) {
  std::vector<double> values;
  for (const Round& round : rounds) values.push_back(get(round));
  return values;
}

// Three significant digits, thousands apart.
std::string Number(double value) {
  if (value >= 100'000) return absl::StrFormat("%.0f k", value / 1000);
  if (value >= 100) return absl::StrFormat("%.0f", value);
  if (value >= 10) return absl::StrFormat("%.1f", value);
  return absl::StrFormat("%.2f", value);
}

std::string GoalText(const Goal& goal) {
  switch (goal.kind) {
    case Goal::Kind::kAtLeast:
      return absl::StrFormat(">= %.2f", goal.bound);
    case Goal::Kind::kAtMost:
      return absl::StrFormat("<= %.2f", goal.bound);
    case Goal::Kind::kWanted:
      return absl::StrFormat("> %.2f", goal.bound);
    case Goal::Kind::kNone:
      return "-";
  }
  return "-";
}

std::string_view Verdict(const Goal& goal, bool missed) {
  switch (goal.kind) {
    case Goal::Kind::kWanted:
      return missed ? "wanted, missed" : "wanted, reached";
    case Goal::Kind::kNone:
      return "";
    default:
      return missed ? "missed" : "reached";
  }
}

std::string TimeText(const std::vector<Round>& rounds,
                     std::optional<absl::Duration> Round::*field) {
  std::vector<double> micros;
  for (const Round& round : rounds) {
    if (!(round.*field).has_value()) return "-";
    micros.push_back(absl::ToDoubleMicroseconds(*(round.*field)));
  }
  return absl::StrCat(Number(Median(std::move(micros))), " us");
}

void PrintJsonList(std::ostream& out, const char* key, const std::vector<double>& values) {
  out << ", \"" << key << "\": [";
  for (size_t i = 0; i < values.size(); ++i) {
    out << (i == 0 ? "" : ", ") << absl::StrFormat("%.6g", values[i]);
  }
  out << "]";
}

}  // namespace

double Report::Row::figure() const {
  return Median(Each(rounds, [](const Round& round) { return round.figure; }));
}
double Report::Row::floor() const {
  return Median(Each(rounds, [](const Round& round) { return round.floor; }));
}
double Report::Row::ratio() const {
  return Median(Each(rounds, [](const Round& round) { return round.figure / round.floor; }));
}
bool Report::Row::missed() const {
  switch (goal.kind) {
    case Goal::Kind::kAtLeast:
      return !(ratio() >= goal.bound);
    case Goal::Kind::kAtMost:
      return !(ratio() <= goal.bound);
    case Goal::Kind::kWanted:
      return !(ratio() > goal.bound);
    case Goal::Kind::kNone:
      return false;
  }
  return false;
}

void Report::Add(const std::string& name, const std::string& unit, Goal goal, const Round& round) {
  auto row = std::find_if(rows_.begin(), rows_.end(),
                          [&name](const Row& one) { return one.name == name; });
  if (row == rows_.end()) {
    rows_.push_back({name, unit, goal, {}});
    row = rows_.end() - 1;
  }
  row->rounds.push_back(round);
}

void Report::PrintTable(std::ostream& out) const {
  constexpr auto kLine = "%-38s %-9s %10s %10s %7s %8s %10s %10s  %s\n";
  out << absl::StreamFormat(kLine, "name", "unit", "figure", "floor", "ratio", "goal", "p50", "p99",
                            "");
  for (const Row& row : rows_) {
    const bool has_floor = row.floor() > 0;
    out << absl::StreamFormat(kLine, row.name, row.unit, Number(row.figure()),
                              has_floor ? Number(row.floor()) : "-",
                              has_floor ? absl::StrFormat("%.2f", row.ratio()) : "-",
                              GoalText(row.goal), TimeText(row.rounds, &Round::p50),
                              TimeText(row.rounds, &Round::p99), Verdict(row.goal, row.missed()));
  }
}

void Report::PrintJson(std::ostream& out) const {
  out << "[\n";
  for (size_t i = 0; i < rows_.size(); ++i) {
    const Row& row = rows_[i];
    out << "  {\"name\": \"" << row.name << "\", \"unit\": \"" << row.unit << "\", \"goal\": \""
        << GoalText(row.goal) << "\", \"missed\": " << (row.missed() ? "true" : "false");
    PrintJsonList(out, "figure", Each(row.rounds, [](const Round& round) { return round.figure; }));
    if (row.floor() > 0) {
      PrintJsonList(out, "floor", Each(row.rounds, [](const Round& round) { return round.floor; }));
      PrintJsonList(out, "ratio", Each(row.rounds, [](const Round& round) {
                      return round.figure / round.floor;
                    }));
    }
    for (const auto& [key, field] : {std::pair("p50_us", &Round::p50), {"p99_us", &Round::p99}}) {
      std::vector<double> micros;
      for (const Round& round : row.rounds) {
        if ((round.*field).has_value()) {
          micros.push_back(absl::ToDoubleMicroseconds(*(round.*field)));
        }
      }
      if (!micros.empty()) PrintJsonList(out, key, micros);
    }
    out << (i + 1 == rows_.size() ? "}\n" : "},\n");
  }
  out << "]\n";
}

std::vector<std::string> Report::Missed() const {
  std::vector<std::string> names;
  for (const Row& row : rows_) {
    if (row.missed()) names.push_back(row.name);
  }
  return names;
}

}  // namespace headwater::bench
