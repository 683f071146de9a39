#include "adapters/csv/list_levels.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::csv {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// "ticket.lines[]" of "ticket.lines[].item.gtin"; "" of a path without lists.
std::string ListOf(const std::string& path) {
  const size_t end = path.rfind("[]");
  return end == std::string::npos ? "" : path.substr(0, end + 2);
}

// The names after `list` of a path within it.
std::string_view NamesAfter(std::string_view path, std::string_view list) {
  path.remove_prefix(list.size());
  if (!path.empty() && path.front() == '.') path.remove_prefix(1);
  return path;
}

// The fields named by "a.b.c" from `message` on; only the last may be a list.
absl::StatusOr<FieldChain> Walk(const Descriptor* message, std::string_view names,
                                const std::string& path) {
  FieldChain chain;
  for (const absl::string_view name : absl::StrSplit(base::AbslView(names), '.')) {
    if (message == nullptr || (!chain.empty() && chain.back()->is_repeated())) {
      return WrongProfile("the path ", path,
                          " goes on after a field without fields; a list is name[]");
    }
    const FieldDescriptor* field = message->FindFieldByName(std::string(name));
    if (field == nullptr) {
      return WrongProfile("in the path ", path, ": ", message->name(), " has no field \"", name,
                          "\"");
    }
    chain.push_back(field);
    message = field->message_type();
  }
  return chain;
}

}  // namespace

absl::Status ListLevels::Build(const std::vector<std::string>& paths) {
  std::string deepest;
  for (const std::string& path : paths) {
    std::string list = ListOf(path);
    if (list.size() > deepest.size()) deepest = std::move(list);
  }
  plan_.levels.emplace_back();
  lists_.push_back("");
  items_.push_back(v1::Document::descriptor());
  size_t end = 0;
  while ((end = deepest.find("[]", end)) != std::string::npos) {
    end += 2;
    RETURN_IF_ERROR(AddLevel(deepest.substr(0, end)));
  }
  return absl::OkStatus();
}

absl::Status ListLevels::AddLevel(const std::string& list) {
  if (plan_.depth() == format::PositionMap::kDepthMax) {
    return WrongProfile(list, " is nested deeper than ", format::PositionMap::kDepthMax, " lists");
  }
  std::string_view names = NamesAfter(list, lists_.back());
  names.remove_suffix(2);
  ASSIGN_OR_RETURN(FieldChain chain, Walk(items_.back(), names, list));
  if (plan_.depth() == 0) RETURN_IF_ERROR(CheckKind(chain, list));
  LevelPlan level;
  level.list = chain.back();
  if (!level.list->is_repeated() || level.list->message_type() == nullptr) {
    return WrongProfile(list, " is not a list of messages");
  }
  chain.pop_back();
  level.chain = std::move(chain);
  level.path_id = plan_.paths->Intern(list);
  lists_.push_back(list);
  items_.push_back(level.list->message_type());
  plan_.levels.push_back(std::move(level));
  return absl::OkStatus();
}

int ListLevels::Find(std::string_view list) const {
  const auto found = std::find(lists_.begin(), lists_.end(), list);
  return found == lists_.end() ? -1 : static_cast<int>(found - lists_.begin());
}

absl::Status ListLevels::CheckKind(const FieldChain& chain, const std::string& path) const {
  if (chain.front() == plan_.body ||
      chain.front()->containing_oneof() != plan_.body->containing_oneof()) {
    return absl::OkStatus();
  }
  return WrongProfile("the path ", path, " is in another kind than ", plan_.profile.kind());
}

absl::StatusOr<FieldTarget> ListLevels::TargetOf(const std::string& path,
                                                 const Notation& notation) const {
  const std::string list = ListOf(path);
  const int level = Find(list);
  if (level < 0) {
    return WrongProfile("the path ", path, " is in another list than ", lists_.back());
  }
  const std::string_view names = NamesAfter(path, list);
  if (names.empty()) return WrongProfile("the path ", path, " names no field");
  ASSIGN_OR_RETURN(FieldChain chain, Walk(items_[static_cast<size_t>(level)], names, path));
  if (level == 0) RETURN_IF_ERROR(CheckKind(chain, path));
  const auto codec = Codec::Make(*chain.back(), notation);
  if (!codec.ok()) return WrongProfile("the path ", path, ": ", codec.status().message());
  chain.pop_back();
  return FieldTarget{.path = path,
                     .path_id = plan_.paths->Intern(path),
                     .level = level,
                     .chain = std::move(chain),
                     .codec = *codec};
}

}  // namespace headwater::csv
