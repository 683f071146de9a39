// One call of the floor's server, and what its completion queue hands back.
#pragma once

namespace headwater::bench {

// The tag of an operation. One operation of a call is under way at a time.
class FloorCall {
 public:
  virtual ~FloorCall() = default;
  // Called by the polling thread.
  virtual void Ready(bool ok) = 0;
};

}  // namespace headwater::bench
