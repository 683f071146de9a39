// Where the time comes from. Whoever needs it takes a Clock in its constructor, so
// that the whole hub can run on virtual time.
#pragma once

#include "absl/time/time.h"

namespace headwater::base {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  // The instant now. May step back when an operator sets the machine's clock: do
  // not subtract two instants to learn an order of events.
  virtual absl::Time Now() const = 0;
};

// The machine's clock.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
};

}  // namespace headwater::base
