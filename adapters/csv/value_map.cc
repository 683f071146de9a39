#include "adapters/csv/value_map.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "adapters/csv/tokenizer.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::csv {

std::string ValueMap::KeyOf(std::string_view key) const {
  return ignore_case_ ? absl::AsciiStrToUpper(base::AbslView(key)) : std::string(key);
}

void ValueMap::Add(std::string_view key, std::string_view value) {
  entries_[KeyOf(key)] = std::string(value);
}

const std::string* ValueMap::Find(std::string_view key) const {
  const auto found = ignore_case_ ? entries_.find(KeyOf(key)) : entries_.find(base::AbslView(key));
  return found == entries_.end() ? nullptr : &found->second;
}

const std::string* ValueMap::FindKey(std::string_view value) const {
  const std::string* key = nullptr;
  for (const auto& [candidate, mapped] : entries_) {
    if (mapped != value) continue;
    if (key != nullptr) return nullptr;
    key = &candidate;
  }
  return key;
}

absl::Status ValueMap::AddFile(std::string_view csv, std::string_view key_column,
                               std::string_view value_column) {
  format::StringSource source(csv);
  Tokenizer tokenizer(source);
  Row row;
  std::optional<size_t> key_cell;
  std::optional<size_t> value_cell;
  bool is_header = true;
  const auto wrong = [&](std::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("the file of the value map ", name_, ", line ",
                                                   row.line, ": ", base::AbslView(what)));
  };
  while (true) {
    ASSIGN_OR_RETURN(const bool more, tokenizer.Next(row));
    if (!more) break;
    if (row.fault.has_value()) return wrong(row.fault->text);
    if (is_header) {
      is_header = false;
      for (size_t i = 0; i < row.cells.size(); ++i) {
        const absl::string_view name = base::AbslView(row.cells[i].text);
        if (absl::EqualsIgnoreCase(name, base::AbslView(key_column))) key_cell = i;
        if (absl::EqualsIgnoreCase(name, base::AbslView(value_column))) value_cell = i;
      }
      if (!key_cell.has_value() || !value_cell.has_value()) {
        return wrong(absl::StrCat("it needs the columns \"", base::AbslView(key_column),
                                  "\" and \"", base::AbslView(value_column), "\""));
      }
      continue;
    }
    if (row.cells.size() <= *key_cell || row.cells.size() <= *value_cell) {
      return wrong("the row is too short");
    }
    const std::string_view key = row.cells[*key_cell].text;
    const std::string_view value = row.cells[*value_cell].text;
    const auto [at, is_new] = entries_.emplace(KeyOf(key), std::string(value));
    if (!is_new && at->second != value) {
      return wrong(absl::StrCat("\"", base::AbslView(key), "\" has two values"));
    }
  }
  return absl::OkStatus();
}

}  // namespace headwater::csv
