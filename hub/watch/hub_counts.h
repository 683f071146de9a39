// What the hub has done since its start, in numbers.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "headwater/v1/document.pb.h"
#include "headwater/v1/errors.pb.h"
#include "hub/exchange/observer.h"
#include "hub/watch/histogram.h"

namespace headwater::watch {

// How a submitted document ended that was not refused.
enum class Taken { kAccepted, kRepeated, kDryRun };
inline constexpr size_t kTakenKinds = 3;

struct TakenCount {
  std::string kind;  // as the contract names it
  Taken taken;
  uint64_t count = 0;
};
struct RefusedCount {
  std::string kind;    // "none" for a document without a body
  std::string reason;  // "NUMBER_REUSED"
  uint64_t count = 0;
};

// Thread-safe. Kinds and reasons are those of the contract, so that what is counted here is
// bounded whatever is sent.
class HubCounts {
 public:
  HubCounts();

  void Count(const exchange::Decision& decision);
  void Count(const exchange::GroupCommit& commit);

  // Without those that never came.
  std::vector<TakenCount> taken() const;
  std::vector<RefusedCount> refused() const;
  uint64_t groups() const { return groups_.load(std::memory_order_relaxed); }
  uint64_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

  const Histogram& submit_time() const { return submit_time_; }
  const Histogram& wait_time() const { return wait_time_; }
  const Histogram& apply_time() const { return apply_time_; }
  const Histogram& commit_time() const { return commit_time_; }
  const Histogram& group_size() const { return group_size_; }

 private:
  size_t KindOf(v1::Document::BodyCase body) const;

  const std::vector<std::string> kinds_;  // by the order of the contract, and then "none"
  std::vector<size_t> kind_of_number_;
  std::vector<std::atomic<uint64_t>> taken_;    // kind * kTakenKinds + taken
  std::vector<std::atomic<uint64_t>> refused_;  // kind * number of reasons + reason
  std::atomic<uint64_t> groups_ = 0;
  std::atomic<uint64_t> bytes_ = 0;
  Histogram submit_time_{kTimeBounds};
  Histogram wait_time_{kTimeBounds};
  Histogram apply_time_{kTimeBounds};
  Histogram commit_time_{kTimeBounds};
  Histogram group_size_{kCountBounds};
};

}  // namespace headwater::watch
