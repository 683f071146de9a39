// A retailer that sends orders at a steady rate for as long as it lives.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "bench/latencies.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

struct OrderPace {
  std::string target;
  base::TlsIdentity tls;
  double per_second = 1;
  uint32_t run = 1;  // keeps the ids of two loads of one hub apart
};

// Thread-safe.
class PacedOrders {
 public:
  // Orders under way at most: what is due beyond them is sent late, and not left out.
  static constexpr int kInFlightMax = 512;

  // Begins at once. The first order that is refused ends it.
  explicit PacedOrders(const OrderPace& pace);
  // Ends once all that was sent is answered.
  ~PacedOrders();
  PacedOrders(const PacedOrders&) = delete;
  PacedOrders& operator=(const PacedOrders&) = delete;

  // Orders with a receipt.
  int64_t count() const { return count_.load(std::memory_order_relaxed); }
  // Of those answered since the last call, each from the moment at which it was due.
  Latencies TakeLatencies();
  // Ends it. The first error.
  absl::Status Stop();

 private:
  class Sender;

  std::atomic<int64_t> count_ = 0;
  std::atomic<bool> ending_ = false;
  absl::Mutex mutex_;
  Latencies latencies_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_;  // of the thread until it has ended
  std::thread thread_;
};

}  // namespace headwater::bench
