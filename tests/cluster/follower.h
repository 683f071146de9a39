// A party that follows its feed, at one hub and then another, and acknowledges what it has seen.
#pragma once

#include <cstdint>
#include <memory>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "adapters/client/feed_cursor.h"
#include "adapters/client/feed_follower.h"
#include "adapters/client/retry.h"
#include "cluster/book.h"
#include "cluster/roaming_door.h"
#include "hub/base/random.h"

namespace headwater::test {

// Works on a thread of its own from the beginning. The ring and the book outlive it.
class Follower {
 public:
  Follower(const HubRing& ring, base::TlsFiles tls, Book& book, base::Gln party, uint64_t seed);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Until it has seen so many; false after `patience`.
  bool AwaitEvents(size_t count, absl::Duration patience) const;
  FeedPlaces seen() const;
  int64_t acknowledged() const { return door_.acknowledged(); }
  // How often it went to another hub.
  int64_t moves() const;

 private:
  void Run();
  absl::Status Take(const client::FeedBatch& batch);

  Book& book_;
  const base::Gln party_;
  RoamingDoor door_;
  base::SeededRandom random_;
  client::SystemSleeper sleeper_;
  client::MemoryCursor cursor_;
  int64_t left_here_ = 0;  // events until it goes elsewhere

  mutable absl::Mutex mutex_;
  FeedPlaces seen_ ABSL_GUARDED_BY(mutex_);
  int64_t moves_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // Of the present hub.
  std::unique_ptr<client::FeedFollower> feed_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace headwater::test
