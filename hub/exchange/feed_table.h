// Writing to the feeds: part of the transaction that commits the document.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"
#include "hub/base/gs1.h"
#include "hub/exchange/feed.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// Puts a document at the end of a feed and gives the feed's new end. The head row
// stays locked until the transaction ends, so that commits and sequences have one
// order for all processes that share the database.
absl::StatusOr<FeedHead> AppendFeedEntry(store::Transaction& transaction, base::Gln party,
                                         int64_t commit_number, int64_t kind,
                                         std::string_view content_hash);

// The places that a document got. receiver_sequence is 0 without a receiver, and
// that of the sender where both are one.
struct FeedPlaces {
  FeedHead sender;
  int64_t receiver_sequence = 0;
};
absl::StatusOr<FeedPlaces> AppendToFeeds(store::Transaction& transaction, base::Gln sender,
                                         base::Gln receiver, int64_t commit_number, int64_t kind,
                                         std::string_view content_hash);

}  // namespace headwater::exchange
