// What has come in on a party's feed and was not worked on yet, in the order of the
// feed. One thread puts in, another takes out.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "headwater/v1/document.pb.h"
#include "suppliers-sim/calendar.h"

namespace headwater::sim {

// The kinds on which an order's life depends: all else is passed over.
const std::vector<std::string>& OrderKinds();
bool IsOrderKind(const v1::Document& document);

// Thread-safe.
class FeedInbox {
 public:
  // Keeps the event if its kind matters, and counts it in any case.
  void Put(const v1::Event& event);
  void Through(int64_t sequence);
  // No more will come; OK is no reason.
  void Fail(const absl::Status& status);
  void Clear();

  // Waits until everything up to `sequence` is in. DEADLINE_EXCEEDED after `timeout`.
  absl::Status Await(int64_t sequence, absl::Duration timeout) const;

  // All that was said up to the end of this step. Feeds go from step to step, so the
  // rest is of later ones.
  std::vector<v1::Event> TakeThrough(const Step& step);

 private:
  mutable absl::Mutex mutex_;
  std::deque<v1::Event> events_ ABSL_GUARDED_BY(mutex_);
  int64_t through_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status failed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::sim
