// A row of a file, by the columns of the profile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/types/span.h"
#include "adapters/csv/plan.h"
#include "adapters/csv/tokenizer.h"
#include "adapters/format/issue.h"
#include "hub/base/absl_view.h"

namespace headwater::csv {

// Points into the row: valid as long as that.
class RowView {
 public:
  // `cell_of_column` has -1 for columns that the file has not.
  RowView(const Row& row, const std::vector<int>& cell_of_column, const Plan& plan)
      : row_(row), cell_of_column_(cell_of_column), plan_(plan) {}

  // Blanks around a cell without quotation marks are not its text. Within them they are, but
  // for a customer: they would make another one.
  std::string_view Text(int column) const {
    const int cell = cell_of_column_[static_cast<size_t>(column)];
    if (cell < 0 || static_cast<size_t>(cell) >= row_.cells.size()) return {};
    const Cell& found = row_.cells[static_cast<size_t>(cell)];
    std::string_view text = found.text;
    if (plan_.column_pseudonym[static_cast<size_t>(column)]) {
      return base::StdView(absl::StripAsciiWhitespace(base::AbslView(text)));
    }
    if (found.quoted) return text;
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
  }

  // Of the cell; of the row where it has none.
  format::Position At(int column) const {
    const int cell = column < 0 ? -1 : cell_of_column_[static_cast<size_t>(column)];
    if (cell < 0 || static_cast<size_t>(cell) >= row_.cells.size()) return {row_.line, 1};
    return row_.cells[static_cast<size_t>(cell)].position;
  }

  bool Has(int column) const {
    const int cell = cell_of_column_[static_cast<size_t>(column)];
    return cell >= 0 && static_cast<size_t>(cell) < row_.cells.size();
  }

  int64_t line() const { return row_.line; }

  // Appends the texts of columns, each with its length before it, so that different
  // rows make different keys.
  void AppendKey(absl::Span<const int> columns, std::string& key) const {
    for (const int column : columns) {
      const std::string_view text = Text(column);
      const auto size = static_cast<uint32_t>(text.size());
      key.append(reinterpret_cast<const char*>(&size), sizeof(size));
      key.append(text);
    }
  }

  size_t bytes() const {
    size_t bytes = 0;
    for (const Cell& cell : row_.cells) bytes += cell.text.size();
    return bytes;
  }

 private:
  const Row& row_;
  const std::vector<int>& cell_of_column_;
  const Plan& plan_;
};

}  // namespace headwater::csv
