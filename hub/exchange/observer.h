// What happens in the exchange, for those who count it and log it. The exchange knows
// nothing of metrics.
#pragma once

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/base/gs1.h"

namespace headwater::exchange {

// What became of one Submit. All of it is borrowed.
struct Decision {
  const v1::SubmitRequest& request;
  base::Gln caller;
  const absl::StatusOr<v1::Receipt>& outcome;
  // The receipt is that of an earlier request with the same request_id.
  bool repeated = false;
  // The writer's group in which it was judged, counted from the start of the process;
  // 0: it was refused before it came to the writer.
  int64_t group = 0;
  int64_t waited_nanos = 0;  // for the writer
  int64_t took_nanos = 0;    // from the door to its verdict
};

// One group of the writer that was committed.
struct GroupCommit {
  int64_t documents = 0;
  int64_t bytes = 0;
  int64_t apply_nanos = 0;   // from its first work to its COMMIT
  int64_t commit_nanos = 0;  // the COMMIT with its sync
};

// Thread-safe. No call may block.
class Observer {
 public:
  virtual ~Observer() = default;
  // A clock that only goes forward, from any beginning.
  virtual int64_t MonotonicNanos() = 0;
  // On the thread of Submit or on one of the queue, before the caller is told.
  virtual void Decided(const Decision& decision) = 0;
  // On the writer thread.
  virtual void Committed(const GroupCommit& commit) = 0;
};

}  // namespace headwater::exchange
