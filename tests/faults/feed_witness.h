// One party's feed as a subscriber sees it that keeps its cursor from the first event to the
// last, through all that happens to the hub.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/client/feed_cursor.h"
#include "faults/sender.h"
#include "headwater/v1/exchange.pb.h"

namespace headwater::faults {

// Thread-safe. `cast` outlives it.
class FeedWitness {
 public:
  FeedWitness(const Cast& cast, base::Gln party)
      : cast_(cast), party_(party), seen_(cast.senders().size()) {}

  base::Gln party() const { return party_; }

  // The next batch. DATA_LOSS where its events do not continue those that were seen, by number
  // or by chain, where a document is not the one that was sent, or comes a second time.
  absl::Status Take(const v1::SubscribeResponse& response);
  // Where to go on after an interruption.
  int64_t sequence() const;
  // Waits until so many events were seen. False when they do not come.
  bool Await(int64_t sequence, absl::Duration patience) const;

  // How far the hub says that this party has acknowledged. DATA_LOSS where it said more before.
  absl::Status NoteAcknowledged(int64_t sequence);

  // DATA_LOSS where the feed does not have the document, as its sender's receipt says where
  // this is the sender's feed.
  absl::Status Check(const RequestKey& key, const v1::Receipt& receipt) const;

 private:
  struct Entry {
    RequestKey key;
    std::string chain_hash;
  };

  absl::Status TakeEvent(const v1::Event& event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Cast& cast_;
  const base::Gln party_;
  mutable absl::Mutex mutex_;
  client::FeedPosition position_ ABSL_GUARDED_BY(mutex_);
  std::vector<Entry> entries_ ABSL_GUARDED_BY(mutex_);
  int64_t acknowledged_ ABSL_GUARDED_BY(mutex_) = 0;
  // By sender and number.
  std::vector<std::vector<bool>> seen_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::faults
