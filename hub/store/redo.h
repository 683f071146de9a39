// A transaction that a driver undid as a whole because of a statement that it had put off, and
// that it can blame on no work: it is done again, from its beginning.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace headwater::store {

// ABORTED, with the cause in its message.
absl::Status RedoError(const absl::Status& cause);
bool IsRedo(const absl::Status& status);

}  // namespace headwater::store
