// What the user asks of `headwater submit`.
#pragma once

#include <string>
#include <vector>

#include "hub/cli/client_options.h"
#include "hub/cli/profile_choice.h"

namespace headwater::cli {

struct SubmitOptions : ClientOptions {
  std::vector<std::string> files;
  bool dry_run = false;
  // Empty: CERTS/AS.outbox.
  std::string outbox;
  // Of CSV files; without one the files are documents in JSON.
  ProfileChoice profile;
  bool all_or_nothing = false;
  // The document_id of what the outbox is to give up; then there are no files.
  std::string forget;
};

}  // namespace headwater::cli
