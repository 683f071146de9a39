// What a caller is told of what is not its fault.
#pragma once

#include <functional>
#include <string_view>

#include "absl/status/status.h"

namespace headwater::exchange {

// A fault of the hub, for its log: the sentence may name what no party may see.
// Thread-safe.
using FaultLog = std::function<void(std::string_view)>;

// What CommitQueue::Push said, with its reason: BUSY, DRAINING or STORE_SEALED.
// `healthy` is that of the queue.
absl::Status TellRefusedPush(const absl::Status& status, bool healthy);

// A refusal (a status with an ErrorDetail) as it is. Anything else is a fault: it
// goes to the log, and the caller gets UNAVAILABLE (STORE_AWAY) or RESOURCE_EXHAUSTED (BUSY) if
// it may retry, else INTERNAL, without a word of the cause.
absl::Status TellCaller(absl::Status status, bool healthy, const FaultLog& log);

}  // namespace headwater::exchange
