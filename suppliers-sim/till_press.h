// Makes the days' tickets ahead of the day that is played, in a thread of its own: they
// depend on nothing but the data.
#pragma once

#include <deque>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "headwater/v1/document.pb.h"
#include "suppliers-sim/back_office.h"

namespace headwater::sim {

class TillPress {
 public:
  // Of these days, both included. `office` must outlive it.
  TillPress(const BackOffice& office, base::Day first, base::Day last);
  ~TillPress();

  // Tickets and write-offs of the next day: call it for each day in turn.
  absl::StatusOr<std::vector<v1::Document>> Next();

 private:
  using Made = absl::StatusOr<std::vector<v1::Document>>;

  void Run(base::Day first, base::Day last);

  const BackOffice& office_;
  absl::Mutex mutex_;
  std::deque<Made> made_ ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace headwater::sim
