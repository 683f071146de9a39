// One call after the other at a steady pace, on a thread of its own: what goes on at a hub
// beside the load that is measured.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "grpcpp/support/status.h"

namespace headwater::bench {

// Thread-safe.
class PacedCalls {
 public:
  // Makes the n-th call, from 0 on, and waits for its answer.
  using Call = std::function<grpc::Status(int64_t n)>;

  // Begins at once. A call that is slower than the pace makes the next ones late; none is
  // left out. The first error ends it.
  PacedCalls(double per_second, Call call);
  // Ends after the call that is under way.
  ~PacedCalls();
  PacedCalls(const PacedCalls&) = delete;
  PacedCalls& operator=(const PacedCalls&) = delete;

  // Calls that were answered well.
  int64_t count() const { return count_.load(std::memory_order_relaxed); }
  // Ends it. The first error of a call.
  absl::Status Stop();

 private:
  void Run(double per_second);

  const Call call_;
  std::atomic<int64_t> count_ = 0;
  absl::Notification ending_;
  absl::Status status_;  // of the thread until it has ended
  std::thread thread_;
};

}  // namespace headwater::bench
