// A code list: what the file calls a thing, and what the contract calls it.
#pragma once

#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace headwater::csv {

// Thread-safe once it is filled.
class ValueMap {
 public:
  ValueMap(std::string name, bool ignore_case)
      : name_(std::move(name)), ignore_case_(ignore_case) {}

  // The later entry of a key wins.
  void Add(std::string_view key, std::string_view value);

  // Entries from a CSV file (comma, header). INVALID_ARGUMENT names the line of a
  // broken row, a missing column, or a key with two values.
  absl::Status AddFile(std::string_view csv, std::string_view key_column,
                       std::string_view value_column);

  // nullptr when there is none.
  const std::string* Find(std::string_view key) const;

  // The key of a value that has only one; nullptr otherwise.
  const std::string* FindKey(std::string_view value) const;

  const std::string& name() const { return name_; }
  size_t size() const { return entries_.size(); }

 private:
  std::string KeyOf(std::string_view key) const;

  const std::string name_;
  const bool ignore_case_;
  absl::flat_hash_map<std::string, std::string> entries_;
};

}  // namespace headwater::csv
