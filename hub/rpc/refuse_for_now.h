// Refusals that a caller may try again after a while.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "google/protobuf/duration.pb.h"

namespace headwater::rpc {

// A hub that goes down is back after a restart.
inline constexpr absl::Duration kDrainingRetryDelay = absl::Seconds(2);

// RESOURCE_EXHAUSTED with BUSY and exchange::kRetryDelayBusy.
absl::Status RefuseBusy(std::string_view message);

// UNAVAILABLE with DRAINING.
absl::Status RefuseDraining();

google::protobuf::Duration ToProto(absl::Duration duration);

}  // namespace headwater::rpc
