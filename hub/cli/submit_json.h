// Documents in JSON through `headwater submit`.
#pragma once

#include "absl/status/status.h"
#include "hub/cli/submit_options.h"
#include "hub/cli/submit_sender.h"

namespace headwater::cli {

// Sends the one document of each file. What cannot be read and what the hub refuses is
// told, and the other files go on; INVALID_ARGUMENT with the count in the end. CANCELLED
// after Ctrl-C, and the error itself where nothing more can be sent: no hub, no right.
absl::Status SubmitJson(const SubmitOptions& options, Sender& sender);

}  // namespace headwater::cli
