// Tells the hub processes of one database how far the feeds have grown. PostgreSQL gives a
// notice to all who listen once its transaction is committed, and never before; a notice only
// wakes, so one too many does no harm, and after a gap the ends of all feeds are read anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/base/gs1.h"
#include "hub/exchange/feed_wakes.h"
#include "hub/store/database.h"

namespace headwater::exchange {

inline constexpr char kFeedChannel[] = "headwater_feed";
// PostgreSQL takes 7999 bytes.
inline constexpr size_t kFeedNoticeBytesMax = 7'900;

using FeedEnds = std::vector<std::pair<base::Gln, int64_t>>;

// Part of the transaction; to be heard once it is committed. Only on PostgreSQL.
absl::Status TellFeedEnds(store::Transaction& transaction, const FeedEnds& ends);

// What a notice says. INVALID_ARGUMENT when it is none of the hub's.
absl::StatusOr<FeedEnds> ReadFeedNotice(std::string_view notice);

// Wakes those who wait for anything that is committed by now.
absl::Status PublishFeedEnds(store::Database& database, FeedWakes& wakes);

}  // namespace headwater::exchange
