// For an owner that lets a CommitQueue work in the owner's own thread, one step after the
// other, in place of the queue's two threads: a simulation, which does other things between
// the steps. What is done, and in which order, is the same.
#pragma once

#include <functional>

namespace headwater::store {

// Given to the queue in its options; works from the queue's constructor to its destructor
// and outlives it. Not thread-safe.
class QueueSteps {
 public:
  // The writer's next step: takes a group, begins, applies one work, commits, says that it
  // is committed, hands the group over to be reported. False when there is nothing to do, or
  // when it would wait for the reports.
  bool Write() { return write_ && write_(); }
  // Reports the oldest group that was handed over. False when there is none.
  bool Report() { return report_ && report_(); }

 private:
  friend class CommitQueue;
  std::function<bool()> write_;
  std::function<bool()> report_;
};

}  // namespace headwater::store
