// Tells those who wait at the end of a feed that it has grown. Carries no events:
// a waiter reads the feed itself, from the number that it holds, so that a wake-up
// too many does no harm and none can be lost.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/gs1.h"

namespace headwater::exchange {

// Thread-safe but for Stage and the Publish of what was staged, which the writer thread calls.
class FeedWakes {
 public:
  using WakeId = int64_t;
  // Called at most once, on the thread that publishes. Must not block and must not
  // call back into this object: it posts to a worker.
  using Wake = absl::AnyInvocable<void() &&>;

  // Registers `wake` for the moment when the feed of `party` goes beyond `after`,
  // the number up to which the caller has read. nullopt when it already has, since
  // the caller's snapshot: read again.
  std::optional<WakeId> Await(base::Gln party, int64_t after, Wake wake);

  // True: `wake` was dropped and will not be called. False: it was called, or is
  // being called now.
  bool Cancel(WakeId id);

  // A transaction begins: what the one before staged and did not publish was not committed.
  void Unstage() { staged_.clear(); }
  // Notes the end of a feed as it will be once the transaction is committed.
  void Stage(base::Gln party, int64_t head);
  // After the commit: calls the waiters of all that was staged.
  void Publish();
  // What another process committed; or this one, which then changes nothing.
  void Publish(base::Gln party, int64_t head);

  // Says that no end is known any more, as after the store was away: it may have come back with
  // less. Whoever waits goes on waiting, so the ends have to be read and published after it.
  void Forget();

 private:
  struct Waiter {
    WakeId id;
    Wake wake;
  };
  struct Feed {
    // The highest end published since the last Forget.
    int64_t head = 0;
    std::vector<Waiter> waiters;
  };

  std::vector<std::pair<base::Gln, int64_t>> staged_;  // the writer's own

  absl::Mutex mutex_;
  absl::flat_hash_map<base::Gln, Feed> feeds_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<WakeId, base::Gln> parties_ ABSL_GUARDED_BY(mutex_);
  WakeId last_id_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace headwater::exchange
