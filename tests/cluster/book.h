// What the clients of a cluster were told, and whether the store holds to it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"

namespace headwater::test {

// An event of a feed, as far as it is compared.
struct FeedPlace {
  std::string document_id;
  std::string sender;
  std::string receiver;
  std::string content_hash;
  std::string chain_hash;

  bool operator==(const FeedPlace&) const = default;
};
// The first is at sequence 1.
using FeedPlaces = std::vector<FeedPlace>;

FeedPlace PlaceOf(const v1::Event& event);

// Thread-safe.
class Book {
 public:
  // Before a request is sent for the first time. Documents of one `stream` are sent in order and
  // without waiting; 0: by itself, after the answer to the one before.
  void Sends(base::Gln party, const v1::SubmitRequest& request, int64_t stream);
  // The stream broke or refused it for now; from here on it is sent by itself.
  void Resends(const v1::SubmitRequest& request);
  // Each time that a receipt comes.
  void Told(base::Gln party, const v1::Receipt& receipt, const v1::SubmitRequest& request);
  // Something that must never be. Ends the waiting.
  void Fault(std::string sentence);

  int64_t receipts() const;
  // True once there are so many; false after `patience` or a fault.
  bool AwaitReceipts(int64_t count, absl::Duration patience) const;
  // The longest time without a receipt since it was asked for the last time.
  absl::Duration TakeLongestPause(absl::Time now);

  // Holds the whole feed of each party to all that was told: each receipt at its place, nothing
  // twice, nothing that nobody sent, the order of each sender; and that the feeds of sender and
  // receiver agree. Faults are added to the others.
  void Check(const std::map<base::Gln, FeedPlaces>& feeds);

  std::vector<std::string> faults() const;

 private:
  struct Sent {
    base::Gln party;
    std::string content_hash;
    int64_t floor = 0;  // the highest receipt of the party when it was sent
    int64_t stream = 0;
    int64_t order = 0;
    std::string receipt;  // as bytes; empty without one
    int64_t sequence = 0;
  };
  using SentById = std::map<std::string, Sent>;  // by document_id

  void AddFault(std::string sentence) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CheckFeed(base::Gln party, const FeedPlaces& feed) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CheckReceipts(const std::map<base::Gln, FeedPlaces>& feeds)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void CheckStreams() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  SentById sent_ ABSL_GUARDED_BY(mutex_);
  std::map<base::Gln, int64_t> highest_ ABSL_GUARDED_BY(mutex_);
  int64_t receipts_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t order_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time last_receipt_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  absl::Duration longest_pause_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> faults_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::test
