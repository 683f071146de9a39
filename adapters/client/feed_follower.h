// Follows the caller's feed for ever: reconnects, goes on where it was, and checks
// that nothing is missing, doubled or changed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/client/door.h"
#include "adapters/client/feed_cursor.h"
#include "adapters/client/reach_watch.h"
#include "adapters/client/retry.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/random.h"

namespace headwater::client {

struct FeedOptions {
  // Kinds wanted; empty for all. With kinds the chain cannot be checked, and numbers
  // may be passed over; they still rise.
  std::vector<std::string> kinds;
  // The hub takes 1 s to 5 min. Nothing for three intervals: the stream is dead.
  absl::Duration heartbeat_interval = absl::Seconds(15);
  // attempts_max 0 is right for whoever has nothing else to do.
  RetryPolicy retry{.attempts_max = 0};
  // Tells the hub after each batch how far the caller is, for its view of the lag.
  // A failure to tell is ignored.
  bool acknowledge = false;
  // May be null; must outlive the follower.
  ReachWatch* watch = nullptr;
};

struct FeedBatch {
  // In order; empty in a heartbeat.
  const google::protobuf::RepeatedPtrField<v1::Event>& events;
  // Processed when the callback returns OK.
  int64_t through_sequence = 0;
  int64_t head_sequence = 0;

  bool caught_up() const { return through_sequence >= head_sequence; }
};

// Run from one thread; Stop from any.
class FeedFollower {
 public:
  // The events are the callback's until it returns. An error ends Run with it, and
  // the batch comes again next time.
  using Callback = std::function<absl::Status(const FeedBatch& batch)>;

  // All must outlive it.
  FeedFollower(ExchangeDoor& door, Cursor& cursor, FeedOptions options, base::Random& random,
               Sleeper& sleeper);

  // Calls back for every batch and heartbeat, and saves the cursor after each batch.
  // A crash between the two gives the batch again: see Cursor::Save.
  //
  // OK after Stop. DATA_LOSS when the feed is broken: a gap, a step back, bytes that
  // do not fit their hash, a hash that does not continue the chain. OUT_OF_RANGE when
  // the hub has fewer events than the cursor says (another hub, or one restored from
  // an old copy), and when those that follow it were moved into archives. Any other error is that of the callback, the cursor, or a refusal
  // that would come again.
  absl::Status Run(const Callback& callback);

  // Ends a Run under way, or the next one, promptly; a callback under way is waited
  // for. For good.
  void Stop();

 private:
  // Reads until the stream ends. An error ends Run.
  absl::Status Follow(FeedStream& stream, FeedPosition& position, Backoff& backoff,
                      const Callback& callback);
  absl::Status Take(const v1::SubscribeResponse& response, FeedPosition& position,
                    const Callback& callback);
  // Null after Stop.
  std::shared_ptr<FeedStream> Begin(const FeedPosition& position);
  bool stopped();

  ExchangeDoor& door_;
  Cursor& cursor_;
  const FeedOptions options_;
  base::Random& random_;
  Sleeper& sleeper_;

  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::shared_ptr<FeedStream> stream_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::client
