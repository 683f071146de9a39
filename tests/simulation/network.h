// The network between the parties and the hub: slow, and losing, doubling and reordering
// what it carries.
#pragma once

#include <cstdint>
#include <functional>

#include "absl/time/time.h"
#include "hub/base/random.h"
#include "simulation/timeline.h"

namespace headwater::simulation {

// Chances, in a thousand of the messages.
struct NetworkFaults {
  uint64_t lost = 0;
  uint64_t doubled = 0;
  // Held up for seconds, past what was sent later.
  uint64_t late = 0;
};

struct NetworkCounts {
  int64_t sent = 0;
  int64_t lost = 0;
  int64_t doubled = 0;
  int64_t late = 0;
};

// Not thread-safe.
class Network {
 public:
  // Both outlive it.
  Network(Timeline& timeline, base::Random& random) : timeline_(timeline), random_(random) {}

  void set_faults(const NetworkFaults& faults) { faults_ = faults; }
  const NetworkCounts& counts() const { return counts_; }

  // `arrive` is called once, twice or never.
  void Send(std::function<void()> arrive);
  // As between the ends of one connection: in order, if at all. False: the connection is
  // broken, and this does not arrive. `clear_at` is the connection's own.
  bool SendInOrder(absl::Time& clear_at, std::function<void()> arrive);

 private:
  bool Happens(uint64_t chance) { return chance > 0 && random_.Below(1000) < chance; }
  absl::Duration Delay();

  Timeline& timeline_;
  base::Random& random_;
  NetworkFaults faults_;
  NetworkCounts counts_;
};

}  // namespace headwater::simulation
