#include "hub/cli/table.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"

namespace headwater::cli {
namespace {

constexpr size_t kWidthMax = 48;

// The width on a terminal: characters, not bytes.
size_t WidthOf(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

}  // namespace

Table::Table(std::vector<std::string> titles) {
  for (const std::string& title : titles) {
    std::string_view text = title;
    const bool optional = text.starts_with('?');
    if (optional) text.remove_prefix(1);
    const bool right = text.starts_with('>');
    if (right) text.remove_prefix(1);
    columns_.push_back({std::string(text), right, WidthOf(text), !optional});
  }
}

void Table::Add(std::vector<std::string> cells) {
  HW_CHECK(cells.size() == columns_.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    cells[i] = CutTo(std::move(cells[i]), kWidthMax);
    columns_[i].width = std::max(columns_[i].width, WidthOf(cells[i]));
    columns_[i].shown = columns_[i].shown || !cells[i].empty();
  }
  rows_.push_back(std::move(cells));
}

std::string Table::ToString(std::string_view plural, bool more) const {
  HW_CHECK(plural.ends_with('s'));
  std::string out;
  const auto line = [&](auto&& cell) {
    std::string text;
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].shown) continue;
      const std::string& content = cell(i);
      const std::string pad(columns_[i].width - WidthOf(content), ' ');
      absl::StrAppend(&text, text.empty() ? "" : "  ", columns_[i].right ? pad : "", content,
                      columns_[i].right ? "" : pad);
    }
    absl::StrAppend(&out, absl::StripTrailingAsciiWhitespace(text), "\n");
  };
  if (!rows_.empty()) {
    line([&](size_t i) -> const std::string& { return columns_[i].title; });
    for (const auto& row : rows_) line([&](size_t i) -> const std::string& { return row[i]; });
  }
  const std::string_view noun = plural.substr(0, plural.size() - (rows_.size() == 1 ? 1 : 0));
  absl::StrAppend(&out, more ? "the first " : "", WithCommas(rows_.size()), " ",
                  base::AbslView(noun), more ? "; --limit N shows more" : "", "\n");
  return out;
}

std::string WithCommas(int64_t number) { return Grouped(absl::StrCat(number)); }

std::string Grouped(std::string digits) {
  const size_t first = digits[0] == '-' ? 1 : 0;
  for (size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string CutTo(std::string text, size_t width) {
  if (WidthOf(text) <= width) return text;
  size_t bytes = 0;
  for (size_t characters = 0; bytes < text.size(); ++bytes) {
    if ((text[bytes] & 0xC0) != 0x80 && ++characters == width) break;
  }
  return absl::StrCat(text.substr(0, bytes), "…");
}

std::string EnumText(std::string_view name, std::string_view prefix) {
  return absl::StrReplaceAll(
      absl::AsciiStrToLower(absl::StripPrefix(base::AbslView(name), base::AbslView(prefix))),
      {{"_", " "}});
}

}  // namespace headwater::cli
