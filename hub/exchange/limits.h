// What the exchange takes and gives at most, in one place. Each is tested at the
// limit and one past it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace headwater::exchange {

// A serialized Document. One more byte: DOCUMENT_TOO_LARGE.
inline constexpr size_t kDocumentBytesMax = 1 << 20;

// Events in one answer of ListEvents.
inline constexpr int kEventPageSizeDefault = 100;
inline constexpr int kEventPageSizeMax = 1000;
// Events in one message of Subscribe.
inline constexpr int kEventBatchSizeMax = 256;
// Payload bytes in one answer of either; the first event always fits.
inline constexpr size_t kEventPageBytesMax = 2 << 20;
// Feed entries that one read with a filter looks at before it answers with what it
// has, so that no single read takes long.
inline constexpr int64_t kEventScanMax = 10'000;
// Kinds that one filter may name after those named twice are dropped.
inline constexpr size_t kEventKindsMax = 24;

// Answers of one SubmitStream that may be outstanding.
inline constexpr int kSubmitsOutstandingMax = 256;

inline constexpr absl::Duration kHeartbeatIntervalDefault = absl::Seconds(15);
inline constexpr absl::Duration kHeartbeatIntervalMin = absl::Seconds(1);
inline constexpr absl::Duration kHeartbeatIntervalMax = absl::Minutes(5);

// How long a caller is asked to wait when the hub is busy or has stopped writing.
inline constexpr absl::Duration kRetryDelayBusy = absl::Milliseconds(500);
inline constexpr absl::Duration kRetryDelaySealed = absl::Seconds(10);

}  // namespace headwater::exchange
