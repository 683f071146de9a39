// The one place that says which status code a reason has. The sections of
// errors.proto say the same to clients.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "headwater/v1/errors.pb.h"

namespace headwater::exchange {

// UNKNOWN for UNSPECIFIED and for numbers that the enum has not.
absl::StatusCode CodeOf(v1::Reason reason);

// Of all that is wrong with one document, the violation that gives the refusal its
// code, reason and message. Who may not send is told that first; then comes what no
// other state of the hub would mend, then what does not fit the hub's state. ABORTED
// comes last, since it says that nothing but the moment was wrong. Of those with the
// same code, the first. `violations` is not empty.
const v1::Violation& Gravest(const std::vector<v1::Violation>& violations);

}  // namespace headwater::exchange
