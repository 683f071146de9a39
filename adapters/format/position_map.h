// From the fields of a document back to the places of a file that they came from.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "adapters/format/issue.h"

namespace headwater::format {

// Field paths without their indexes, "ticket.lines[].quantity", by small numbers. A
// reader makes one for all its documents. Not thread-safe while it grows.
class PathTable {
 public:
  static constexpr int kPathsMax = 65'535;

  // The same number for the same pattern.
  int Intern(std::string_view pattern);
  // -1 when it was never interned.
  int Find(std::string_view pattern) const;
  const std::string& pattern(int id) const { return patterns_[static_cast<size_t>(id)]; }
  int size() const { return static_cast<int>(patterns_.size()); }

 private:
  std::vector<std::string> patterns_;
  absl::flat_hash_map<std::string, int> ids_;
};

// Of one document. Copyable. 24 bytes a field.
class PositionMap {
 public:
  // Lists within lists, at most so deep; indexes up to 65535.
  static constexpr int kDepthMax = 6;

  struct Entry {
    uint16_t path = 0;
    std::array<uint16_t, kDepthMax> indexes = {};
    uint32_t line = 0;
    uint32_t column = 0;
  };

  PositionMap() : table_(std::make_shared<PathTable>()) {}
  explicit PositionMap(std::shared_ptr<const PathTable> table) : table_(std::move(table)) {}

  // `indexes` are those of the []s of the pattern, outermost first.
  void Add(int path, absl::Span<const int> indexes, Position position);

  // The place of a field path with indexes, "ticket.lines[3].quantity.count". Where
  // that field itself came from nowhere: the first of its own fields that did; else
  // the nearest around it, and in the end the beginning of the document.
  Position Find(std::string_view field_path) const;

  // Moves what belongs to the items from `index` on of the outermost list into a map
  // of its own, counted from 0 there; fields outside all lists are in both.
  PositionMap SplitAt(int index);

  void Clear() { entries_.clear(); }
  bool empty() const { return entries_.empty(); }

  const std::vector<Entry>& entries() const { return entries_; }
  const std::shared_ptr<const PathTable>& table() const { return table_; }
  // For whoever kept the entries elsewhere.
  void Restore(std::vector<Entry> entries) { entries_ = std::move(entries); }

 private:
  std::shared_ptr<const PathTable> table_;
  std::vector<Entry> entries_;
};

// "a.b[3].c" from "a.b[].c" and {3}.
std::string PathWithIndexes(std::string_view pattern, absl::Span<const int> indexes);

}  // namespace headwater::format
