// Which CSV profile a command reads or writes by, and what the user sets in it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/csv/profile.h"
#include "hub/cli/client_options.h"

namespace headwater::cli {

struct ProfileChoice {
  // Of a built-in profile, or the path of a file. Empty: none.
  std::string profile;
  // NAME=VALUE each. NAME is issue_time, a text of the profile (time_zone), a value
  // map (VALUE is its file), or MAP.KEY for one entry of a map.
  std::vector<std::string> settings;
  // The file with the key of the pseudonyms that the profile makes. Empty: none.
  std::string pseudonym_key;
  // False: it is written by.
  bool reads = true;
};

// --profile, which it returns, and --set, which needs it. `choice` must live as long as `command`.
CLI::Option* AddProfileOptions(CLI::App& command, ProfileChoice& choice,
                               const std::string& purpose);

// INVALID_ARGUMENT for a profile that makes pseudonyms without a key, or the other way
// round. The sender is the party of the certificate, unless the profile or a setting says
// another. Files of value maps stand beside the profile, those of built-in profiles in
// the current folder.
absl::StatusOr<std::unique_ptr<const csv::Profile>> LoadProfile(const ProfileChoice& choice,
                                                                const ClientOptions& options);

}  // namespace headwater::cli
