// A transaction that trusted its works (trusting_transaction.h) in vain, and that can go no further
// nor undo one work alone: it is done again, from its beginning.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace headwater::store {

// ABORTED, with the cause in its message.
absl::Status RedoError(const absl::Status& cause);
bool IsRedo(const absl::Status& status);

}  // namespace headwater::store
