// Runs a step at least once after each signal, and never twice at the same time. What it takes to
// call into a gRPC reactor from several threads without a lock held.
#pragma once

#include <atomic>
#include <cstdint>

namespace headwater::rpc {

// Thread-safe.
class Serial {
 public:
  // True: the caller must see to it that RunOnce is called, now or on another
  // thread. False: a run is due or under way, and another will follow this signal.
  bool Signal() { return signals_.fetch_add(1, std::memory_order_acq_rel) == 0; }

  // Takes one step. True: there were signals since it began, and the caller must see
  // to the next run. False: the next Signal asks for it.
  template <typename Step>
  bool RunOnce(Step step) {
    const int64_t seen = signals_.load(std::memory_order_acquire);
    step();
    return signals_.fetch_sub(seen, std::memory_order_acq_rel) != seen;
  }

 private:
  std::atomic<int64_t> signals_{0};
};

}  // namespace headwater::rpc
