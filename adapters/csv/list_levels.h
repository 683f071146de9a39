// The lists within lists that a profile's paths run through, and the fields at the
// ends of the paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "adapters/csv/plan.h"
#include "google/protobuf/descriptor.h"

namespace headwater::csv {

// INVALID_ARGUMENT for whoever wrote the profile.
template <typename... Parts>
absl::Status WrongProfile(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat("in the profile: ", parts...));
}

// Works on a plan while it is compiled; not kept.
class ListLevels {
 public:
  explicit ListLevels(Plan& plan) : plan_(plan) {}

  // Makes the plan's levels for the lists that lie on the way of `paths`: they must be
  // within each other, so the longest says all.
  absl::Status Build(const std::vector<std::string>& paths);

  // The level of a list, "ticket.lines[]"; -1 for one that no path runs through.
  int Find(std::string_view list) const;
  const std::string& list(int level) const { return lists_[static_cast<size_t>(level)]; }

  // The field at the end of a path.
  absl::StatusOr<FieldTarget> TargetOf(const std::string& path, const Notation& notation) const;

 private:
  absl::Status AddLevel(const std::string& list);
  // The first field of a path must be one of the document's own, or its kind.
  absl::Status CheckKind(const FieldChain& chain, const std::string& path) const;

  Plan& plan_;
  std::vector<std::string> lists_;                          // by level, "" for the document
  std::vector<const google::protobuf::Descriptor*> items_;  // what they are lists of
};

}  // namespace headwater::csv
