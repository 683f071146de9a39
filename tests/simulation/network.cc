#include "simulation/network.h"

#include <algorithm>
#include <utility>

namespace headwater::simulation {

absl::Duration Network::Delay() {
  if (Happens(faults_.late)) {
    ++counts_.late;
    return absl::Milliseconds(random_.Between(500, 8000));
  }
  return absl::Microseconds(random_.Between(100, 20'000));
}

void Network::Send(std::function<void()> arrive) {
  ++counts_.sent;
  if (Happens(faults_.lost)) {
    ++counts_.lost;
    return;
  }
  if (Happens(faults_.doubled)) {
    ++counts_.doubled;
    timeline_.After(Delay(), arrive);
  }
  timeline_.After(Delay(), std::move(arrive));
}

bool Network::SendInOrder(absl::Time& clear_at, std::function<void()> arrive) {
  ++counts_.sent;
  if (Happens(faults_.lost)) {
    ++counts_.lost;
    return false;
  }
  clear_at = std::max(clear_at, timeline_.now() + Delay());
  timeline_.After(clear_at - timeline_.now(), std::move(arrive));
  return true;
}

}  // namespace headwater::simulation
