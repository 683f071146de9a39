#include "adapters/format/position_map.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"

namespace headwater::format {
namespace {

constexpr uint16_t kIndexMax = std::numeric_limits<uint16_t>::max();

struct Query {
  std::string pattern;
  std::array<uint16_t, PositionMap::kDepthMax> indexes = {};
  int depth = 0;
};

// nullopt when it is not a path or lists are nested too deep.
std::optional<Query> ParsePath(std::string_view path) {
  Query query;
  while (!path.empty()) {
    const size_t open = path.find('[');
    query.pattern.append(path.substr(0, open));
    if (open == std::string_view::npos) return query;
    path.remove_prefix(open + 1);
    uint32_t index = 0;
    size_t digits = 0;
    while (digits < path.size() && path[digits] >= '0' && path[digits] <= '9' && digits < 6) {
      index = index * 10 + static_cast<uint32_t>(path[digits++] - '0');
    }
    if (digits == path.size() || path[digits] != ']' || query.depth == PositionMap::kDepthMax) {
      return std::nullopt;
    }
    query.indexes[static_cast<size_t>(query.depth++)] =
        static_cast<uint16_t>(std::min<uint32_t>(index, kIndexMax));
    query.pattern += "[]";
    path.remove_prefix(digits + 1);
  }
  return query;
}

bool SameItems(const PositionMap::Entry& entry, const Query& query) {
  return std::equal(query.indexes.begin(), query.indexes.begin() + query.depth,
                    entry.indexes.begin());
}

bool IsWithin(std::string_view pattern, std::string_view outer) {
  return pattern.size() > outer.size() && pattern.substr(0, outer.size()) == outer &&
         (pattern[outer.size()] == '.' || pattern[outer.size()] == '[');
}

// "a.b[].c" -> "a.b[]" -> "a.b" -> "a" -> "".
void DropLast(Query& query) {
  if (query.pattern.ends_with("[]")) {
    query.pattern.resize(query.pattern.size() - 2);
    --query.depth;
    return;
  }
  const size_t dot = query.pattern.rfind('.');
  query.pattern.resize(dot == std::string::npos ? 0 : dot);
}

Position PositionOf(const PositionMap::Entry& entry) { return {entry.line, entry.column}; }

uint32_t Narrow(int64_t value) {
  return static_cast<uint32_t>(std::clamp<int64_t>(value, 0, std::numeric_limits<uint32_t>::max()));
}

}  // namespace

int PathTable::Intern(std::string_view pattern) {
  const auto [at, is_new] = ids_.emplace(std::string(pattern), size());
  if (is_new) {
    HW_CHECK(size() < kPathsMax) << "too many paths";
    patterns_.emplace_back(pattern);
  }
  return at->second;
}

int PathTable::Find(std::string_view pattern) const {
  const auto found = ids_.find(base::AbslView(pattern));
  return found == ids_.end() ? -1 : found->second;
}

void PositionMap::Add(int path, absl::Span<const int> indexes, Position position) {
  HW_CHECK(indexes.size() <= kDepthMax) << "lists are nested too deep";
  Entry& entry = entries_.emplace_back();
  entry.path = static_cast<uint16_t>(path);
  for (size_t i = 0; i < indexes.size(); ++i) {
    entry.indexes[i] = static_cast<uint16_t>(std::min<int>(indexes[i], kIndexMax));
  }
  entry.line = Narrow(position.line);
  entry.column = Narrow(position.column);
}

Position PositionMap::Find(std::string_view field_path) const {
  std::optional<Query> query = ParsePath(field_path);
  if (!query.has_value()) query.emplace();
  while (!query->pattern.empty()) {
    const int id = table_->Find(query->pattern);
    const Entry* within = nullptr;
    for (const Entry& entry : entries_) {
      if (!SameItems(entry, *query)) continue;
      if (entry.path == id) return PositionOf(entry);
      if (within == nullptr && IsWithin(table_->pattern(entry.path), query->pattern)) {
        within = &entry;
      }
    }
    if (within != nullptr) return PositionOf(*within);
    DropLast(*query);
  }
  return entries_.empty() ? Position() : PositionOf(entries_.front());
}

PositionMap PositionMap::SplitAt(int index) {
  PositionMap tail(table_);
  std::vector<Entry> head;
  for (Entry& entry : entries_) {
    const bool in_list = table_->pattern(entry.path).find("[]") != std::string::npos;
    if (!in_list) {
      head.push_back(entry);
      tail.entries_.push_back(entry);
    } else if (entry.indexes[0] < index) {
      head.push_back(entry);
    } else {
      entry.indexes[0] = static_cast<uint16_t>(entry.indexes[0] - index);
      tail.entries_.push_back(entry);
    }
  }
  entries_ = std::move(head);
  return tail;
}

std::string PathWithIndexes(std::string_view pattern, absl::Span<const int> indexes) {
  std::string path;
  size_t next = 0;
  while (!pattern.empty()) {
    const size_t list = pattern.find("[]");
    path.append(pattern.substr(0, list));
    if (list == std::string_view::npos) break;
    absl::StrAppend(&path, "[", next < indexes.size() ? indexes[next] : 0, "]");
    ++next;
    pattern.remove_prefix(list + 2);
  }
  return path;
}

}  // namespace headwater::format
