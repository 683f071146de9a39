// CSV files through `headwater submit`.
#pragma once

#include "absl/status/status.h"
#include "hub/cli/submit_options.h"
#include "hub/cli/submit_sender.h"

namespace headwater::cli {

// Reads each file by the profile and sends its documents, in bounded memory. Every bad
// row and every refusal is told with its place in the file; counts at the end of each
// file. INVALID_ARGUMENT when something was not taken, CANCELLED after Ctrl-C,
// UNAVAILABLE when the hub is away for longer than the retries last: running the same
// command again goes on where this one ended.
//
// With all_or_nothing no document of any file is sent unless all files are without an
// error and the hub would take each of their documents by itself.
absl::Status SubmitCsv(const SubmitOptions& options, Sender& sender);

}  // namespace headwater::cli
