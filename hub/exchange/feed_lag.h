// How far the parties have come with their feeds.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// Parties that one look names; those with the longest lag come first.
inline constexpr int64_t kFeedLagsMax = 1000;

struct FeedLag {
  base::Gln party;
  int64_t head = 0;
  int64_t acknowledged = 0;

  int64_t lag() const { return head - acknowledged; }
};

struct FeedLags {
  std::vector<FeedLag> parties;  // by GLN
  int64_t parties_in_all = 0;    // with a feed
};

absl::StatusOr<FeedLags> ReadFeedLags(store::Reader& reader, int64_t parties_max = kFeedLagsMax);

}  // namespace headwater::exchange
