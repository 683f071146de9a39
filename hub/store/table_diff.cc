#include <algorithm>
#include <compare>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/store/cell.h"
#include "hub/store/table_diff.h"

namespace headwater::store {
namespace {

using base::AbslView;

// Rows are read a page at a time, because two queries that call back cannot be
// walked side by side.
constexpr int kPageRows = 1000;
constexpr size_t kShownBytesMax = 40;

std::string Show(const Cell& cell) {
  const std::string_view bytes = std::string_view(cell.bytes).substr(0, kShownBytesMax);
  const char* more = cell.bytes.size() > kShownBytesMax ? "..." : "";
  switch (cell.type) {
    case Value::Type::kInteger:
      return absl::StrCat(cell.integer);
    case Value::Type::kText:
      return absl::StrCat("\"", absl::Utf8SafeCHexEscape(AbslView(bytes)), more, "\"");
    case Value::Type::kBlob:
      return absl::StrCat("x'", absl::BytesToHexString(AbslView(bytes)), more, "'");
    case Value::Type::kNull:
      break;
  }
  return "NULL";
}

// Walks a table in the order of its key.
class Cursor {
 public:
  Cursor(Reader& reader, const Table& table)
      : reader_(reader), table_(table), key_names_(absl::StrSplit(AbslView(table.key), ", ")) {}

  absl::Status Advance();

  // Null at the end.
  const Cells* row() const { return at_ < page_.size() ? &page_[at_] : nullptr; }
  Cells key() const { return KeyOf(page_[at_]); }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::string Text() const;
  absl::Status ReadPage();
  absl::Status Describe(const Row& row);
  Cells KeyOf(const Cells& row) const;

  Reader& reader_;
  const Table& table_;
  const std::vector<std::string> key_names_;
  std::vector<std::string> names_;  // empty until the first row
  std::vector<int> key_columns_;
  std::vector<Cells> page_;
  size_t at_ = 0;
  bool started_ = false;
  std::optional<Cells> last_key_;
};

absl::Status Cursor::Advance() {
  if (started_ && ++at_ < page_.size()) return absl::OkStatus();
  if (started_ && page_.size() < kPageRows) return absl::OkStatus();
  started_ = true;
  return ReadPage();
}

std::string Cursor::Text() const {
  std::string text = absl::StrCat("SELECT * FROM ", AbslView(table_.name));
  if (last_key_) {
    absl::StrAppend(&text, " WHERE (", AbslView(table_.key), ") > (");
    for (size_t i = 1; i <= last_key_->size(); ++i) {
      absl::StrAppend(&text, i > 1 ? ", $" : "$", i);
    }
    absl::StrAppend(&text, ")");
  }
  absl::StrAppend(&text, " ORDER BY ", AbslView(table_.key), " LIMIT ", kPageRows);
  return text;
}

absl::Status Cursor::ReadPage() {
  std::vector<Value> after;
  if (last_key_) {
    for (const Cell& cell : *last_key_) after.push_back(ValueOf(cell));
  }
  const std::string text = Text();
  page_.clear();
  at_ = 0;
  std::optional<Cells> last = last_key_;
  RETURN_IF_ERROR(reader_.QueryText(text, after, [&](const Row& row) {
    if (names_.empty()) RETURN_IF_ERROR(Describe(row));
    Cells cells;
    for (int i = 0; i < row.column_count(); ++i) cells.push_back(CellOf(row, i));
    Cells key = KeyOf(cells);
    if (last && key <= *last) {
      return absl::DataLossError(absl::StrCat("table ", AbslView(table_.name),
                                              " gives its rows out of order; it is damaged"));
    }
    last = std::move(key);
    page_.push_back(std::move(cells));
    return absl::OkStatus();
  }));
  last_key_ = std::move(last);
  return absl::OkStatus();
}

absl::Status Cursor::Describe(const Row& row) {
  for (int i = 0; i < row.column_count(); ++i) names_.emplace_back(row.column_name(i));
  for (const std::string& name : key_names_) {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
      return absl::InternalError(
          absl::StrCat("table ", AbslView(table_.name), " has no column ", name));
    }
    key_columns_.push_back(static_cast<int>(found - names_.begin()));
  }
  return absl::OkStatus();
}

Cells Cursor::KeyOf(const Cells& row) const {
  Cells key;
  for (const int column : key_columns_) key.push_back(row[static_cast<size_t>(column)]);
  return key;
}

std::string Place(const Table& table, const Cells& key) {
  return absl::StrCat(
      AbslView(table.name), " (",
      absl::StrJoin(key, ", ",
                    [](std::string* out, const Cell& cell) { absl::StrAppend(out, Show(cell)); }),
      ")");
}

std::string Differing(const std::vector<std::string>& names, const Cells& actual,
                      const Cells& expected) {
  std::vector<std::string> columns;
  for (size_t i = 0; i < names.size(); ++i) {
    if (actual[i] == expected[i]) continue;
    columns.push_back(absl::StrCat("column ", names[i], " is ", Show(actual[i]), ", expected ",
                                   Show(expected[i])));
  }
  return absl::StrJoin(columns, "; ");
}

}  // namespace

absl::StatusOr<int64_t> DiffTable(Reader& actual, Reader& expected, const Table& table,
                                  size_t named_max,
                                  absl::FunctionRef<void(std::string_view)> difference) {
  Cursor left(actual, table);
  Cursor right(expected, table);
  RETURN_IF_ERROR(left.Advance());
  RETURN_IF_ERROR(right.Advance());
  if (left.row() != nullptr && right.row() != nullptr && left.names() != right.names()) {
    return absl::FailedPreconditionError(
        absl::StrCat("the two tables ", AbslView(table.name), " have not the same columns"));
  }
  int64_t count = 0;
  const auto report = [&](const std::string& sentence) {
    if (static_cast<size_t>(count++) < named_max) difference(sentence);
  };
  while (left.row() != nullptr || right.row() != nullptr) {
    const auto order = left.row() == nullptr    ? std::strong_ordering::greater
                       : right.row() == nullptr ? std::strong_ordering::less
                                                : left.key() <=> right.key();
    if (order < 0) {
      report(absl::StrCat(Place(table, left.key()), " is not expected"));
    } else if (order > 0) {
      report(absl::StrCat(Place(table, right.key()), " is missing"));
    } else if (*left.row() != *right.row()) {
      report(absl::StrCat(Place(table, left.key()), ": ",
                          Differing(left.names(), *left.row(), *right.row())));
    }
    if (order <= 0) RETURN_IF_ERROR(left.Advance());
    if (order >= 0) RETURN_IF_ERROR(right.Advance());
  }
  return count;
}

}  // namespace headwater::store
