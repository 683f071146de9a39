// How far a party has processed its feed, by its own word.
#pragma once

#include <cstdint>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/door.h"
#include "hub/store/commit_queue.h"

namespace headwater::exchange {

// Called exactly once, like SubmitDone.
using AcknowledgeDone = absl::AnyInvocable<void(absl::StatusOr<v1::AcknowledgeResponse>) &&>;

// Keeps the higher of `sequence` and what is known. CURSOR_BEYOND_HEAD
// (OUT_OF_RANGE) beyond the end of the feed.
void Acknowledge(store::CommitQueue& queue, base::Gln party, int64_t sequence,
                 const FaultLog& fault_log, AcknowledgeDone done);

}  // namespace headwater::exchange
