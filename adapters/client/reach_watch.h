// How a client that tries again fares, for whoever wants to say so or to end it.
#pragma once

#include "adapters/client/refusal.h"

namespace headwater::client {

// Called by the thread that tries.
class ReachWatch {
 public:
  virtual ~ReachWatch() = default;

  // An attempt came to nothing (Refusal::IsOfConnection) and another would follow. False:
  // none does, and this refusal is the last word.
  virtual bool OnUnreached(const Refusal& refusal) = 0;

  // The hub gave an answer that is not to be tried again, or more of a feed.
  virtual void OnReached() = 0;
};

}  // namespace headwater::client
