// Where a load takes what it sends.
#pragma once

#include "headwater/v1/exchange.pb.h"

namespace headwater::bench {

// Not thread-safe.
class RequestSource {
 public:
  virtual ~RequestSource() = default;
  // A request that is in nobody's hands, with ids and a number of its own; nullptr when
  // there is no more to send.
  virtual v1::SubmitRequest* Take() = 0;
  virtual void GiveBack(v1::SubmitRequest* request) = 0;
};

}  // namespace headwater::bench
