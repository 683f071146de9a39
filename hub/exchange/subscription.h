// One reader that follows a feed: what Subscribe is made of, without gRPC.
//
//   loop on a worker thread:
//     Next(response)                      the next batch, or an empty one at the end
//     if events: write, then Next again
//     else if Wait(wake): come back when `wake` is called, or for a heartbeat
//     else: Next again
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/exchange/feed.h"
#include "hub/exchange/feed_wakes.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// Thread-compatible: one call at a time, from any thread. Holds no snapshot between
// calls. The database and the wakes outlive it.
class Subscription {
 public:
  // ARGUMENT_INVALID for a kind that is none. Does not read; a cursor beyond the
  // head is found by the first Next.
  static absl::StatusOr<std::unique_ptr<Subscription>> Open(store::Database& database,
                                                            FeedWakes& wakes, const Caller& caller,
                                                            const v1::SubscribeRequest& request);
  // A wake-up that was asked for and did not come is dropped; one that runs at this
  // moment may still end after this.
  ~Subscription();

  // Fills `response` with the next batch. Without events and with through_sequence
  // equal to head_sequence it is at the end, and fit to be sent as a heartbeat;
  // without events and short of the head, the filter passed over a long stretch.
  // CURSOR_BEYOND_HEAD (OUT_OF_RANGE) when the feed ends before after_sequence,
  // CURSOR_ARCHIVED when what follows it is in an archive. Reads
  // the database: call it on a worker.
  absl::Status Next(v1::SubscribeResponse& response);

  // True: `wake` is called once when the feed has more than the last Next gave (see
  // FeedWakes::Wake). False: it already has. At most one wait at a time: a second
  // one drops the first.
  bool Wait(FeedWakes::Wake wake);
  // Drops the wait, for a heartbeat or the end. See FeedWakes::Cancel.
  bool CancelWait();

  // Everything up to here was given out or passed over.
  int64_t through_sequence() const { return through_; }

 private:
  Subscription(store::Database& database, FeedWakes& wakes, base::Gln party, int64_t after,
               KindFilter filter);

  store::Database& database_;
  FeedWakes& wakes_;
  const base::Gln party_;
  const KindFilter filter_;
  int64_t through_;
  int64_t head_ = 0;  // as the last Next saw it
  std::optional<FeedWakes::WakeId> wait_;
};

}  // namespace headwater::exchange
