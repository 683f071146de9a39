// Profiles: which columns a CSV file has and what they mean. See csv_profile.proto.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "adapters/csv/plan.h"

namespace headwater::csv {

// What a profile leaves to whoever uses it.
struct ProfileInputs {
  // In place of what the profile says; its columns for them are then no longer required.
  std::string sender_gln;
  std::string receiver_gln;
  // Of documents whose file says none. It is part of the document: give the same one
  // whenever the same file is read, or the documents are no longer the same.
  std::optional<absl::Time> issue_time;
  // Of the pseudonyms, for a profile that makes some. Whoever has it can try out whom a
  // pseudonym stands for; another key makes other customers of the same ones.
  std::string pseudonym_key;
  // False: the profile is for a writer; one that makes pseudonyms is none.
  bool reads = true;
  // Value maps by name, beside or in place of the profile's own entries.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>> value_maps;
  // Opens the file of a value map; nullptr where there are none.
  std::function<absl::StatusOr<std::string>(const std::string& name)> open;
};

// Immutable, thread-safe; outlives its readers and writers.
class Profile {
 public:
  // INVALID_ARGUMENT says what is wrong with the profile.
  static absl::StatusOr<std::unique_ptr<const Profile>> FromJson(std::string_view json,
                                                                 ProfileInputs inputs);
  // Value maps' files are looked for beside the profile, unless inputs.open is given.
  static absl::StatusOr<std::unique_ptr<const Profile>> FromFile(const std::string& path,
                                                                 ProfileInputs inputs);

  const std::string& name() const { return plan_->profile.name(); }
  const std::string& kind() const { return plan_->profile.kind(); }
  bool makes_pseudonyms() const { return plan_->makes_pseudonyms; }
  const Plan& plan() const { return *plan_; }
  const ProfileInputs& inputs() const { return inputs_; }

 private:
  Profile(std::unique_ptr<const Plan> plan, ProfileInputs inputs)
      : plan_(std::move(plan)), inputs_(std::move(inputs)) {}

  const std::unique_ptr<const Plan> plan_;
  const ProfileInputs inputs_;
};

// The profiles that come with Headwater: JSON by name ("tickets"), "" for a name that
// is none of BuiltInProfileNames.
std::string_view BuiltInProfile(std::string_view name);
std::vector<std::string_view> BuiltInProfileNames();

}  // namespace headwater::csv
