// A few threads that take work off the gRPC threads, which must never block.
#pragma once

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"

namespace headwater::rpc {

// Runs what is posted, first come, first served. Thread-safe.
class Workers {
 public:
  using Task = absl::AnyInvocable<void() &&>;

  // `waiting_max` tasks may wait, beside those that run.
  Workers(int threads, size_t waiting_max);
  // Runs what waits, then ends the threads.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False when waiting_max tasks wait: `task` was not taken. Does not block.
  bool Post(Task task);

 private:
  void Run();
  bool HasWorkOrEnds() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return ending_ || !waiting_.empty();
  }

  const size_t waiting_max_;
  absl::Mutex mutex_;
  std::deque<Task> waiting_ ABSL_GUARDED_BY(mutex_);
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace headwater::rpc
