// Tables for people: columns as wide as what stands in them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace headwater::cli {

class Table {
 public:
  // A column whose title begins with '>' is aligned to the right, for numbers. One that
  // begins with '?', before that, is left out where all of its cells are empty.
  explicit Table(std::vector<std::string> titles);
  // As many cells as there are columns.
  void Add(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  // The titles, the rows, and a line that says how many there are: "2 orders". `plural`
  // ends in s; `more`: these rows are only the first. Text that is wider than 48 columns
  // is cut.
  std::string ToString(std::string_view plural, bool more = false) const;

 private:
  struct Column {
    std::string title;
    bool right;
    size_t width;
    bool shown;
  };
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// 1234567 is "1,234,567".
std::string WithCommas(int64_t number);
// The same of digits, perhaps after a minus.
std::string Grouped(std::string digits);
// At most so many characters, the last of them "…" where it had more.
std::string CutTo(std::string text, size_t width);
// "ORDER_STATE_NEW" under the prefix "ORDER_STATE_" is "new".
std::string EnumText(std::string_view name, std::string_view prefix);

}  // namespace headwater::cli
