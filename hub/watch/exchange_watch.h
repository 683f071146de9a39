// Counts and logs what the exchange decides.
#pragma once

#include <cstdint>

#include "hub/exchange/observer.h"
#include "hub/watch/event_log.h"
#include "hub/watch/hub_counts.h"

namespace headwater::watch {

// Thread-safe. A document costs it a few relaxed additions and two looks at the clock. At the
// level debug each document is a line too: who sent what under which ids, and the verdict;
// never its content.
class ExchangeWatch final : public exchange::Observer {
 public:
  // `log` may be null, and outlives this.
  explicit ExchangeWatch(EventLog* log) : log_(log) {}

  int64_t MonotonicNanos() override;
  void Decided(const exchange::Decision& decision) override;
  void Committed(const exchange::GroupCommit& commit) override { counts_.Count(commit); }

  const HubCounts& counts() const { return counts_; }

 private:
  EventLog* const log_;
  HubCounts counts_;
};

}  // namespace headwater::watch
